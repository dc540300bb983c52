// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/async.h"
#include "core/events/event.h"

#include <boost/asio/io_context.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace agentarium::events {

/// What the journal keeps of a session beside its events, so that lists need not read them all.
struct SessionRow {
    std::string sessionId;   ///< the caller's id; may recur after a stop
    std::string recordingId; ///< unique: one life of the session's microVM; what events are kept under
    std::string agent;
    int version = 0;
    std::int64_t startedNs = 0; ///< Unix time
    std::int64_t endedNs = 0;   ///< 0 while live
    std::uint64_t lastSeq = 0;
    nlohmann::json summary; ///< the projection's board row, as last written
};

/// The append-only journal: SQLite in WAL mode, written by one thread of its own in groups of at most 20 ms.
/// An event is published to subscribers after its group is committed (design section 1). All other calls are
/// made on the Asio thread.
class Journal {
public:
    /// Opens or makes home/journal.db and checks it; a damaged tail is cut back to the last commit by SQLite.
    Journal(asio::io_context& io, const std::filesystem::path& home);
    ~Journal();

    /// Begins a session's stream. One `recordingId` per microVM life.
    void begin(const SessionRow& row);
    /// Appends and returns the sequence number at once; never waits for the disk.
    std::uint64_t append(const std::string& recordingId, const std::string& kind, nlohmann::json body,
                         const std::string& blob = {});
    void update(const std::string& recordingId, const nlohmann::json& summary);
    void end(const std::string& recordingId, const nlohmann::json& summary);

    /// Completes when all that was appended before is committed.
    Task<void> flushed();

    /// Events `from` on (inclusive), oldest first, at most `limit`; only kinds that start with `kindPrefix`.
    Task<std::vector<Event>> read(std::string recordingId, std::uint64_t from, std::size_t limit,
                                  std::string kindPrefix = {});
    /// Newest first. `liveOnly`: those without an end.
    Task<std::vector<SessionRow>> sessions(bool liveOnly, std::size_t limit = 1000);
    /// The newest life of a session id, or of a recording id.
    Task<std::optional<SessionRow>> find(std::string sessionOrRecordingId);

    using Batch = std::vector<Event>;
    /// Calls `handler` on the Asio thread with committed events, in order. Keep the handle to stay subscribed.
    /// An empty `recordingId` hears every session.
    class Subscription {
    public:
        virtual ~Subscription() = default;
    };
    std::unique_ptr<Subscription> subscribe(std::string recordingId, std::function<void(const Batch&)> handler);

private:
    class Impl;
    std::shared_ptr<Impl> m_impl;
};

} // namespace agentarium::events
