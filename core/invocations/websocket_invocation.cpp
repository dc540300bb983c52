// SPDX-License-Identifier: Apache-2.0
// A WebSocket between a caller and an agent: frames pass both ways, each an event (contract 2.9).
#include "core/base/deadline.h"
#include "core/base/ids.h"
#include "core/contract/limits.h"
#include "core/invocations/agent_socket.h"
#include "core/invocations/frame_allowance.h"
#include "core/invocations/http_invocation.h"

#include <boost/asio/detached.hpp>
#include <fmt/format.h>

namespace agentarium::invocations {

using namespace std::chrono_literals;

namespace {

using Clock = std::chrono::steady_clock;

/// What both directions of one connection share.
struct Directions {
    explicit Directions(asio::any_io_executor executor) : ended(std::move(executor)) {}
    int open = 2;
    std::string limit; ///< the limit of AgentCore that ends the connection, a sentence
    Signal ended;
};

/// From the caller to the agent; ends with the close it passed on.
Task<void> passIn(FrameChannel& caller, FrameChannel& agent, InvocationRecord& record,
                  std::shared_ptr<Directions> directions) {
    FrameAllowance allowance;
    for (;;) {
        Frame frame = co_await caller.read();
        const bool last = frame.opcode == Frame::Opcode::Close;
        if (!last && !allowance.take(Clock::now())) {
            directions->limit = fmt::format("More than {} frames in one second, the limit of AgentCore.",
                                            contract::kMaxFramesPerSecond);
            break;
        }
        co_await record.frame("in", frame);
        try {
            co_await agent.write(std::move(frame));
        } catch (const boost::system::system_error&) {
            // The agent has gone; its own reader says how.
            break;
        }
        if (last) break;
    }
}

/// From the agent to the caller; ends with the close it passed on.
Task<void> passOut(FrameChannel& agent, FrameChannel& caller, InvocationRecord& record) {
    for (;;) {
        Frame frame = co_await agent.read();
        const bool last = frame.opcode == Frame::Opcode::Close;
        co_await record.frame("out", frame);
        try {
            co_await caller.write(std::move(frame));
        } catch (const boost::system::system_error&) {
            // The caller has gone; its own reader says how.
            break;
        }
        if (last) break;
    }
}

void spawn(asio::io_context& io, std::shared_ptr<Directions> directions, Task<void> direction) {
    asio::co_spawn(io, std::move(direction), [directions](std::exception_ptr) {
        --directions->open;
        directions->ended.notifyAll();
    });
}

/// Tells the caller that a limit ends the connection (close code 1008, contract 2.9). A caller that does not
/// answer is cut off.
Task<void> closeForLimit(FrameChannel& caller, InvocationRecord& record, std::string reason) {
    Frame close;
    close.opcode = Frame::Opcode::Close;
    close.closeCode = 1008;
    close.data = std::move(reason);
    co_await record.frame("out", close);
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    const Deadline answer(executor, 2s, [&caller] { caller.abort(); });
    co_await caller.write(std::move(close));
}

} // namespace

Task<void> Invoker::websocket(InvocationRequest request, Accept accept) {
    const auto [session, isNew] =
        co_await m_sessions.acquire(request.sessionId, request.agent, request.qualifier);
    if (request.budgetUsd) session->setBudget(request.budgetUsd);
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
        spawn(m_io, directions, passIn(*caller, *agent, record, directions));
        spawn(m_io, directions, passOut(*agent, *caller, record));
        const auto end = Clock::now() + std::chrono::seconds(contract::kStreamingSeconds);
        while (directions->open == 2 && Clock::now() < end)
            co_await directions->ended.wait(60s);
        if (directions->open == 2)
            directions->limit =
                fmt::format("Open for {} minutes, the limit of AgentCore.", contract::kStreamingSeconds / 60);
        if (!directions->limit.empty()) co_await closeForLimit(*caller, record, directions->limit);
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
    co_await record.end(failure ? outcomeOf(*failure) : "ok",
                        failure ? static_cast<unsigned>(httpStatusOf(failure->kind())) : 101, std::nullopt,
                        failure ? &*failure : nullptr);
    if (failure) throw *failure;
}

} // namespace agentarium::invocations
