// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace agentarium::init {

/// One line on the machine's console, which the host keeps the end of.
void say(const std::string& line);
/// Says why and powers the machine off, so that the host sees it stop with the reason as its last words.
[[noreturn]] void fatal(const std::string& reason);
/// "what: text of errno".
std::string withErrno(const std::string& what);

} // namespace agentarium::init
