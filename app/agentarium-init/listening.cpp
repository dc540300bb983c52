// SPDX-License-Identifier: Apache-2.0
#include "app/agentarium-init/listening.h"

#include "app/agentarium-init/files.h"

#include <cstdio>
#include <sstream>

namespace agentarium::init {

namespace {

/// /proc/net/tcp: "  sl  local_address rem_address   st …", addresses as hex with the port after the colon.
bool listensIn(const char* table, int port) {
    std::istringstream lines(readSmall(table));
    std::string line;
    std::getline(lines, line);
    while (std::getline(lines, line)) {
        unsigned localPort = 0, state = 0;
        constexpr unsigned kListen = 0x0a;
        if (std::sscanf(line.c_str(), "%*u: %*[0-9A-Fa-f]:%x %*[0-9A-Fa-f]:%*x %x", &localPort, &state) ==
                2 &&
            localPort == static_cast<unsigned>(port) && state == kListen)
            return true;
    }
    return false;
}

} // namespace

bool isListening(int port) {
    return listensIn("/proc/net/tcp", port) || listensIn("/proc/net/tcp6", port);
}

} // namespace agentarium::init
