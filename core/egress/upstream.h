// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/async.h"
#include "core/egress/proxy_target.h"

#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace agentarium::egress {

/// How long things may take.
struct ProxyTimes {
    std::chrono::milliseconds head{60'000};    ///< until the agent has sent its request's head
    std::chrono::milliseconds connect{10'000}; ///< for the name, and again for the connection
    std::chrono::milliseconds linger{2'000};   ///< for what an agent still sends after it was answered
};

/// The addresses of a host, textual. Addresses are taken as they are; localhost and names below it are
/// loopback without asking anyone (RFC 6761, 6.3). Throws ProxyFailure(502).
Task<std::vector<std::string>> resolveHost(std::string host, std::chrono::milliseconds limit);

/// Connects `socket` to the first of these addresses that answers, and to no other. Throws ProxyFailure(502).
Task<void> connectTo(asio::ip::tcp::socket& socket, ProxyTarget target, std::vector<std::string> addresses,
                     std::chrono::milliseconds limit);

} // namespace agentarium::egress
