// SPDX-License-Identifier: Apache-2.0
#include "core/gateway/event_client.h"

#include "core/contract/error.h"

#include <boost/asio/detached.hpp>
#include <fmt/format.h>

namespace agentarium::gateway {

using namespace std::chrono_literals;

namespace {
constexpr std::size_t kPage = 500;
/// At most 30 messages a second to one client (docs/api.md).
constexpr auto kPace = 33ms;

/// What waits for a client that does not read.
constexpr std::size_t kMostWaiting = 16 * 1024 * 1024;

std::string textOf(const nlohmann::json& message) {
    return message.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}
} // namespace

EventHub::Client::Client(asio::io_context& io, events::Journal& journal,
                         std::unique_ptr<FrameChannel> channel)
    : m_io(io)
    , m_journal(journal)
    , m_channel(std::move(channel))
    , m_wake(io.get_executor())
    , m_sent(io.get_executor()) {}

Task<void> EventHub::Client::run(std::function<nlohmann::json()> snapshot) {
    const auto self = shared_from_this();
    m_snapshot = std::move(snapshot);
    m_sending = true;
    asio::co_spawn(m_io, send(), asio::detached);
    std::exception_ptr failure;
    try {
        co_await readMessages();
    } catch (...) {
        failure = std::current_exception();
    }
    m_closed = true;
    m_channel->abort();
    m_wake.notifyAll();
    while (m_sending)
        co_await m_sent.wait(1s);
    if (failure) std::rethrow_exception(failure);
}

void EventHub::Client::committed(const std::string& recordingId, std::uint64_t seq) {
    const auto it = m_followed.find(recordingId);
    if (it == m_followed.end()) return;
    it->second.known = std::max(it->second.known, seq);
    m_wake.notifyAll();
}

void EventHub::Client::post(const nlohmann::json& message) {
    m_outbox.push_back(textOf(message));
    m_outboxBytes += m_outbox.back().size();
    if (m_outboxBytes > kMostWaiting) {
        m_closed = true;
        m_channel->abort();
    }
    m_wake.notifyAll();
}

Task<void> EventHub::Client::readMessages() {
    for (;;) {
        const auto frame = co_await m_channel->read();
        if (frame.opcode == invocations::Frame::Opcode::Close) co_return;
        auto message = nlohmann::json::parse(frame.data, nullptr, false);
        if (message.is_object())
            co_await handle(std::move(message));
        else
            post({{"error", Error(ErrorKind::BadInput, "The message is not a JSON object.").toJson()}});
    }
}

Task<void> EventHub::Client::handle(nlohmann::json message) {
    if (message.value("watch", nlohmann::json()) == "workbench") {
        post(m_snapshot());
        m_watches = true;
    } else if (message.contains("follow") && message["follow"].is_string()) {
        const std::string id = message["follow"];
        const auto row = co_await m_journal.find(id);
        if (!row) {
            post(
                {{"error", Error(ErrorKind::NotFound, fmt::format("There is no session {}.", id)).toJson()}});
            co_return;
        }
        const std::uint64_t from = message.contains("from") && message["from"].is_number_unsigned()
                                       ? std::max<std::uint64_t>(1, message["from"].get<std::uint64_t>())
                                       : 1;
        post({{"following", row->recordingId}, {"sessionId", row->sessionId}});
        m_followed[row->recordingId] = {from, std::max(from, row->lastSeq)};
        m_wake.notifyAll();
    } else if (message.contains("unfollow") && message["unfollow"].is_string()) {
        m_followed.erase(message["unfollow"].get<std::string>());
    }
}

Task<bool> EventHub::Client::sendEvents() {
    bool sent = false;
    std::vector<std::string> ids;
    for (const auto& [id, followed] : m_followed)
        if (followed.known >= followed.next) ids.push_back(id);
    for (const std::string& id : ids) {
        const auto page = co_await m_journal.read(id, m_followed[id].next, kPage);
        const auto it = m_followed.find(id);
        if (it == m_followed.end()) continue;
        if (page.empty()) {
            it->second.known = it->second.next - 1;
            continue;
        }
        it->second.next = page.back().seq + 1;
        nlohmann::json events = nlohmann::json::array();
        for (const events::Event& event : page)
            events.push_back(event.toJson());
        nlohmann::json message{{"recordingId", id}, {"events", std::move(events)}};
        invocations::Frame frame;
        frame.data = textOf(message);
        co_await m_channel->write(std::move(frame));
        sent = true;
    }
    co_return sent;
}

Task<void> EventHub::Client::send() {
    const auto self = shared_from_this();
    try {
        while (!m_closed) {
            while (!m_outbox.empty()) {
                invocations::Frame frame;
                frame.data = std::move(m_outbox.front());
                m_outbox.pop_front();
                m_outboxBytes -= frame.data.size();
                co_await m_channel->write(std::move(frame));
            }
            const bool more = co_await sendEvents();
            if (more || !m_outbox.empty()) continue;
            co_await m_wake.wait(60s);
            asio::steady_timer pace(m_io, kPace);
            co_await pace.async_wait(asio::use_awaitable);
        }
    } catch (const std::exception&) {
        // The client has gone; its reader notices too.
    }
    m_sending = false;
    m_sent.notifyAll();
}

} // namespace agentarium::gateway
