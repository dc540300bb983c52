// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <string>
#include <vector>

namespace agentarium::sessions {

/// The newest lines of a session, for the error a person sees. Bounded by count.
class LogRing {
public:
    void add(const std::string& source, const std::string& line) {
        m_lines.push_back({source, line});
        if (m_lines.size() > kLines) m_lines.pop_front();
    }

    /// The newest `count` lines of the sources given ("" for all), oldest first.
    std::vector<std::string> tail(std::size_t count, const std::string& source = {}) const {
        std::vector<std::string> lines;
        for (auto it = m_lines.rbegin(); it != m_lines.rend() && lines.size() < count; ++it)
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
};

} // namespace agentarium::sessions
