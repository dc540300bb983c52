// SPDX-License-Identifier: Apache-2.0
// Frames of a caller or of an agent, with the limits of core/gateway and core/invocations.
#include "tests/fuzz/input.h"

#include <boost/asio/io_context.hpp>
#include <boost/beast/_experimental/test/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>

using namespace agentarium;
namespace beast = boost::beast;
namespace websocket = boost::beast::websocket;

namespace {

constexpr std::size_t kMaxMessage = 64 * 1024;

/// A stream that plays one side; `bytes` come from the other, behind the handshake.
void play(std::string_view bytes, bool isServer) {
    boost::asio::io_context io;
    websocket::stream<beast::test::stream> socket(io);
    beast::test::stream peer(io);
    socket.next_layer().connect(peer);
    boost::system::error_code ec;
    socket.read_message_max(kMaxMessage);
    if (isServer) {
        socket.next_layer().append(
            "GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n");
        socket.accept(ec);
        if (ec) return;
        socket.next_layer().append(std::string(bytes));
    } else {
        socket.next_layer().append(std::string(bytes));
    }
    peer.close();
    if (!isServer) {
        websocket::response_type answer;
        socket.handshake(answer, "127.0.0.1:8080", "/ws", ec);
        if (ec) return;
    }
    for (int i = 0; i < 1000; ++i) {
        beast::flat_buffer buffer;
        socket.read(buffer, ec);
        if (ec) return;
        fuzz::require(buffer.size() <= kMaxMessage);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input(data, size);
    const bool isServer = input.byte() & 1;
    play(input.rest(), isServer);
    return 0;
}
