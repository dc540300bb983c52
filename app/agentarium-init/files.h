// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace agentarium::init {

/// The whole of a small file without trailing white space; empty when it cannot be read.
std::string readSmall(const std::string& path);
/// False when it cannot be written.
bool writeSmall(const std::string& path, const std::string& text);

} // namespace agentarium::init
