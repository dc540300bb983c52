// SPDX-License-Identifier: Apache-2.0
#include "core/egress/egress_proxy.h"

#include "core/egress/connections.h"

namespace agentarium::egress {

EgressProxy::EgressProxy(asio::io_context& io, contract::EgressPolicy policy,
                         std::function<void(const std::string& kind, nlohmann::json body)> sink)
    : m_connections(std::make_shared<Connections>(io, std::move(policy), std::move(sink))) {}

EgressProxy::~EgressProxy() {
    close();
}

void EgressProxy::serve(guest::Tunnel tunnel) {
    m_connections->serve(std::move(tunnel));
}

void EgressProxy::close() {
    m_connections->close("The session ended.");
}

std::size_t EgressProxy::open() const {
    return m_connections->open();
}

} // namespace agentarium::egress
