// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/events/database.h"

#include <cstdint>
#include <deque>
#include <filesystem>
#include <string>
#include <unordered_map>

namespace agentarium::events {

/// Where an event stands in its recording.
struct Position {
    std::uint64_t seq = 0;
    std::int64_t tNs = 0;
    std::int64_t wallNs = 0;
};

/// Gives events their numbers and times, without the disk. On the Asio thread.
class Streams {
public:
    /// Takes up the recordings that have no end: their numbers and times go on where they stopped.
    Streams(Database& database, std::filesystem::path file);

    /// Throws Error(Conflict) when the recording was begun before.
    void begin(const std::string& recordingId);
    /// Throws Error(RuntimeFailed) for a recording that was never begun.
    Position next(const std::string& recordingId);
    /// The last number given, 0 before the first.
    std::uint64_t last(const std::string& recordingId);
    /// A few events may still follow; long after, the recording is looked up in the file.
    void end(const std::string& recordingId);

private:
    struct Stream {
        std::uint64_t nextSeq = 1;
        std::int64_t baseTNs = 0;
        std::int64_t baseSteadyNs = 0;
    };
    Stream& streamOf(const std::string& recordingId);
    static Stream resumed(std::uint64_t lastSeq, std::int64_t lastTNs, std::int64_t startedNs);

    std::filesystem::path m_file;
    std::unordered_map<std::string, Stream> m_streams;
    std::deque<std::string> m_ended;
};

} // namespace agentarium::events
