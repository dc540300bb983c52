// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/egress/connection.h"

#include <boost/asio/io_context.hpp>

#include <set>

namespace agentarium::egress {

/// The open connections of one session's proxy. On the Asio thread.
class Connections : public std::enable_shared_from_this<Connections> {
public:
    Connections(asio::io_context& io, contract::EgressPolicy policy, EventSink sink, ProxyTimes times = {})
        : m_io(io), m_settings{std::move(policy), std::make_shared<EventSink>(std::move(sink)), times} {}

    /// Takes an agent's connection; one more than 256 at a time is closed at once.
    template <class Stream>
    void serve(Stream stream) {
        if (m_closed || m_open.size() >= kMaxOpen) return abortStream(stream);
        run(std::make_shared<Connection<Stream>>(std::move(stream), m_settings));
    }
    /// Ends all of them, each with its last event; afterwards nothing is told any more.
    void close(const std::string& why);
    std::size_t open() const { return m_open.size(); }

private:
    static constexpr std::size_t kMaxOpen = 256;
    void run(std::shared_ptr<AnyConnection> connection);

    asio::io_context& m_io;
    ProxySettings m_settings;
    std::set<std::shared_ptr<AnyConnection>> m_open;
    bool m_closed = false;
};

} // namespace agentarium::egress
