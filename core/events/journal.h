// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/async.h"
#include "core/events/event.h"
#include "core/events/session_row.h"

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace agentarium::events {

struct JournalOptions {
    /// How long a group of events gathers before it is committed (design section 1: at most 20 ms).
    std::chrono::milliseconds window{10};
    /// How much may wait in memory for the disk and for the Asio thread. Above it `log.line`,
    /// `invocation.chunk` and `invocation.frame` are counted instead of kept, and a `log.lost` says so when
    /// there is room again.
    std::size_t maxPendingBytes = 128 * 1024 * 1024;
};

/// The append-only journal: SQLite in WAL mode, written by one thread of its own in groups of at most 20 ms.
/// An event is published to subscribers after its group is committed (design section 1). All other calls are
/// made on the Asio thread.
class Journal {
public:
    /// Opens or makes home/journal.db and checks it; a damaged tail is cut back to the last commit by SQLite,
    /// a damaged file is moved aside (see openNotice()). Numbers and times of recordings without an end go on
    /// where an earlier process stopped. Throws Error(RuntimeFailed) when the file cannot be used.
    Journal(asio::io_context& io, const std::filesystem::path& home, JournalOptions options = {});
    /// Commits what was appended. Made and destroyed on the Asio thread, before `io`.
    ~Journal();
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;

    /// What had to be done at opening, for a person: a damaged journal was set aside and where it is.
    std::optional<std::string> openNotice() const;
    /// Why the disk refuses to be written, while it does. Events are kept in memory and tried again.
    std::optional<std::string> trouble() const;

    /// Begins a session's stream. One `recordingId` per microVM life.
    void begin(const SessionRow& row);
    /// Appends and returns the sequence number at once; never waits for the disk. Throws Error(RuntimeFailed)
    /// for a recording that was never begun.
    std::uint64_t append(const std::string& recordingId, const std::string& kind, nlohmann::json body,
                         const std::string& blob = {});
    void update(const std::string& recordingId, const nlohmann::json& summary);
    void end(const std::string& recordingId, const nlohmann::json& summary);

    /// Takes a recording that has ended out of every list: what was appended to it before is its end, and what
    /// comes later is dropped. `core/recordings` removes it then.
    void hide(const std::string& recordingId);

    /// Completes when all that was appended before is committed; waits as long as the disk refuses.
    Task<void> flushed();

    // Readers see what was appended before the call, except while the disk refuses it.

    /// Events `from` on (inclusive), oldest first, at most `limit`; only kinds that start with `kindPrefix`.
    Task<std::vector<Event>> read(std::string recordingId, std::uint64_t from, std::size_t limit,
                                  std::string kindPrefix = {});
    /// Newest first. `liveOnly`: those without an end.
    Task<std::vector<SessionRow>> sessions(bool liveOnly, std::size_t limit = 1000);
    /// The newest life of a session id, or of a recording id.
    Task<std::optional<SessionRow>> find(std::string sessionOrRecordingId);

    using Batch = std::vector<Event>;
    /// Calls `handler` on the Asio thread with committed events, in order. Keep the handle to stay
    /// subscribed. An empty `recordingId` hears every session. Whoever subscribes and then reads misses
    /// nothing, but may see an event both ways. The handle may be destroyed in the handler, and after the
    /// journal.
    class Subscription {
    public:
        virtual ~Subscription() = default;
    };
    std::unique_ptr<Subscription> subscribe(std::string recordingId,
                                            std::function<void(const Batch&)> handler);

private:
    class Impl;
    std::shared_ptr<Impl> m_impl;
};

} // namespace agentarium::events
