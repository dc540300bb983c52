// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

namespace agentarium::sessions {

/// The newest lines of a session, for the error a person sees. Bounded by count.
class LogRing {
public:
    void add(const std::string& source, const std::string& line) {
        m_lines.push_back({source, line});
        ++m_added;
        if (m_lines.size() > kLines) m_lines.pop_front();
    }

    /// How many lines have ever come: what tail() takes as `since`.
    std::uint64_t added() const { return m_added; }

    /// The newest `count` lines that came after `since`, of the source given ("" for all), oldest first.
    std::vector<std::string> tail(std::size_t count, const std::string& source = {},
                                  std::uint64_t since = 0) const {
        std::vector<std::string> lines;
        std::uint64_t number = m_added;
        for (auto it = m_lines.rbegin(); it != m_lines.rend() && lines.size() < count && number > since;
             ++it, --number)
            if (source.empty() || it->source == source) lines.insert(lines.begin(), it->line);
        return lines;
    }

private:
    struct Line {
        std::string source;
        std::string line;
    };
    static constexpr std::size_t kLines = 200;
    std::deque<Line> m_lines;
    std::uint64_t m_added = 0;
};

} // namespace agentarium::sessions
