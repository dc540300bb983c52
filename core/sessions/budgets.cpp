// SPDX-License-Identifier: Apache-2.0
#include "core/sessions/budgets.h"

#include "core/base/files.h"
#include "core/contract/error.h"
#include "core/contract/iso_time.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace agentarium::sessions {

namespace {

std::string dateOf(std::int64_t wallNs) {
    return contract::toIsoTime(wallNs).substr(0, 10);
}

} // namespace

Budgets::Budgets(std::filesystem::path file) : m_file(std::move(file)) {
    if (m_file.empty() || !std::filesystem::exists(m_file)) return;
    try {
        const auto json = nlohmann::json::parse(readFile(m_file));
        if (json.contains("dayUsd")) m_dayUsd = json["dayUsd"].get<double>();
    } catch (const std::exception& error) {
        spdlog::error("{} is not used: {}", m_file.string(), error.what());
    }
}

void Budgets::add(const Account& account, double usd, std::int64_t wallNs) {
    m_versions[{account.agent, account.version}] += usd;
    m_days[dateOf(wallNs)] += usd;
}

void Budgets::charge(const Account& account, double totalUsd, std::int64_t nowNs) {
    double& charged = m_sessions[account.recordingId];
    if (totalUsd <= charged) return;
    add(account, totalUsd - charged, nowNs);
    charged = totalUsd;
}

void Budgets::remember(const Account& account, double totalUsd, std::int64_t endedNs) {
    if (!m_sessions.count(account.recordingId)) charge(account, totalUsd, endedNs);
}

double Budgets::spentOnDay(std::int64_t nowNs) const {
    const auto it = m_days.find(dateOf(nowNs));
    return it == m_days.end() ? 0 : it->second;
}

double Budgets::spentOnVersion(const std::string& agent, int version) const {
    const auto it = m_versions.find({agent, version});
    return it == m_versions.end() ? 0 : it->second;
}

std::optional<std::string> Budgets::exhausted(const Account& account, std::int64_t nowNs) const {
    if (const auto it = m_sessions.find(account.recordingId);
        account.sessionUsd && it != m_sessions.end() && it->second >= *account.sessionUsd)
        return fmt::format("The session's budget of ${:.6f} is used up: it has cost ${:.6f}.",
                           *account.sessionUsd, it->second);
    if (const double spent = spentOnVersion(account.agent, account.version);
        account.versionUsd && spent >= *account.versionUsd)
        return fmt::format(
            "The budget of ${:.6f} of {} version {} is used up: its sessions have cost ${:.6f}.",
            *account.versionUsd, account.agent, account.version, spent);
    if (const double spent = spentOnDay(nowNs); m_dayUsd && spent >= *m_dayUsd)
        return fmt::format("The day's budget of ${:.6f} is used up: sessions have cost ${:.6f} on {} (UTC).",
                           *m_dayUsd, spent, dateOf(nowNs));
    return std::nullopt;
}

void Budgets::setDayUsd(std::optional<double> usd) {
    if (usd && !(*usd > 0))
        throw Error(ErrorKind::BadInput, fmt::format("A budget of ${} is no amount above 0.", *usd),
                    "Give US dollars, for example 2.50, or take the budget away.");
    nlohmann::json json = nlohmann::json::object();
    if (usd) json["dayUsd"] = *usd;
    if (!m_file.empty()) writeFileAtomically(m_file, json.dump() + "\n");
    m_dayUsd = usd;
}

nlohmann::json Budgets::toJson(std::int64_t nowNs) const {
    nlohmann::json day{{"date", dateOf(nowNs)}, {"spentUsd", spentOnDay(nowNs)}, {"usd", nullptr}};
    if (m_dayUsd) day["usd"] = *m_dayUsd;
    return {{"day", day}};
}

} // namespace agentarium::sessions
