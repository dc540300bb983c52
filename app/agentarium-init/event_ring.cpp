// SPDX-License-Identifier: Apache-2.0
#include "app/agentarium-init/event_ring.h"

#include "app/agentarium-init/clock.h"

namespace agentarium::init {

using nlohmann::json;

void EventRing::add(const char* kind, json body) {
    body["n"] = m_next++;
    body["tNs"] = nowNs();
    body["kind"] = kind;
    m_lines.push_back(body.dump(-1, ' ', false, json::error_handler_t::replace) + "\n");
    m_bytes += m_lines.back().size();
    while (m_bytes > kKeptBytes && m_lines.size() > 1) {
        m_bytes -= m_lines.front().size();
        m_lines.pop_front();
    }
    for (const auto& [id, wake] : m_readers)
        wake();
}

std::string EventRing::lostLine(Number from, Number upTo) {
    return json{{"n", upTo - 1}, {"tNs", nowNs()}, {"kind", "log.lost"}, {"count", upTo - from}}.dump() +
           "\n";
}

int EventRing::subscribe(std::function<void()> wake) {
    m_readers[++m_lastReader] = std::move(wake);
    return m_lastReader;
}

} // namespace agentarium::init
