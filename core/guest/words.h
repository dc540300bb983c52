// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace agentarium::guest {

/// A command line as words by the shell's quoting rules: blanks separate, '…', "…" and \ quote; nothing is
/// expanded. Throws Error(BadInput) when a quote is not closed or there is no word.
std::vector<std::string> splitWords(const std::string& command);

} // namespace agentarium::guest
