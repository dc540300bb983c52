// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/wire/meter_reading.h"

#include <algorithm>
#include <optional>

namespace agentarium::wire {

/// Decides which readings are worth sending. Between two sent ones CPU is spread evenly and memory stays, so
/// a reading that begins a change is preceded by the last quiet one, and the first quiet one after it is
/// sent.
class MeterThinning {
public:
    /// Calls `send` for none, one or two readings, in order.
    template <class Send>
    void add(MeterReading reading, bool forced, Send&& send) {
        const bool change = m_sent && isChange(reading);
        if (m_held && change) send(*m_held);
        // The peaks of quiet readings that are not sent belong to the next one that is.
        if (m_held && !change) reading.peakBytes = std::max(reading.peakBytes, m_held->peakBytes);
        m_held.reset();
        const bool isFirstQuiet = m_changed && !change && !forced && reading.tNs - m_sent->tNs >= kTellingNs;
        m_changed = change || (m_changed && !isFirstQuiet);
        if (m_sent && !change && !forced && !isFirstQuiet && reading.tNs - m_sent->tNs < kQuietNs) {
            m_held = reading;
            return;
        }
        m_sent = reading;
        send(reading);
    }

private:
    static constexpr std::int64_t kQuietNs = 15'000'000'000;
    /// An interval shorter than this does not tell how much is used now.
    static constexpr std::int64_t kTellingNs = 500'000'000;
    static constexpr std::uint64_t kCpuUsec = 50'000; ///< since the reading before, a second ago
    static constexpr std::uint64_t kBytes = 1 << 20;

    static bool differ(std::uint64_t a, std::uint64_t b) { return std::max(a, b) - std::min(a, b) > kBytes; }
    bool isChange(const MeterReading& reading) const {
        const MeterReading& before = m_held ? *m_held : *m_sent;
        return reading.cpuUsec - before.cpuUsec > kCpuUsec ||
               differ(reading.memoryBytes, m_sent->memoryBytes) ||
               differ(reading.peakBytes, m_sent->peakBytes);
    }

    std::optional<MeterReading> m_sent, m_held;
    bool m_changed = false; ///< no quiet reading was sent since the last change
};

} // namespace agentarium::wire
