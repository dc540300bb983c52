// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace agentarium::init {

/// True when a TCP socket of this machine listens on the port, by IPv4 or IPv6.
bool isListening(int port);

} // namespace agentarium::init
