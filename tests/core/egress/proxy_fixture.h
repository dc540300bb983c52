// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/egress/connections.h"
#include "tests/core/base/run_task.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace agentarium::tests {

using Socket = asio::local::stream_protocol::socket;
using asio::ip::tcp;

/// A proxy with its recorded events, agents that talk to it over socket pairs, and upstream servers on
/// loopback.
struct ProxyFixture {
    asio::io_context io;
    std::vector<std::pair<std::string, nlohmann::json>> events;
    std::shared_ptr<egress::Connections> proxy;

    explicit ProxyFixture(const std::string& policy, egress::ProxyTimes times = {}) {
        proxy = std::make_shared<egress::Connections>(
            io, contract::EgressPolicy::parse(policy),
            [this](const std::string& kind, nlohmann::json body) {
                events.emplace_back(kind, std::move(body));
            },
            times);
    }
    ~ProxyFixture() {
        proxy->close("test ended");
        runUntil(io, [this] { return proxy->open() == 0; });
    }

    /// The agent's end of a connection the proxy serves.
    Socket connect() {
        Socket agent(io), served(io);
        asio::local::connect_pair(agent, served);
        proxy->serve(std::move(served));
        return agent;
    }

    using Handler = std::function<Task<void>(tcp::socket& socket)>;
    /// A server on 127.0.0.1 that treats each connection with `handler`; its port.
    std::uint16_t server(Handler handler) {
        auto acceptor =
            std::make_shared<tcp::acceptor>(io, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
        const auto port = acceptor->local_endpoint().port();
        asio::co_spawn(io, accept(acceptor, std::move(handler)), [](std::exception_ptr) {});
        return port;
    }

    /// Sends `request` and gives all that comes back until the proxy closes.
    std::string ask(const std::string& request) {
        Socket agent = connect();
        return runTask(io, exchange(agent, request));
    }

    static Task<std::string> exchange(Socket& agent, const std::string& request) {
        co_await asio::async_write(agent, asio::buffer(request), asio::use_awaitable);
        co_return co_await rest(agent);
    }

    template <class S>
    static Task<std::string> rest(S& socket) {
        std::string text;
        boost::system::error_code ec;
        co_await asio::async_read(socket, asio::dynamic_buffer(text),
                                  asio::redirect_error(asio::use_awaitable, ec));
        co_return text;
    }

    /// Up to and with the empty line; what was read beyond stays in `buffer`.
    template <class S>
    static Task<std::string> head(S& socket, std::string& buffer) {
        const std::size_t n = co_await asio::async_read_until(socket, asio::dynamic_buffer(buffer),
                                                              "\r\n\r\n", asio::use_awaitable);
        const std::string text = buffer.substr(0, n);
        buffer.erase(0, n);
        co_return text;
    }

private:
    static Task<void> accept(std::shared_ptr<tcp::acceptor> acceptor, Handler handler) {
        for (;;) {
            tcp::socket socket = co_await acceptor->async_accept(asio::use_awaitable);
            asio::co_spawn(acceptor->get_executor(), one(std::move(socket), handler),
                           [](std::exception_ptr) {});
        }
    }
    static Task<void> one(tcp::socket socket, Handler handler) { co_await handler(socket); }
};

} // namespace agentarium::tests
