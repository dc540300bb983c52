// SPDX-License-Identifier: Apache-2.0
#include "core/guest/shell.h"

#include "core/contract/error.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>
#include <nlohmann/json.hpp>

#include <array>
#include <utility>

namespace agentarium::guest {

using boost::system::error_code;
using nlohmann::json;
using wire::ExecChannel;

namespace {

std::string targetOf(const ShellRequest& request) {
    return "shell?id=" + request.shellId + "&width=" + std::to_string(request.width) +
           "&height=" + std::to_string(request.height);
}

} // namespace

Task<std::shared_ptr<Shell>> Shell::attach(GuestLink& link, ShellRequest request) {
    const std::string target = targetOf(request);
    Tunnel tunnel = co_await link.open(target);
    const std::shared_ptr<Shell> shell(new Shell(std::move(tunnel)));
    while (!shell->m_attached && !shell->m_refusal && shell->m_events.empty())
        co_await shell->fill();
    if (shell->m_refusal)
        throw Error(ErrorKind::Refused, *shell->m_refusal, "End one of them, or attach to one of them.");
    if (!shell->m_attached)
        throw Error(ErrorKind::RuntimeFailed, "The link to the microVM was lost while a shell was opened.",
                    "Look at the session's events.");
    co_return shell;
}

Task<void> Shell::fill() {
    std::array<char, wire::kExecPiece> buffer;
    error_code ec;
    const std::size_t count = co_await m_tunnel.async_read_some(
        asio::buffer(buffer), asio::redirect_error(asio::use_awaitable, ec));
    const auto onFrame = [this](ExecChannel channel, std::string payload) {
        take(channel, std::move(payload));
    };
    if (ec || !m_frames.feed(std::string_view(buffer.data(), count), onFrame)) m_events.emplace_back();
}

void Shell::take(ExecChannel channel, std::string payload) {
    ShellEvent event;
    if (channel == ExecChannel::Stdout) {
        event.kind = ShellEvent::Kind::Output;
        event.data = std::move(payload);
        m_events.push_back(std::move(event));
        return;
    }
    const json status = json::parse(payload, nullptr, false);
    if (channel != ExecChannel::Status || !status.is_object()) return;
    if (status.contains("error")) {
        m_refusal = status.value("error", std::string());
    } else if (status.contains("shellId")) {
        m_attached = true;
        m_reconnected = status.value("reconnected", false);
        m_dropped = status.value("bytesDropped", std::uint64_t(0));
    } else {
        event.kind = ShellEvent::Kind::Ended;
        if (status.value("replaced", false)) event.kind = ShellEvent::Kind::Replaced;
        if (status.contains("exitCode")) event.exitCode = status.value("exitCode", -1);
        if (status.contains("signal")) event.signal = status.value("signal", 0);
        m_events.push_back(std::move(event));
    }
}

Task<ShellEvent> Shell::read() {
    while (m_events.empty())
        co_await fill();
    ShellEvent event = std::move(m_events.front());
    m_events.pop_front();
    co_return event;
}

Task<void> Shell::send(ExecChannel channel, std::string payload) {
    const std::string frame = wire::execFrame(channel, payload);
    error_code ec;
    co_await asio::async_write(m_tunnel, asio::buffer(frame), asio::redirect_error(asio::use_awaitable, ec));
}

Task<void> Shell::input(std::string bytes) {
    for (std::size_t at = 0; at < bytes.size(); at += wire::kExecPiece) {
        std::string piece = bytes.substr(at, wire::kExecPiece);
        co_await send(ExecChannel::Stdin, std::move(piece));
    }
}

Task<void> Shell::resize(int width, int height) {
    std::string size = json{{"width", width}, {"height", height}}.dump();
    co_await send(ExecChannel::Resize, std::move(size));
}

Task<void> Shell::hangUp() {
    std::string nothing;
    co_await send(ExecChannel::Close, std::move(nothing));
}

} // namespace agentarium::guest
