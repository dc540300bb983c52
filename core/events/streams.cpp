// SPDX-License-Identifier: Apache-2.0
#include "core/events/streams.h"

#include "core/base/clock.h"
#include "core/contract/error.h"
#include "core/events/schema.h"

#include <algorithm>

namespace agentarium::events {

namespace {

constexpr std::size_t kEndedKept = 1000;

constexpr const char* kLive = R"sql(
SELECT r.recording_id, r.started_ns, e.seq, e.t_ns FROM recordings r
LEFT JOIN events e ON e.recording = r.id AND e.seq = (SELECT max(seq) FROM events WHERE recording = r.id)
WHERE r.ended_ns = 0)sql";

constexpr const char* kOne = R"sql(
SELECT r.recording_id, r.started_ns, e.seq, e.t_ns FROM recordings r
LEFT JOIN events e ON e.recording = r.id AND e.seq = (SELECT max(seq) FROM events WHERE recording = r.id)
WHERE r.recording_id = ?1)sql";

} // namespace

Streams::Stream Streams::resumed(std::uint64_t lastSeq, std::int64_t lastTNs, std::int64_t startedNs) {
    // Between two processes only the wall clock counts on; it may have been set back.
    return {lastSeq + 1, std::max(lastTNs, wallNowNs() - startedNs), steadyNowNs()};
}

Streams::Streams(Database& database, std::filesystem::path file) : m_file(std::move(file)) {
    Statement live(database, kLive);
    while (live.step())
        m_streams[live.text(0)] =
            resumed(static_cast<std::uint64_t>(live.number(2)), live.number(3), live.number(1));
}

void Streams::begin(const std::string& recordingId) {
    if (!m_streams.try_emplace(recordingId, Stream{1, 0, steadyNowNs()}).second)
        throw Error(ErrorKind::Conflict, "The recording " + recordingId + " was begun before.",
                    "Each life of a session needs a recording id of its own.");
}

Streams::Stream& Streams::streamOf(const std::string& recordingId) {
    if (const auto found = m_streams.find(recordingId); found != m_streams.end()) return found->second;
    const auto database = openForReading(m_file);
    Statement one(*database, kOne);
    one.bind(1, recordingId);
    if (!one.step())
        throw Error(ErrorKind::RuntimeFailed, "There is no recording " + recordingId + " to append to.",
                    "This is a fault of the program: an event came before its session.");
    Stream& stream = m_streams[recordingId] =
        resumed(static_cast<std::uint64_t>(one.number(2)), one.number(3), one.number(1));
    end(recordingId);
    return stream;
}

Position Streams::next(const std::string& recordingId) {
    Stream& stream = streamOf(recordingId);
    return {stream.nextSeq++, stream.baseTNs + (steadyNowNs() - stream.baseSteadyNs), wallNowNs()};
}

std::uint64_t Streams::last(const std::string& recordingId) {
    return streamOf(recordingId).nextSeq - 1;
}

void Streams::end(const std::string& recordingId) {
    if (std::find(m_ended.begin(), m_ended.end(), recordingId) != m_ended.end()) return;
    m_ended.push_back(recordingId);
    if (m_ended.size() <= kEndedKept) return;
    m_streams.erase(m_ended.front());
    m_ended.pop_front();
}

} // namespace agentarium::events
