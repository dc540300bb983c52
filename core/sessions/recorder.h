// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/events/journal.h"
#include "core/projection/session_view.h"

#include <nlohmann/json.hpp>

#include <string>

namespace agentarium::sessions {

/// Writes one session's events and keeps what they add up to: the same projection every panel uses.
class Recorder {
public:
    Recorder(events::Journal& journal, std::string recordingId);

    std::uint64_t emit(const std::string& kind, nlohmann::json body, const std::string& blob = {});
    /// Folds an event that is in the journal already (adoption).
    void replay(const events::Event& event);
    const projection::SessionView& view() const { return m_view; }
    const std::string& recordingId() const { return m_recordingId; }

private:
    events::Journal& m_journal;
    std::string m_recordingId;
    projection::SessionView m_view;
};

} // namespace agentarium::sessions
