// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>

namespace agentarium::init {

/// The guest's events, numbered from 1; the newest megabyte is kept for a host that was away.
class EventRing {
public:
    using Number = std::uint64_t;

    /// Adds "n" and "tNs"; text that is no UTF-8 is replaced.
    void add(const char* kind, const nlohmann::json& body);
    /// The same for "log", of which there may be very many.
    void addLog(const char* source, const std::string& line);
    Number next() const { return m_next; }
    Number first() const { return m_next - m_lines.size(); }
    /// The line of an event from first() to next() - 1, with its end.
    const std::string& line(Number number) const { return m_lines[number - first()]; }
    /// What stands for the events from `from` to `upTo` - 1, which are not kept any more.
    static std::string lostLine(Number from, Number upTo);

    /// Calls `wake` after each add until it is unsubscribed.
    int subscribe(std::function<void()> wake);
    void unsubscribe(int id) { m_readers.erase(id); }

private:
    void keep(std::string keys);

    static constexpr std::size_t kKeptBytes = 1024 * 1024;
    std::deque<std::string> m_lines;
    std::size_t m_bytes = 0;
    Number m_next = 1;
    std::map<int, std::function<void()>> m_readers;
    int m_lastReader = 0;
};

} // namespace agentarium::init
