// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/events/journal.h"
#include "tests/core/base/run_task.h"

#include <QTemporaryDir>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace agentarium::tests {

/// A data folder with a journal that can be closed and opened again.
struct JournalFixture {
    QTemporaryDir dir;
    std::filesystem::path home = dir.path().toStdString();
    asio::io_context io;
    std::unique_ptr<events::Journal> journal;

    explicit JournalFixture(events::JournalOptions options = {}) { open(options); }

    void open(events::JournalOptions options = {}) {
        journal.reset();
        journal = std::make_unique<events::Journal>(io, home, options);
    }

    void begin(const std::string& recordingId, const std::string& sessionId = "session",
               std::int64_t startedNs = wallNowNs()) {
        events::SessionRow row;
        row.recordingId = recordingId;
        row.sessionId = sessionId;
        row.agent = "hello";
        row.version = 3;
        row.startedNs = startedNs;
        journal->begin(row);
    }

    std::uint64_t line(const std::string& recordingId, const std::string& text) {
        return journal->append(recordingId, "log.line", {{"source", "stdout"}, {"line", text}});
    }

    std::vector<events::Event> read(const std::string& recordingId, std::uint64_t from = 1,
                                    std::size_t limit = 100'000, const std::string& kinds = {}) {
        return runTask(io, journal->read(recordingId, from, limit, kinds));
    }

    bool isDense(const std::string& recordingId, std::size_t count) {
        const auto events = read(recordingId);
        for (std::size_t i = 0; i < events.size(); ++i)
            if (events[i].seq != i + 1) return false;
        return events.size() == count;
    }
};

} // namespace agentarium::tests
