// SPDX-License-Identifier: Apache-2.0
#include "core/jobs/registry_job.h"

#include "core/base/clock.h"
#include "core/base/text.h"
#include "core/contract/iso_time.h"

#include <algorithm>
#include <cmath>

namespace agentarium::jobs {

namespace {
constexpr std::size_t kLogLines = 200;
constexpr std::size_t kLineBytes = 8 * 1024;
} // namespace

JobRegistry::Job::Job(std::string id, std::string kind, std::string title, std::string key,
                      std::function<void()> changed)
    : m_id(std::move(id))
    , m_kind(std::move(kind))
    , m_title(std::move(title))
    , m_key(std::move(key))
    , m_startedAt(contract::toIsoTime(wallNowNs()))
    , m_changed(std::move(changed)) {}

void JobRegistry::Job::endPhase() {
    if (m_phase.empty()) return;
    const std::chrono::duration<double, std::milli> ms = std::chrono::steady_clock::now() - m_phaseBegun;
    m_phases.push_back({{"name", m_phase}, {"ms", std::round(ms.count())}});
    m_phase.clear();
}

void JobRegistry::Job::phase(const std::string& name) {
    {
        const std::lock_guard lock(m_mutex);
        endPhase();
        m_phase = name;
        m_phaseBegun = std::chrono::steady_clock::now();
        m_fraction.reset();
        m_detail.clear();
    }
    m_changed();
}

void JobRegistry::Job::progress(std::optional<double> fraction, const std::string& detail) {
    {
        const std::lock_guard lock(m_mutex);
        m_fraction = fraction ? std::optional(std::clamp(*fraction, 0.0, 1.0)) : std::nullopt;
        m_detail = cutUtf8(detail, kLineBytes);
    }
    m_changed();
}

void JobRegistry::Job::log(const std::string& line) {
    {
        const std::lock_guard lock(m_mutex);
        m_log.push_back(cutUtf8(line, kLineBytes));
        if (m_log.size() > kLogLines) m_log.pop_front();
    }
    m_changed();
}

void JobRegistry::Job::finish(nlohmann::json result) {
    {
        const std::lock_guard lock(m_mutex);
        endPhase();
        m_state = "done";
        m_fraction = 1.0;
        m_result = std::move(result);
    }
    m_changed();
}

void JobRegistry::Job::fail(const Error& error) {
    {
        const std::lock_guard lock(m_mutex);
        endPhase();
        m_state = error.kind() == ErrorKind::Cancelled ? "cancelled" : "failed";
        m_error = error.toJson();
    }
    m_changed();
}

bool JobRegistry::Job::isRunning() const {
    const std::lock_guard lock(m_mutex);
    return m_state == "running";
}

nlohmann::json JobRegistry::Job::toJson() const {
    const std::lock_guard lock(m_mutex);
    nlohmann::json json{
        {"id", m_id},       {"kind", m_kind},          {"title", m_title},   {"state", m_state},
        {"phase", m_phase}, {"fraction", nullptr},     {"detail", m_detail}, {"phases", m_phases},
        {"log", m_log},     {"startedAt", m_startedAt}};
    if (m_fraction) json["fraction"] = *m_fraction;
    if (!m_result.is_null()) json["result"] = m_result;
    if (!m_error.is_null()) json["error"] = m_error;
    return json;
}

} // namespace agentarium::jobs
