// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/signal.h"
#include "core/events/journal.h"
#include "core/gateway/event_hub.h"

#include <deque>

namespace agentarium::gateway {

/// One WebSocket of `GET /events`. Followed sessions are read from the journal, past and live alike, so a
/// slow client only falls behind and never makes the daemon keep events for it.
class EventHub::Client : public std::enable_shared_from_this<Client> {
public:
    Client(asio::io_context& io, events::Journal& journal, std::unique_ptr<FrameChannel> channel);

    /// Returns when the client has gone.
    Task<void> run(std::function<nlohmann::json()> snapshot);
    void committed(const std::string& recordingId, std::uint64_t seq);
    /// A client that does not take what it is sent is cut off: it comes again and gets all there is.
    void post(const nlohmann::json& message);
    bool watches() const { return m_watches; }

private:
    struct Followed {
        std::uint64_t next = 1;
        std::uint64_t known = 0; ///< highest committed number heard of
    };

    Task<void> readMessages();
    Task<void> handle(nlohmann::json message);
    Task<void> send();
    Task<bool> sendEvents();

    asio::io_context& m_io;
    events::Journal& m_journal;
    std::unique_ptr<FrameChannel> m_channel;
    std::function<nlohmann::json()> m_snapshot;
    std::map<std::string, Followed> m_followed;
    std::deque<std::string> m_outbox;
    std::size_t m_outboxBytes = 0;
    Signal m_wake;
    Signal m_sent;
    bool m_watches = false;
    bool m_closed = false;
    bool m_sending = false;
};

} // namespace agentarium::gateway
