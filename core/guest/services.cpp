// SPDX-License-Identifier: Apache-2.0
#include "core/guest/services.h"

#include "core/base/deadline.h"
#include "core/contract/error.h"
#include "core/guest/words.h"
#include "core/wire/exec_frame.h"
#include "core/wire/line_reader.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <csignal>
#include <optional>
#include <utility>

namespace agentarium::guest {

using boost::system::error_code;
using nlohmann::json;

namespace {

constexpr std::size_t kMaxAnswer = 64 * 1024;
constexpr std::size_t kMaxEventLine = 1024 * 1024;

/// Sends a request and our end of the stream.
Task<void> sendAll(Tunnel& tunnel, const std::string& text) {
    co_await asio::async_write(tunnel, asio::buffer(text), asio::use_awaitable);
    tunnel.shutdownSend();
}

/// Calls `onData` for each piece until the end, and waits in `keepUp` after each; the error that ended it.
template <class OnData>
Task<error_code> readAll(Tunnel& tunnel, OnData onData, std::function<Task<void>()> keepUp = {}) {
    std::vector<char> buffer(wire::kExecPiece);
    for (;;) {
        error_code ec;
        const std::size_t count = co_await tunnel.async_read_some(
            asio::buffer(buffer), asio::redirect_error(asio::use_awaitable, ec));
        if (ec) co_return ec;
        onData(std::string_view(buffer.data(), count));
        if (keepUp) co_await keepUp();
    }
}

Error guestFailed(const std::string& message) {
    return {ErrorKind::RuntimeFailed, message, "Look at the session's console lines and events."};
}

} // namespace

Task<long> startAgent(GuestLink& link, const AgentStart& start, std::chrono::milliseconds limit) {
    const json request{{"argv", start.argv},        {"env", start.env},
                       {"cwd", start.cwd},          {"port", start.port},
                       {"egress", start.egress},    {"memoryMaxBytes", start.memoryMaxBytes},
                       {"hostname", start.hostname}};
    const std::string text = request.dump(-1, ' ', false, json::error_handler_t::replace);
    Tunnel tunnel = co_await link.open("agent.start");
    const Deadline late(tunnel.get_executor(), limit, [&] { tunnel.cancel(); });
    co_await sendAll(tunnel, text);
    std::string answer;
    const error_code ec = co_await readAll(tunnel, [&](std::string_view data) {
        if (answer.size() < kMaxAnswer) answer += data;
    });
    const json result = json::parse(answer, nullptr, false);
    if (result.is_object() && result.contains("pid")) co_return result.at("pid").get<long>();
    if (result.is_object() && result.contains("error"))
        throw Error(ErrorKind::AgentFailed,
                    "The agent was not started: " + result.at("error").get<std::string>() + ".",
                    "Check the version's entry point and its memory size.");
    throw guestFailed("The guest did not answer to the start of the agent: " + ec.message() + ".");
}

Task<void> followEvents(GuestLink& link, std::uint64_t from, GuestEventHandler handler) {
    Tunnel tunnel = co_await link.open("events?from=" + std::to_string(from));
    wire::LineReader lines(kMaxEventLine);
    co_await readAll(tunnel, [&](std::string_view data) {
        lines.feed(data, [&](const std::string& line) {
            const json event = json::parse(line, nullptr, false);
            if (event.is_object()) handler(event);
        });
    });
}

Task<ExecResult> exec(GuestLink& link, ExecRequest request, ExecOutput output) {
    const auto timeoutMs = std::chrono::duration_cast<std::chrono::milliseconds>(request.timeout).count();
    const std::string text = json{{"argv", splitWords(request.command)}, {"timeoutMs", timeoutMs}}.dump(
                                 -1, ' ', false, json::error_handler_t::replace) +
                             "\n";
    Tunnel tunnel = co_await link.open("exec");
    co_await sendAll(tunnel, text);
    wire::ExecFrameReader frames;
    std::optional<ExecResult> result;
    bool sound = true;
    bool wanted = true;
    const auto pass = [&](const char* source, std::string data) {
        wanted = wanted && output(source, std::move(data));
    };
    const auto take = [&](std::string_view data) {
        sound = sound && frames.feed(data, [&](wire::ExecChannel channel, std::string payload) {
            if (channel == wire::ExecChannel::Stdout) return pass("stdout", std::move(payload));
            if (channel == wire::ExecChannel::Stderr) return pass("stderr", std::move(payload));
            const json status = json::parse(payload, nullptr, false);
            if (status.is_object())
                result = ExecResult{status.value("exitCode", -1), status.value("status", "COMPLETED")};
        });
        if (!wanted) tunnel.cancel(); // the command ends with its stream
    };
    const error_code ec = co_await readAll(tunnel, take, request.keepUp);
    if (!wanted) co_return ExecResult{128 + SIGKILL, "COMPLETED"};
    if (!sound) throw guestFailed("The guest's answer to the command cannot be read.");
    if (!result) throw guestFailed("The command's end was not seen: " + ec.message() + ".");
    co_return *result;
}

} // namespace agentarium::guest
