// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/contract/egress_policy.h"
#include "core/guest/tunnel.h"

#include <boost/asio/io_context.hpp>
#include <nlohmann/json.hpp>

#include <functional>
#include <memory>
#include <string>

namespace agentarium::egress {

class Connections;

/// The daemon's end of the HTTP proxy an agent has in its microVM (design section 5, Egress). It resolves,
/// checks and connects: CONNECT is tunnelled, requests for http:// addresses are forwarded. What the policy
/// refuses is answered by 403 and a sentence that says how to allow it; what fails by 502. On the Asio
/// thread.
class EgressProxy {
public:
    /// `sink` gets egress.open and egress.close of each connection (docs/events.md).
    EgressProxy(asio::io_context& io, contract::EgressPolicy policy,
                std::function<void(const std::string& kind, nlohmann::json body)> sink);
    /// As close().
    ~EgressProxy();
    EgressProxy(const EgressProxy&) = delete;
    EgressProxy& operator=(const EgressProxy&) = delete;

    /// One connection the agent made to its proxy.
    void serve(guest::Tunnel tunnel);
    /// Ends all connections; each gets its egress.close before this returns, and `sink` is not called
    /// afterwards.
    void close();
    /// Connections that are open now.
    std::size_t open() const;

private:
    std::shared_ptr<Connections> m_connections;
};

} // namespace agentarium::egress
