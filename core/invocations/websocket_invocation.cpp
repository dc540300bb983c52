// SPDX-License-Identifier: Apache-2.0
// A WebSocket between a caller and an agent: frames pass both ways, each an event (contract 2.9).
#include "core/base/ids.h"
#include "core/contract/limits.h"
#include "core/invocations/agent_socket.h"
#include "core/invocations/http_invocation.h"

#include <boost/asio/detached.hpp>
#include <fmt/format.h>

namespace agentarium::invocations {

using namespace std::chrono_literals;

namespace {

/// One direction; ends with the close it passed on.
Task<void> pass(FrameChannel& from, FrameChannel& to, InvocationRecord& record, std::string direction) {
    for (;;) {
        Frame frame = co_await from.read();
        co_await record.frame(direction, frame);
        const bool last = frame.opcode == Frame::Opcode::Close;
        try {
            co_await to.write(std::move(frame));
        } catch (const boost::system::system_error&) {
            // The other side has gone; its own reader says how.
            break;
        }
        if (last) break;
    }
}

struct Directions {
    explicit Directions(asio::any_io_executor executor) : ended(std::move(executor)) {}
    int open = 2;
    Signal ended;
};

void spawn(asio::io_context& io, std::shared_ptr<Directions> directions, Task<void> direction) {
    asio::co_spawn(io, std::move(direction), [directions](std::exception_ptr) {
        --directions->open;
        directions->ended.notifyAll();
    });
}

} // namespace

Task<void> Invoker::websocket(InvocationRequest request, Accept accept) {
    const auto [session, isNew] =
        co_await m_sessions.acquire(request.sessionId, request.agent, request.qualifier);
    InvocationRecord record(session, m_blobs, makeUuid(), request.isPrivate);
    sessions::Session::Activity activity(session, fmt::format("WebSocket {}", record.number()));
    record.begin("websocket", "/ws", request);

    std::optional<Error> failure;
    bool broke = false;
    try {
        co_await session->ready();
        guest::Tunnel tunnel = co_await session->link().open(fmt::format("tcp:{}", session->agentPort()));
        const auto agent =
            co_await openAgentSocket(std::move(tunnel), session->agentPort(),
                                     agentHeaders(request, session->spec().sessionId, record.id()));
        const auto caller = co_await accept(answerHeaders(*session, record.id(), isNew));
        record.responseHead(101, {}, {});
        const auto directions = std::make_shared<Directions>(m_io.get_executor());
        spawn(m_io, directions, pass(*caller, *agent, record, "in"));
        spawn(m_io, directions, pass(*agent, *caller, record, "out"));
        while (directions->open == 2)
            co_await directions->ended.wait(60s);
        // One side has closed; the other answers the close or is cut off.
        if (directions->open == 1) co_await directions->ended.wait(2s);
        caller->abort();
        agent->abort();
        while (directions->open > 0)
            co_await directions->ended.wait(1s);
    } catch (const Error& error) {
        failure = error;
    } catch (const std::exception&) {
        broke = true;
    }
    if (broke) {
        co_await session->settleFailure();
        failure = session->agentError(
            "The agent closed the connection while its WebSocket was opened.",
            fmt::format("Read its last log lines: agentariumctl logs {}", session->spec().sessionId));
    }
    if (failure) {
        failure->details()["sessionId"] = session->spec().sessionId;
        failure->details()["invocationId"] = record.id();
    }
    co_await record.end(failure ? "agentFailed" : "ok",
                        failure ? static_cast<unsigned>(httpStatusOf(failure->kind())) : 101, std::nullopt,
                        failure ? &*failure : nullptr);
    if (failure) throw *failure;
}

} // namespace agentarium::invocations
