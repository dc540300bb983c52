// SPDX-License-Identifier: Apache-2.0
#include "app/agentarium-init/event_ring.h"

#include "app/agentarium-init/clock.h"

namespace agentarium::init {

using nlohmann::json;

namespace {

/// As JSON; text that is no UTF-8 is replaced.
std::string text(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

} // namespace

void EventRing::add(const char* kind, const json& body) {
    std::string keys = "\"kind\":\"" + std::string(kind) + "\"";
    for (const auto& [key, value] : body.items())
        keys += "," + text(key) + ":" + text(value);
    keep(std::move(keys));
}

void EventRing::addLog(const char* source, const std::string& line) {
    std::string keys = R"("kind":"log","source":")";
    keys += source;
    keys += R"(","line":)";
    keys += text(line);
    keep(std::move(keys));
}

void EventRing::keep(std::string keys) {
    std::string line = "{\"n\":" + std::to_string(m_next++) + ",\"tNs\":" + std::to_string(nowNs()) + ",";
    line += keys;
    line += "}\n";
    m_lines.push_back(std::move(line));
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
