// SPDX-License-Identifier: Apache-2.0
#include "core/egress/upstream.h"

#include "core/base/deadline.h"
#include "core/base/signal.h"

#include <boost/asio/this_coro.hpp>

#include <algorithm>

namespace agentarium::egress {

using asio::ip::tcp;

namespace {

/// What an agent sees when others are left to try after an address that does not answer.
constexpr std::chrono::milliseconds kOneAddress{3'000};

/// The host's own loopback, by names a guest can ask the proxy for. "localhost" itself never arrives from clients
/// that honour NO_PROXY, so the host has a name of its own.
bool isLoopbackName(const std::string& host) {
    static const std::string suffix = ".localhost";
    return host == "host.agentarium" || host == "localhost" || (host.size() > suffix.size() && host.ends_with(suffix));
}

/// A look-up that may be given up: the system's resolver cannot be interrupted.
struct Lookup {
    explicit Lookup(const asio::any_io_executor& executor) : resolver(executor), ended(executor) {}
    tcp::resolver resolver;
    Signal ended;
    bool done = false;
    boost::system::error_code error;
    std::vector<std::string> addresses;
};

void start(const std::shared_ptr<Lookup>& lookup, const std::string& host) {
    lookup->resolver.async_resolve(
        host, "0", tcp::resolver::numeric_service,
        [lookup](boost::system::error_code error, tcp::resolver::results_type results) {
            lookup->error = error;
            for (const auto& entry : results) {
                const std::string text = entry.endpoint().address().to_string();
                if (std::find(lookup->addresses.begin(), lookup->addresses.end(), text) ==
                    lookup->addresses.end())
                    lookup->addresses.push_back(text);
            }
            lookup->done = true;
            lookup->ended.notifyAll();
        });
}

std::string seconds(std::chrono::milliseconds limit) {
    return std::to_string(std::max<long long>(1, limit.count() / 1000)) + " s";
}

} // namespace

Task<std::vector<std::string>> resolveHost(std::string host, std::chrono::milliseconds limit) {
    boost::system::error_code ec;
    const auto literal = asio::ip::make_address(host, ec);
    if (!ec) co_return std::vector<std::string>{literal.to_string()};
    if (isLoopbackName(host)) co_return std::vector<std::string>{"127.0.0.1", "::1"};

    const auto lookup = std::make_shared<Lookup>(co_await asio::this_coro::executor);
    start(lookup, host);
    if (!lookup->done) co_await lookup->ended.wait(limit);
    if (!lookup->done)
        throw ProxyFailure(502, "The name " + host + " was not resolved within " + seconds(limit) + ".");
    if (lookup->error)
        throw ProxyFailure(502, "The name " + host + " cannot be resolved: " + lookup->error.message() + ".");
    co_return lookup->addresses;
}

Task<void> connectTo(tcp::socket& socket, ProxyTarget target, std::vector<std::string> addresses,
                     std::chrono::milliseconds limit) {
    const auto until = std::chrono::steady_clock::now() + limit;
    std::string why = "it has no address";
    for (std::size_t i = 0; i < addresses.size(); ++i) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        if (left.count() <= 0) break;
        const auto share = i + 1 < addresses.size() ? std::min(left, kOneAddress) : left;
        bool late = false;
        boost::system::error_code ec;
        {
            const Deadline deadline(socket.get_executor(), share, [&] {
                late = true;
                boost::system::error_code ignored;
                socket.close(ignored);
            });
            const tcp::endpoint endpoint(asio::ip::make_address(addresses[i]), target.port);
            co_await socket.async_connect(endpoint, asio::redirect_error(asio::use_awaitable, ec));
        }
        if (!ec && !late) {
            socket.set_option(tcp::no_delay(true), ec);
            socket.set_option(asio::socket_base::keep_alive(true), ec);
            co_return;
        }
        why = late ? "no answer within " + seconds(limit) : ec.message();
        boost::system::error_code ignored;
        socket.close(ignored);
        if (ec == asio::error::operation_aborted && !late) break;
    }
    throw ProxyFailure(502, "Cannot connect to " + target.authority() + ": " + why + ".");
}

} // namespace agentarium::egress
