// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/contract/limits.h"

#include <array>
#include <chrono>
#include <cstddef>

namespace agentarium::invocations {

/// How many frames a caller may send: at most kMaxFramesPerSecond in any second (contract 2.9).
class FrameAllowance {
public:
    using Time = std::chrono::steady_clock::time_point;

    /// Counts one frame; false when it is one too many.
    bool take(Time now) {
        Time& slot = m_times[m_next];
        if (m_taken >= m_times.size() && now - slot < std::chrono::seconds(1)) return false;
        slot = now;
        m_next = (m_next + 1) % m_times.size();
        if (m_taken < m_times.size()) ++m_taken;
        return true;
    }

private:
    std::array<Time, contract::kMaxFramesPerSecond> m_times{};
    std::size_t m_next = 0;
    std::size_t m_taken = 0;
};

} // namespace agentarium::invocations
