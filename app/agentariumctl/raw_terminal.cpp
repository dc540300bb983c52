// SPDX-License-Identifier: Apache-2.0
#include "app/agentariumctl/raw_terminal.h"

#include <csignal>
#include <cstdlib>
#include <sys/ioctl.h>
#include <unistd.h>

namespace agentarium::ctl {

namespace {

termios g_before{};
volatile std::sig_atomic_t g_raw = 0;

/// Safe in a signal's handler.
void restore() {
    if (!g_raw) return;
    g_raw = 0;
    ::tcsetattr(STDIN_FILENO, TCSADRAIN, &g_before);
}

/// A terminal that is left raw is of no use to its owner: restored before the signal does its work.
void onFatal(int number) {
    restore();
    std::signal(number, SIG_DFL);
    std::raise(number);
}

} // namespace

RawTerminal::RawTerminal() {
    if (!::isatty(STDIN_FILENO) || ::tcgetattr(STDIN_FILENO, &g_before) != 0) return;
    m_terminal = true;
    termios raw = g_before;
    ::cfmakeraw(&raw);
    for (const int number : {SIGHUP, SIGQUIT, SIGABRT, SIGSEGV})
        std::signal(number, onFatal);
    std::atexit(restore);
    g_raw = 1;
    ::tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
}

RawTerminal::~RawTerminal() {
    restore();
}

std::pair<int, int> RawTerminal::size() {
    winsize size{};
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO})
        if (::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0)
            return {size.ws_col, size.ws_row};
    return {80, 24};
}

} // namespace agentarium::ctl
