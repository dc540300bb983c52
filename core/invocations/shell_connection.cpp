// SPDX-License-Identifier: Apache-2.0
#include "core/invocations/shell_connection.h"

#include "core/base/deadline.h"
#include "core/base/ids.h"
#include "core/base/signal.h"
#include "core/contract/shell_protocol.h"
#include "core/invocations/frame_allowance.h"

#include <fmt/format.h>

namespace agentarium::invocations {

using namespace std::chrono_literals;
using contract::shell::Channel;
namespace shell = contract::shell;

namespace {

using Clock = std::chrono::steady_clock;

Frame binary(Channel channel, const std::string& payload) {
    Frame frame;
    frame.opcode = Frame::Opcode::Binary;
    frame.data = shell::frame(channel, payload);
    return frame;
}

/// What both directions of one connection share.
struct Connection {
    Connection(asio::io_context& loop, FrameChannel& channel, guest::Shell& attached)
        : io(loop), caller(channel), shell(attached), ended(loop.get_executor()) {}

    asio::io_context& io;
    FrameChannel& caller;
    guest::Shell& shell;
    Signal ended;
    int open = 2;
    std::string outcome = "detached"; ///< as in `shell.end`
    Frame close{};                    ///< what the caller is told
    bool callerLeft = false;
    std::optional<guest::ShellEvent> end;

