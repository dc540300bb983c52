// SPDX-License-Identifier: Apache-2.0
#include "tests/journeys/link/known_answers.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <stdexcept>
#include <vector>

namespace agentarium::linktest {

namespace {

/// Reads to the end; throws when the stream breaks instead.
template <class OnData>
Task<void> readToEnd(guest::Tunnel& tunnel, OnData onData) {
    std::vector<std::uint8_t> buffer(256 * 1024);
    for (;;) {
        boost::system::error_code ec;
        const std::size_t n = co_await tunnel.async_read_some(asio::buffer(buffer),
                                                              asio::redirect_error(asio::use_awaitable, ec));
        if (ec == asio::error::eof) co_return;
        if (ec) throw std::runtime_error("the stream broke: " + ec.message());
        onData(buffer.data(), n);
    }
}

} // namespace

Task<void> checkEcho(guest::GuestLink& link, std::size_t bytes, std::mt19937& random) {
    std::vector<std::uint8_t> sent(bytes), got;
    std::generate(sent.begin(), sent.end(), [&] { return static_cast<std::uint8_t>(random()); });
    guest::Tunnel tunnel = co_await link.open("echo");
    co_await asio::async_write(tunnel, asio::buffer(sent), asio::use_awaitable);
    tunnel.shutdownSend();
    co_await readToEnd(
        tunnel, [&](const std::uint8_t* data, std::size_t n) { got.insert(got.end(), data, data + n); });
    if (got != sent) throw std::runtime_error("the echo of " + std::to_string(bytes) + " bytes differs");
}

Task<void> checkSink(guest::GuestLink& link, std::uint64_t bytes) {
    const std::vector<std::uint8_t> piece(256 * 1024, 0x5a);
    guest::Tunnel tunnel = co_await link.open("sink");
    for (std::uint64_t left = bytes; left > 0;) {
        const std::size_t n = std::min<std::uint64_t>(left, piece.size());
        co_await asio::async_write(tunnel, asio::buffer(piece, n), asio::use_awaitable);
        left -= n;
    }
    tunnel.shutdownSend();
    std::string answer;
    co_await readToEnd(tunnel,
                       [&](const std::uint8_t* data, std::size_t n) { answer.append(data, data + n); });
    if (nlohmann::json::parse(answer, nullptr, false) != nlohmann::json{{"bytes", bytes}})
        throw std::runtime_error("the sink of " + std::to_string(bytes) + " bytes answered " + answer);
}

Task<void> checkSource(guest::GuestLink& link, std::uint64_t bytes) {
    guest::Tunnel tunnel = co_await link.open("source?bytes=" + std::to_string(bytes));
    std::uint64_t at = 0;
    bool right = true;
    co_await readToEnd(tunnel, [&](const std::uint8_t* data, std::size_t n) {
        for (std::size_t i = 0; i < n; ++i, ++at)
            right = right && data[i] == at % 251;
    });
    if (!right || at != bytes)
        throw std::runtime_error("the source of " + std::to_string(bytes) + " bytes gave " +
                                 std::to_string(at) + (right ? "" : " with wrong ones among them"));
}

Task<void> uploadForever(guest::GuestLink& link, std::function<void()> begun) {
    const std::vector<std::uint8_t> piece(64 * 1024, 0xa5);
    guest::Tunnel tunnel = co_await link.open("sink");
    for (std::size_t sent = 0;; sent += piece.size()) {
        co_await asio::async_write(tunnel, asio::buffer(piece), asio::use_awaitable);
        if (sent == 1024 * 1024) begun();
    }
}

} // namespace agentarium::linktest
