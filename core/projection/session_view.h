// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/projection/invocation_view.h"
#include "core/projection/usage_view.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace agentarium::projection {

/// What a session's events add up to: the daemon's lists, the command line and every panel show this and
/// compute nothing themselves. Fold events in order with apply(); live and replayed streams give the same.
class SessionView {
public:
    /// The newest `keepEnded` ended invocations are kept, all are counted: a session that lives for hours and
    /// answers every second must not fill the memory.
    explicit SessionView(std::size_t keepEnded = 1000) : m_keepEnded(keepEnded) {}

    /// `event` has the API's keys: seq, tNs, wall, kind, body. Unknown kinds, and events whose fields have
    /// the wrong type, are passed over.
    void apply(const nlohmann::json& event);

    /// What toJson() gave, as a view again: all of it but the single invocations. Further events may be
    /// folded in.
    static SessionView fromJson(const nlohmann::json& summary);

    /// docs/api.md's Session as of `nowNs` (Unix time): idleSeconds counts on with the clock.
    nlohmann::json toJson(std::int64_t nowNs) const;

    const std::string& state() const { return m_state; }
    /// Invocations that have begun and not ended, as InvocationView::toJson().
    std::vector<nlohmann::json> openInvocations() const;
    /// In the order they began; see the constructor for how many.
    const std::vector<InvocationView>& invocations() const { return m_invocations; }
    std::uint64_t lastSeq() const { return m_lastSeq; }
    /// Unix time of the first event.
    std::int64_t startedNs() const { return m_startedNs; }
    /// Without single seconds; empty in a view that fromJson() made.
    const UsageView& usage() const { return m_usage; }

private:
    void fold(const nlohmann::json& event);
    void forgetOldest();
    void applySession(const std::string& kind, const nlohmann::json& body, std::int64_t wallNs);
    void applyUsage(const std::string& kind, const nlohmann::json& body, std::int64_t wallNs);
    void applyInvocation(const std::string& kind, const nlohmann::json& body, std::int64_t wallNs);

    std::size_t m_keepEnded;
    nlohmann::json m_created = nlohmann::json::object();
    nlohmann::json m_phases = nlohmann::json::array();
    nlohmann::json m_notices = nlohmann::json::array();
    nlohmann::json m_exit;
    std::vector<InvocationView> m_invocations;
    std::map<std::string, std::size_t> m_index;
    std::string m_state = "Provisioning";
    std::string m_reason, m_cause, m_startKind, m_ping;
    double m_startMs = 0;
    std::int64_t m_startedNs = 0, m_endedNs = 0, m_idleSinceNs = 0;
    std::uint64_t m_invocationCount = 0;
    int m_invocationsOpen = 0;
    int m_commandsOpen = 0;
    std::uint64_t m_lastSeq = 0;
    UsageView m_usage;
    double m_cpuNow = 0, m_costUsd = 0; ///< as of the last sample
    std::uint64_t m_memoryNow = 0;
};

} // namespace agentarium::projection
