// SPDX-License-Identifier: Apache-2.0
#include "core/gateway/server.h"

#include "core/gateway/http_exchange.h"

#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <spdlog/spdlog.h>

namespace agentarium::gateway {

using asio::ip::tcp;

Server::Server(asio::io_context& io, const Router& router)
    : m_io(io), m_router(router), m_acceptor(io, tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {}

void Server::start() {
    asio::co_spawn(m_io, acceptLoop(), asio::detached);
}

void Server::close() {
    boost::system::error_code ec;
    m_acceptor.close(ec);
}

Task<void> Server::acceptLoop() {
    while (m_acceptor.is_open()) {
        boost::system::error_code ec;
        tcp::socket socket = co_await m_acceptor.async_accept(asio::redirect_error(asio::use_awaitable, ec));
        if (ec == asio::error::operation_aborted) co_return;
        if (ec) {
            // Out of file descriptors, for example: wait instead of spinning.
            asio::steady_timer pause(m_io, std::chrono::milliseconds(100));
            co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, ec));
            continue;
        }
        asio::co_spawn(m_io, serve(std::move(socket)), asio::detached);
    }
}

Task<void> Server::serve(tcp::socket socket) {
    struct Count {
        Server& server;
        explicit Count(Server& s) : server(s) { ++server.m_connections; }
        ~Count() {
            --server.m_connections;
            server.m_lastUse = std::chrono::steady_clock::now();
        }
    } count(*this);
    boost::system::error_code ec;
    socket.set_option(tcp::no_delay(true), ec);
    boost::beast::flat_buffer buffer;
    try {
        for (;;) {
            HttpExchange exchange(socket, buffer);
            const bool requested = co_await exchange.readHead();
            if (!requested) break;
            m_lastUse = std::chrono::steady_clock::now();
            co_await m_router.dispatch(exchange);
            if (exchange.upgraded()) break;
            const bool reusable = co_await exchange.finishRequest();
            if (!reusable) break;
        }
        socket.shutdown(tcp::socket::shutdown_send, ec);
    } catch (const boost::system::system_error&) {
        // The client has gone, or an answer had to be broken off: the connection ends here.
    } catch (const std::exception& error) {
        spdlog::error("connection: {}", error.what());
    }
}

} // namespace agentarium::gateway
