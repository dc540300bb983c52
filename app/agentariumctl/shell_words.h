// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace agentarium::ctl {

/// The words as one line of a POSIX shell that gives them back unchanged. A single word stays as it is, so
/// that 'ls | wc -l' can be given as one.
std::string shellLine(const std::vector<std::string>& words);

} // namespace agentarium::ctl
