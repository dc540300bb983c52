// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/sessions/lifecycle.h"

#include <cstdint>
#include <optional>

namespace agentarium::sessions {

/// Notices an agent that answers every `/ping` with a new `time_of_last_update` although its status stays
/// Healthy (contract 2.2): its idle time never grows, so it lives until its maximum lifetime.
class RestampWatch {
public:
    /// One ping, `stamp` as the agent sent it (Unix seconds). True once in the session's life: when, with no
    /// request open, three answers in a row were stamped anew with the present time.
    bool note(bool idle, const PingAnswer& answer, std::optional<std::int64_t> stamp) {
        const bool counts = idle && answer.status == PingAnswer::Status::Healthy && stamp;
        const bool anew = counts && m_last && *stamp > *m_last && answer.sinceUpdate <= kPresent;
        m_inARow = anew ? m_inARow + 1 : 0;
        m_last = counts ? stamp : std::nullopt;
        if (m_inARow < kInARow || m_told) return false;
        m_told = true;
        return true;
    }

private:
    static constexpr int kInARow = 3;
    /// Rounding to whole seconds and the way of the answer.
    static constexpr std::chrono::seconds kPresent{2};
    std::optional<std::int64_t> m_last;
    int m_inARow = 0;
    bool m_told = false;
};

} // namespace agentarium::sessions
