// SPDX-License-Identifier: Apache-2.0
#include "core/egress/connection_log.h"

#include "core/base/clock.h"
#include "core/base/ids.h"
#include "core/contract/event_kinds.h"

#include <cmath>

namespace agentarium::egress {

namespace {
double rounded(double ms) {
    return std::round(ms * 100) / 100;
}
} // namespace

ConnectionLog::ConnectionLog(std::shared_ptr<EventSink> sink)
    : m_sink(std::move(sink)), m_begunNs(steadyNowNs()) {}

void ConnectionLog::open(const ProxyTarget& target, const char* decision, const std::string& reason) {
    if (m_open || m_closed) return;
    m_open = true;
    m_target = target;
    m_id = makeAlphanumeric(12);
    nlohmann::json body{
        {"egressId", m_id}, {"host", target.host}, {"port", target.port}, {"decision", decision}};
    if (!reason.empty()) body["reason"] = reason;
    if (*m_sink) (*m_sink)(contract::kind::kEgressOpen, std::move(body));
}

void ConnectionLog::refused(const ProxyTarget& target, const std::string& reason) {
    open(target, "refused", reason);
}
void ConnectionLog::allowed(const ProxyTarget& target) {
    open(target, "allowed", {});
}
void ConnectionLog::connected() {
    m_connectMs = rounded(msBetween(m_begunNs, steadyNowNs()));
}

void ConnectionLog::closed(const std::string& error) {
    if (std::exchange(m_closed, true) || !m_open) return;
    nlohmann::json body{{"egressId", m_id},      {"host", m_target.host},
                        {"port", m_target.port}, {"bytesOut", bytesOut},
                        {"bytesIn", bytesIn},    {"ms", rounded(msBetween(m_begunNs, steadyNowNs()))}};
    if (m_connectMs) body["connectMs"] = *m_connectMs;
    if (!error.empty()) body["error"] = error;
    if (*m_sink) (*m_sink)(contract::kind::kEgressClose, std::move(body));
}

} // namespace agentarium::egress
