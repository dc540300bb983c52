// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace agentarium::client {

/// Cuts a stream of bytes into lines, without their ends ("\n" or "\r\n").
class LineSplitter {
public:
    explicit LineSplitter(std::function<void(std::string_view)> onLine) : m_onLine(std::move(onLine)) {}

    void add(std::string_view bytes) {
        for (std::size_t end; (end = bytes.find('\n')) != std::string_view::npos;
             bytes.remove_prefix(end + 1)) {
            m_rest += bytes.substr(0, end);
            flush();
        }
        m_rest += bytes;
    }

    /// The last line may lack its end.
    void finish() {
        if (!m_rest.empty()) flush();
    }

private:
    void flush() {
        std::string line = std::exchange(m_rest, {});
        if (!line.empty() && line.back() == '\r') line.pop_back();
        m_onLine(line);
    }

    std::function<void(std::string_view)> m_onLine;
    std::string m_rest;
};

} // namespace agentarium::client
