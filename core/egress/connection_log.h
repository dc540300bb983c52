// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/egress/proxy_target.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace agentarium::egress {

using EventSink = std::function<void(const std::string& kind, nlohmann::json body)>;

/// The two events of one connection: host, port, bytes and times; never payload or header values.
class ConnectionLog {
public:
    explicit ConnectionLog(std::shared_ptr<EventSink> sink);

    void refused(const ProxyTarget& target, const std::string& reason);
    void allowed(const ProxyTarget& target);
    void connected();
    /// Once; later calls change nothing. Nothing is written for a connection that asked for no host.
    void closed(const std::string& error);

    std::uint64_t bytesOut = 0; ///< from the agent
    std::uint64_t bytesIn = 0;  ///< to the agent

private:
    void open(const ProxyTarget& target, const char* decision, const std::string& reason);

    std::shared_ptr<EventSink> m_sink;
    std::string m_id;
    ProxyTarget m_target;
    std::int64_t m_begunNs;
    std::optional<double> m_connectMs;
    bool m_open = false;
    bool m_closed = false;
};

} // namespace agentarium::egress
