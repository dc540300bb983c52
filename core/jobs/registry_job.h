// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/contract/error.h"
#include "core/jobs/registry.h"

#include <deque>

namespace agentarium::jobs {

/// One job and what it says of itself. Its work writes from a pool thread, clients read from the Asio thread.
class JobRegistry::Job : public JobContext {
public:
    Job(std::string id, std::string kind, std::string title, std::string key, std::function<void()> changed);

    void phase(const std::string& name) override;
    void progress(std::optional<double> fraction, const std::string& detail) override;
    void log(const std::string& line) override;
    bool cancelled() const override { return m_cancelled; }

    void cancel() { m_cancelled = true; }
    void finish(nlohmann::json result);
    void fail(const Error& error);
    bool isRunning() const;
    nlohmann::json toJson() const;
    const std::string& id() const { return m_id; }
    const std::string& key() const { return m_key; }

private:
    void endPhase();

    const std::string m_id, m_kind, m_title, m_key;
    const std::string m_startedAt;
    std::function<void()> m_changed;
    std::atomic<bool> m_cancelled{false};
    mutable std::mutex m_mutex;
    std::string m_state = "running";
    std::string m_phase, m_detail;
    std::chrono::steady_clock::time_point m_phaseBegun;
    std::optional<double> m_fraction;
    nlohmann::json m_phases = nlohmann::json::array();
    std::deque<std::string> m_log;
    nlohmann::json m_result, m_error;
};

} // namespace agentarium::jobs
