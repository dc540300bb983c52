// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace agentarium::wire {

/// Bytes in, bytes out, in order. Unbounded: who appends keeps to a bound. Its memory is given back when it
/// empties.
class ByteQueue {
public:
    std::size_t size() const { return m_bytes.size() - m_head; }
    bool empty() const { return size() == 0; }
    /// What is queued, oldest first; valid until the next call that changes the queue.
    std::span<const std::uint8_t> front() const { return {m_bytes.data() + m_head, size()}; }

    void append(std::span<const std::uint8_t> data) {
        if (m_head > 0 && m_bytes.size() + data.size() > m_bytes.capacity()) {
            m_bytes.erase(m_bytes.begin(), m_bytes.begin() + static_cast<std::ptrdiff_t>(m_head));
            m_head = 0;
        }
        m_bytes.insert(m_bytes.end(), data.begin(), data.end());
    }

    void pop(std::size_t count) {
        m_head += count;
        if (m_head < m_bytes.size()) return;
        m_head = 0;
        m_bytes.clear();
        if (m_bytes.capacity() > kKeep) m_bytes.shrink_to_fit();
    }

    void clear() {
        m_head = 0;
        m_bytes = {};
    }

private:
    static constexpr std::size_t kKeep = 64 * 1024;
    std::vector<std::uint8_t> m_bytes;
    std::size_t m_head = 0;
};

} // namespace agentarium::wire
