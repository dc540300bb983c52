// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace agentarium::wire {

/// The newest bytes of an output that goes on while nobody reads it. Places in it are counted from the
/// output's beginning.
class OutputRing {
public:
    explicit OutputRing(std::size_t capacity) : m_capacity(capacity) {}

    void add(std::string_view bytes) {
        if (m_bytes.empty()) m_bytes.resize(m_capacity);
        m_end += bytes.size();
        if (bytes.size() > m_capacity) bytes.remove_prefix(bytes.size() - m_capacity);
        std::uint64_t at = m_end - bytes.size();
        while (!bytes.empty()) {
            const std::size_t slot = at % m_capacity;
            const std::size_t count = std::min(bytes.size(), m_capacity - slot);
            std::memcpy(m_bytes.data() + slot, bytes.data(), count);
            bytes.remove_prefix(count);
            at += count;
        }
    }

    std::uint64_t begin() const { return m_end > m_capacity ? m_end - m_capacity : 0; }
    std::uint64_t end() const { return m_end; }

    /// At most `most` bytes from `from` on, which is in [begin(), end()]: as many as lie in one piece.
    std::string_view at(std::uint64_t from, std::size_t most) const {
        const std::size_t slot = from % m_capacity;
        const std::uint64_t left = m_end - from;
        const std::size_t count = std::min({most, m_capacity - slot, static_cast<std::size_t>(left)});
        return {m_bytes.data() + slot, count};
    }

private:
    std::size_t m_capacity;
    std::vector<char> m_bytes;
    std::uint64_t m_end = 0;
};

} // namespace agentarium::wire
