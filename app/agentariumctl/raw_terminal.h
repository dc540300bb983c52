// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <termios.h>
#include <utility>

namespace agentarium::ctl {

/// Standard input as the bytes that are typed, when it is a terminal: no echo, no lines, no Ctrl-C of our
/// own. As it was when this goes, or when the program exits by another way.
class RawTerminal {
public:
    RawTerminal();
    ~RawTerminal();
    RawTerminal(const RawTerminal&) = delete;
    RawTerminal& operator=(const RawTerminal&) = delete;

    bool isTerminal() const { return m_terminal; }
    /// Characters and lines; 80 by 24 when it is no terminal.
    static std::pair<int, int> size();

private:
    bool m_terminal = false;
};

} // namespace agentarium::ctl