    void finish(const std::string& how, unsigned code, const std::string& reason) {
        if (close.closeCode) return;
        outcome = how;
        close.opcode = Frame::Opcode::Close;
        close.closeCode = code;
        close.data = reason;
    }
};

Task<void> passOut(Connection& c) {
    for (;;) {
        guest::ShellEvent event = co_await c.shell.read();
        if (event.kind == guest::ShellEvent::Kind::Output) {
            Frame frame = binary(Channel::Stdout, event.data);
            co_await c.caller.write(std::move(frame));
            continue;
        }
        if (event.kind == guest::ShellEvent::Kind::Ended) {
            const std::string status = shellTermination(event).dump();
            Frame frame = binary(Channel::Status, status);
            co_await c.caller.write(std::move(frame));
            c.finish(c.outcome == "closed" ? c.outcome : "exited", shell::kEnded, "The shell has ended.");
        } else if (event.kind == guest::ShellEvent::Kind::Replaced) {
            c.finish("replaced", shell::kReplaced, "Another client attached to this shell.");
        } else if (!c.callerLeft) {
            c.finish("lost", shell::kServerLeaves, "The link to the microVM was lost.");
        }
        c.end = std::move(event);
        co_return;
    }
}

Task<void> takeFrame(Connection& c, const std::string& data) {
    const auto channel = static_cast<Channel>(static_cast<unsigned char>(data.front()));
    std::string payload = data.substr(1);
    if (channel == Channel::Stdin) {
        co_await c.shell.input(std::move(payload));
    } else if (channel == Channel::Resize) {
        const auto size = nlohmann::json::parse(payload, nullptr, false);
        if (!size.is_object() || !size.contains("width") || !size.contains("height")) co_return;
        if (!size["width"].is_number_integer() || !size["height"].is_number_integer()) co_return;
        co_await c.shell.resize(size["width"].get<int>(), size["height"].get<int>());
    } else if (channel == Channel::Heartbeat) {
        Frame answer = binary(Channel::Heartbeat, {});
        co_await c.caller.write(std::move(answer));
    } else if (channel == Channel::Close) {
        c.outcome = "closed";
        co_await c.shell.hangUp();
    }
}

Task<void> passIn(Connection& c) {
    FrameAllowance allowance;
    int texts = 0;
    for (;;) {
        const Frame frame = co_await c.caller.read();
        if (frame.opcode == Frame::Opcode::Close) {
            c.callerLeft = true;
            co_return;
        }
        texts = frame.opcode == Frame::Opcode::Text ? texts + 1 : 0;
        if (texts >= shell::kMostTextFrames)
            co_return c.finish("detached", shell::kNotBinary, "A shell takes binary frames.");
        if (!allowance.take(Clock::now()))
            co_return c.finish("detached", shell::kLimit, "More than 250 frames in one second.");
        if (frame.opcode == Frame::Opcode::Binary && !frame.data.empty()) co_await takeFrame(c, frame.data);
    }
}

void spawn(const std::shared_ptr<Connection>& connection, Task<void> direction) {
    asio::co_spawn(connection->io, std::move(direction), [connection](std::exception_ptr) {
        --connection->open;
        connection->ended.notifyAll();
    });
}

Task<void> converse(std::shared_ptr<Connection> c) {
    spawn(c, passIn(*c));
    spawn(c, passOut(*c));
    const auto until = Clock::now() + std::chrono::seconds(shell::kConnectionSeconds);
    while (c->open == 2 && Clock::now() < until)
        co_await c->ended.wait(60s);
    if (c->open == 2) c->finish("detached", shell::kLimit, "Attached for an hour, the limit; attach again.");
    c->shell.abort();
    if (c->close.closeCode) {
        const asio::any_io_executor executor = co_await asio::this_coro::executor;
        const Deadline answer(executor, 2s, [c] { c->caller.abort(); });
        Frame close = c->close;
        co_await c->caller.write(std::move(close));
    }
    c->caller.abort();
    while (c->open > 0)
        co_await c->ended.wait(1s);
}

} // namespace

nlohmann::json shellConfirmation(const std::string& shellId, bool reconnected, std::uint64_t bytesDropped) {
    nlohmann::json metadata{{"shellId", shellId}, {"reconnected", reconnected}};
    if (bytesDropped > 0) metadata["bytesDropped"] = bytesDropped;
    return {{"kind", "Status"}, {"apiVersion", "v1"}, {"metadata", metadata}, {"status", "Success"}};
}

nlohmann::json shellTermination(const guest::ShellEvent& end) {
    nlohmann::json status{{"kind", "Status"},
                          {"apiVersion", "v1"},
                          {"metadata", nlohmann::json::object()},
                          {"status", "Success"}};
    if (end.exitCode == 0) return status;
    const std::string cause = end.signal ? "Signal" : "ExitCode";
    const std::string value = std::to_string(end.signal ? *end.signal : end.exitCode.value_or(-1));
    status["status"] = "Failure";
    status["reason"] = "NonZeroExitCode";
    status["message"] = end.signal ? "The shell was ended by signal " + value + "."
                                   : "The shell ended with exit code " + value + ".";
    status["details"]["causes"] =
        nlohmann::json::array({nlohmann::json{{"reason", cause}, {"message", value}}});
    return status;
}

Task<void> serveShell(asio::io_context& io, std::shared_ptr<sessions::Session> session,
                      guest::ShellRequest request, AcceptShell accept) {
    if (request.shellId.empty()) request.shellId = makeUuid();
    shell::requireShellId(request.shellId);
    co_await session->ready();
    const sessions::Session::Activity activity(session, fmt::format("shell {}", request.shellId));
    const auto begun = Clock::now();
    const auto attached = co_await guest::Shell::attach(session->link(), request);
    const Headers headers{{"X-Amzn-Bedrock-AgentCore-Runtime-Session-Id", session->spec().sessionId},
                          {"X-Amzn-Bedrock-AgentCore-Shell-Id", request.shellId}};
    const auto caller = co_await accept(headers);
    session->recorder().emit("shell.begin", {{"shellId", request.shellId},
                                             {"reconnected", attached->reconnected()},
                                             {"bytesDropped", attached->bytesDropped()}});
    const auto connection = std::make_shared<Connection>(io, *caller, *attached);
    const std::string status =
        shellConfirmation(request.shellId, attached->reconnected(), attached->bytesDropped()).dump();
    try {
        Frame confirmation = binary(Channel::Status, status);
        co_await caller->write(std::move(confirmation));
        co_await converse(connection);
    } catch (const boost::system::system_error&) {
        // The caller has gone; the shell goes on.
    }
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun).count();
    nlohmann::json body{{"shellId", request.shellId}, {"outcome", connection->outcome}, {"ms", ms}};
    if (connection->end && connection->end->exitCode) body["exitCode"] = *connection->end->exitCode;
    if (connection->end && connection->end->signal) body["signal"] = *connection->end->signal;
    session->recorder().emit("shell.end", std::move(body));
}

} // namespace agentarium::invocations
