// SPDX-License-Identifier: Apache-2.0
#include "core/wire/marker.h"

#include <algorithm>
#include <random>

namespace agentarium::wire {

std::string newEpoch() {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::random_device random;
    std::string epoch;
    while (epoch.size() < 32) {
        auto value = random();
        for (int i = 0; i < 8; ++i, value >>= 4)
            epoch += kDigits[value & 15];
    }
    return epoch;
}

bool isEpoch(const std::string& text) {
    return text.size() == 32 && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

std::string markerOf(const std::string& epoch) {
    return "\nAGENTARIUM-EPOCH " + epoch + "\n";
}

MarkerScanner::MarkerScanner(std::string marker)
    : m_marker(std::move(marker)), m_fallback(m_marker.size() + 1, 0) {
    for (std::size_t i = 1, length = 0; i < m_marker.size(); ++i) {
        while (length > 0 && m_marker[i] != m_marker[length])
            length = m_fallback[length];
        if (m_marker[i] == m_marker[length]) ++length;
        m_fallback[i + 1] = length;
    }
}

std::optional<std::size_t> MarkerScanner::feed(std::span<const std::uint8_t> data) {
    for (std::size_t i = 0; i < data.size(); ++i) {
        const char c = static_cast<char>(data[i]);
        while (m_matched > 0 && c != m_marker[m_matched])
            m_matched = m_fallback[m_matched];
        if (c == m_marker[m_matched]) ++m_matched;
        if (m_matched == m_marker.size()) {
            m_matched = 0;
            return i + 1;
        }
    }
    return std::nullopt;
}

} // namespace agentarium::wire
