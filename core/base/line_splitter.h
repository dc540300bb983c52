// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace agentarium {

/// Cuts a stream of bytes into lines for `onLine` and keeps the last of them.
class LineSplitter {
public:
    static constexpr std::size_t kMaxLine = 16 * 1024;
    static constexpr std::size_t kMaxTail = 8 * 1024;

    explicit LineSplitter(std::function<void(std::string_view)> onLine) : m_onLine(std::move(onLine)) {}

    void feed(std::string_view bytes) {
        for (const char c : bytes) {
            if (c == '\n' || c == '\r') {
                flush();
            } else {
                m_line += c;
                if (m_line.size() >= kMaxLine) flush();
            }
        }
    }

    /// Gives out what has no line end yet.
    void flush() {
        if (m_line.empty()) return;
        const std::string line = std::move(m_line);
        m_line.clear();
        m_tail += line + "\n";
        if (m_tail.size() > kMaxTail + kMaxLine) trimTail();
        if (m_onLine) m_onLine(line);
    }

    std::string tail() {
        trimTail();
        return m_tail;
    }

private:
    void trimTail() {
        if (m_tail.size() <= kMaxTail) return;
        const std::size_t from = m_tail.size() - kMaxTail;
        const std::size_t lineStart = m_tail.find('\n', from - 1);
        m_tail.erase(0,
                     lineStart == std::string::npos || lineStart + 1 >= m_tail.size() ? from : lineStart + 1);
    }

    std::function<void(std::string_view)> m_onLine;
    std::string m_line;
    std::string m_tail;
};

} // namespace agentarium
