// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace agentarium::wire {

/// Cuts a byte stream into lines without their end. A line longer than `limit` is dropped whole.
class LineReader {
public:
    explicit LineReader(std::size_t limit) : m_limit(limit) {}

    template <class OnLine>
    void feed(std::string_view data, OnLine&& onLine) {
        while (!data.empty()) {
            const std::size_t end = data.find('\n');
            const std::string_view part = data.substr(0, end);
            if (m_line.size() + part.size() > m_limit) m_tooLong = true;
            if (m_tooLong)
                m_line.clear();
            else
                m_line += part;
            if (end == std::string_view::npos) return;
            data.remove_prefix(end + 1);
            const bool keep = !m_tooLong && !m_line.empty();
            m_tooLong = false;
            std::string line = std::move(m_line);
            m_line.clear();
            if (keep) onLine(line);
        }
    }

private:
    std::size_t m_limit;
    std::string m_line;
    bool m_tooLong = false;
};

} // namespace agentarium::wire
