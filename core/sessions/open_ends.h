// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/events/event.h"
#include "core/projection/invocation_view.h"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace agentarium::sessions {

/// What a killed daemon left open in a session's stream: invocations, commands, attachments to shells and
/// connections of the agent that have a beginning and no end. Fed with every event of the stream in order, it
/// knows the ends that are missing.
class OpenEnds {
public:
    /// An event as docs/events.md has it.
    struct End {
        std::string kind;
        nlohmann::json body;
    };

    void note(const events::Event& event);
    /// The missing ends, in the order of the beginnings. Each says in words that the daemon had ended.
    /// Durations and bytes are those known at the last event that was written.
    std::vector<End> ends() const;

private:
    struct Open {
        std::string kind; ///< of its end
        std::string id;
        std::int64_t begunNs = 0;
        nlohmann::json begin;
        projection::InvocationView invocation; ///< of an invocation
    };

    void close(const std::string& kind, const std::string& id);

    std::vector<Open> m_open;
    std::int64_t m_lastNs = 0;
};

} // namespace agentarium::sessions
