// SPDX-License-Identifier: Apache-2.0
#include "core/sessions/recorder.h"

#include <chrono>

namespace agentarium::sessions {

Recorder::Recorder(events::Journal& journal, std::string recordingId)
    : m_journal(journal), m_recordingId(std::move(recordingId)) {}

std::uint64_t Recorder::emit(const std::string& kind, nlohmann::json body, const std::string& blob) {
    events::Event event;
    event.recordingId = m_recordingId;
    event.kind = kind;
    event.body = body;
    event.blob = blob;
    event.wallNs = std::chrono::duration_cast<std::chrono::nanoseconds>(
                       std::chrono::system_clock::now().time_since_epoch())
                       .count();
    event.seq = m_journal.append(m_recordingId, kind, std::move(body), blob);
    m_view.apply(event.toJson());
    return event.seq;
}

void Recorder::replay(const events::Event& event) {
    m_view.apply(event.toJson());
}

} // namespace agentarium::sessions
