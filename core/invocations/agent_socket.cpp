// SPDX-License-Identifier: Apache-2.0
#include "core/invocations/agent_socket.h"

#include "core/contract/error.h"
#include "core/invocations/socket_channel.h"

#include <fmt/format.h>

namespace agentarium::invocations {

namespace websocket = boost::beast::websocket;

Task<std::unique_ptr<FrameChannel>> openAgentSocket(guest::Tunnel tunnel, int port, const Headers& headers) {
    websocket::stream<guest::Tunnel> socket(std::move(tunnel));
    socket.set_option(websocket::stream_base::decorator([&headers](websocket::request_type& request) {
        for (const auto& [name, value] : headers)
            request.set(name, value);
    }));
    websocket::response_type answer;
    boost::system::error_code ec;
    co_await socket.async_handshake(answer, fmt::format("127.0.0.1:{}", port), "/ws",
                                    asio::redirect_error(asio::use_awaitable, ec));
    if (ec == websocket::error::upgrade_declined)
        throw Error(
            ErrorKind::AgentFailed,
            fmt::format("The agent answered {} on /ws instead of opening a WebSocket.", answer.result_int()),
            "Give it a handler with @app.websocket.",
            {{"agentStatus", answer.result_int()}, {"agentBody", answer.body()}});
    if (ec) throw boost::system::system_error(ec);
    const auto abort = [](websocket::stream<guest::Tunnel>& stream) { stream.next_layer().cancel(); };
    co_return std::make_unique<SocketChannel<guest::Tunnel, decltype(abort)>>(std::move(socket), abort);
}

} // namespace agentarium::invocations
