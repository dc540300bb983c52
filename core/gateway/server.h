// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/gateway/router.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace agentarium::gateway {

/// The daemon's only listening socket: 127.0.0.1 and a port of the system's choice.
class Server {
public:
    Server(asio::io_context& io, const Router& router);
    unsigned short port() const { return m_acceptor.local_endpoint().port(); }
    void start();
    void close();
    int connections() const { return m_connections; }
    std::chrono::steady_clock::time_point lastUse() const { return m_lastUse; }

private:
    Task<void> acceptLoop();
    Task<void> serve(asio::ip::tcp::socket socket);

    asio::io_context& m_io;
    const Router& m_router;
    asio::ip::tcp::acceptor m_acceptor;
    int m_connections = 0;
    std::chrono::steady_clock::time_point m_lastUse = std::chrono::steady_clock::now();
};

} // namespace agentarium::gateway
