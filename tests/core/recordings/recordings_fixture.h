// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/hash.h"
#include "core/events/blobs.h"
#include "core/events/database.h"
#include "core/recordings/recording_store.h"
#include "tests/core/events/journal_fixture.h"

namespace agentarium::tests {

inline const std::string kRecording = "0123456789abcdef0123456789abcdef";
inline const std::string kSession = "session-0123456789-0123456789-0123";

/// A data folder with a journal, payloads and the recordings' store. flush() of the store pumps `io` from the
/// calling thread: tests have one.
struct RecordingsFixture : JournalFixture {
    asio::thread_pool pool{2};
    events::BlobStore blobs{pool, home};
    recordings::Place place{home / "journal.db", blobs.folder(), [this](const auto&) {
                                io.restart();
                                runTask(io, journal->flushed());
                            }};
    recordings::RecordingStore store{place};
    jobs::SilentJob job;
    std::filesystem::path file = home / "story.agentrec";

    ~RecordingsFixture() { pool.join(); }

    std::string blob(const std::string& text) {
        const auto writer = blobs.create("payload");
        const auto* data = reinterpret_cast<const std::byte*>(text.data());
        runTask(io, writer->write(std::vector<std::byte>(data, data + text.size())));
        const std::string digest = runTask(io, writer->finish()).sha256;
        io.restart();
        io.poll();
        return digest;
    }

    /// Some events and two payloads, `lines` log lines long.
    void record(const std::string& id = kRecording, std::size_t lines = 20, bool ended = true) {
        begin(id, kSession);
        journal->append(id, "session.created",
                        {{"sessionId", kSession}, {"recordingId", id}, {"agent", "hello"}, {"version", 3}});
        for (const char* text : {"the request", "the answer"})
            journal->append(id, "invocation.request", {{"invocationId", "i"}}, blob(text));
        for (std::size_t i = 0; i < lines; ++i)
            line(id, "line " + std::to_string(i));
        journal->append(id, "session.state",
                        {{"state", ended ? "Terminated" : "Idle"}, {"detail", "Why not."}});
        if (ended) journal->end(id, {{"state", "Terminated"}});
        runTask(io, journal->flushed());
    }

    events::SessionRow row(const std::string& id = kRecording) { return *runTask(io, journal->find(id)); }
    bool isThere(const std::string& id = kRecording) { return runTask(io, journal->find(id)).has_value(); }
    nlohmann::json exported(const std::string& id = kRecording) { return store.exportTo(row(id), file, job); }
    void removed(const std::string& id = kRecording) {
        const auto old = row(id);
        journal->hide(id);
        runTask(io, journal->flushed());
        store.remove(old, job);
    }

    std::size_t blobFiles() const {
        std::size_t count = 0;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(home / "blobs"))
            count += entry.is_regular_file() ? 1 : 0;
        return count;
    }
    std::int64_t number(const char* sql) { return events::Database(home / "journal.db").number(sql); }
};

} // namespace agentarium::tests
