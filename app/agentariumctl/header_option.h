// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace agentarium::ctl {

/// Throws Error(BadInput) when `name` is no name of an HTTP header, or `value` has line breaks or other
/// control characters, which would end the header. `option` is what the person wrote it behind.
void requireHeader(const std::string& option, const std::string& name, const std::string& value);

} // namespace agentarium::ctl
