// SPDX-License-Identifier: Apache-2.0
#include "core/projection/usage_view.h"

#include "core/contract/event_kinds.h"
#include "core/contract/session_state.h"

#include <algorithm>

namespace agentarium::projection {

namespace kind = contract::kind;
namespace state = contract::state;
using metering::Measured;
using metering::Phase;
using metering::Stretch;
using nlohmann::json;

namespace {

/// Without samples (a guest that has no meter) stretches are closed at this number, so that they do not grow.
constexpr std::size_t kMostOpen = 4096;
/// A sample that was asked for right after another tells little of how much is used now.
constexpr double kLeastInterval = 0.2;

} // namespace

void UsageView::apply(const std::string& eventKind, const json& body, std::int64_t wallNs) {
    if (eventKind == kind::kSessionCreated) {
        m_beganNs = wallNs;
        m_vcpus = body.value("vcpus", 1);
        m_memoryMb = body.value("memoryMb", 1024);
        m_ledger.setVcpus(m_vcpus);
        if (body.contains("prices")) try {
                m_prices = metering::PriceModel::fromJson(body["prices"]);
            } catch (const std::exception&) {
                // A recording from elsewhere: the standard prices do.
            }
        return;
    }
    if (!began()) return;
    if (eventKind == kind::kMeterSample) return sample(body);
    if (eventKind == kind::kSessionBudget) {
        m_budgetUsd = body.at("usd").is_null() ? std::nullopt : std::optional(body["usd"].get<double>());
        return;
    }

    const auto now = [&] { advance(static_cast<double>(wallNs - m_beganNs) / 1e9); };
    const auto id = [&](const char* key) { return body.at(key).get<std::string>(); };
    if (eventKind == kind::kSessionState) {
        now();
        const std::string to = body.at("state").get<std::string>();
        if (to == state::kActive) m_phase = Phase::Active;
        if (to == state::kIdle) m_phase = Phase::Idle;
        if (to == state::kTerminated) m_ended = true;
    } else if (eventKind == kind::kAgentProcess && body.value("change", std::string()) == "started") {
        now();
        if (m_phase == Phase::Boot) m_phase = Phase::Init;
        if (!m_agentStart) m_agentStart = m_now;
    } else if (eventKind == kind::kInvocationBegin) {
        now();
        m_requests.insert(id("invocationId"));
    } else if (eventKind == kind::kInvocationEnd) {
        now();
        m_requests.erase(id("invocationId"));
    } else if (eventKind == kind::kCommandBegin) {
        now();
        m_requests.insert(id("commandId"));
    } else if (eventKind == kind::kCommandEnd) {
        now();
        m_requests.erase(id("commandId"));
    } else if (eventKind == kind::kSessionAdopted) {
        // What was open when the daemon before ended: its invocations are closed by events, the rest is gone.
        now();
        m_requests.clear();
        m_connections.clear();
        m_hosts.reset();
    } else if (eventKind == kind::kEgressOpen || eventKind == kind::kEgressClose) {
        now();
        if (eventKind == kind::kEgressClose)
            m_connections.erase(id("egressId"));
        else if (body.value("decision", std::string()) == "allowed")
            m_connections[id("egressId")] = id("host");
        std::set<std::string> hosts;
        for (const auto& [egressId, host] : m_connections)
            hosts.insert(host);
        m_hosts = std::make_shared<const std::vector<std::string>>(hosts.begin(), hosts.end());
    }
}

void UsageView::advance(double to) {
    if (to <= m_now) return;
    if (!m_ended) {
        Stretch next{m_now, to, m_phase, !m_requests.empty(), m_hosts};
        const bool same = !m_open.empty() && m_open.back().phase == next.phase &&
                          m_open.back().requestOpen == next.requestOpen &&
                          m_open.back().connected == next.connected;
        if (same)
            m_open.back().to = to;
        else
            m_open.push_back(std::move(next));
        if (m_open.size() > kMostOpen) closeUpTo(to, {0, m_memory, m_memory}, m_ledger, m_open);
    }
    m_now = to;
}

void UsageView::closeUpTo(double to, Measured measured, metering::Ledger& ledger,
                          std::vector<Stretch>& open) const {
    std::vector<Stretch> interval;
    std::vector<Stretch> rest;
    for (Stretch& stretch : open) {
        if (stretch.from < to) {
            interval.push_back(stretch);
            interval.back().to = std::min(stretch.to, to);
        }
        if (stretch.to > to) {
            rest.push_back(stretch);
            rest.back().from = std::max(stretch.from, to);
        }
    }
    open = std::move(rest);
    ledger.add(interval, measured);
}

void UsageView::boot(double bootCpuSeconds) {
    m_bootCpu = bootCpuSeconds;
    m_ledger.addBoot(bootCpuSeconds, 0, m_agentStart.value_or(m_sampledAt));
}

void UsageView::addCommands(const json& body, bool isBaseline, double seconds) {
    const double cpu = body.value("commandCpuSeconds", 0.0);
    if (!isBaseline) m_commands.cpuSeconds += std::max(0.0, cpu - m_commandCpu);
    m_commandCpu = cpu;
    const double gb =
        static_cast<double>(body.value("commandMemoryBytes", std::uint64_t(0))) / metering::kBytesPerGb;
    m_commands.gbSecondsCurrent += gb * std::max(0.0, seconds);
}

void UsageView::sample(const json& body) {
    const double t = body.at("t").get<double>();
    const double cpu = body.at("cpuSeconds").get<double>();
    const double system = body.value("systemCpuSeconds", 0.0);
    const json stall = body.value("stallSeconds", json::object());
    const bool isBaseline = body.value("baseline", false);
    if (!m_sampled) m_stallBegan = isBaseline ? stall : json::object();
    const double before = m_sampled ? m_cpu : isBaseline ? cpu : 0;
    const double systemBefore = m_sampled ? m_system : system;

    advance(t);
    Measured measured;
    // A counter that went back is a new one.
    measured.cpuSeconds = cpu >= before ? cpu - before : cpu;
    measured.memoryBytes = body.value("memoryBytes", std::uint64_t(0));
    measured.peakBytes = body.value("peakBytes", measured.memoryBytes);
    closeUpTo(t, measured, m_ledger, m_open);

    m_systemUsed += std::max(0.0, system - systemBefore);
    addCommands(body, isBaseline, t - m_sampledAt);
    if (!isBaseline && !m_bootCpu && body.contains("bootCpuSeconds")) {
        boot(body["bootCpuSeconds"].get<double>());
    } else if (isBaseline) {
        m_bootCpu = 0;
    }
    if (t - m_sampledAt >= kLeastInterval) m_cpuNow = measured.cpuSeconds / (t - m_sampledAt);
    m_sampled = true;
    m_sampledAt = t;
    m_cpu = cpu;
    m_system = system;
    m_memory = measured.memoryBytes;
    m_stall = stall;
    m_hostCpu = std::max(m_hostCpu, body.value("hostCpuSeconds", 0.0));
    m_hostMemory = body.value("hostMemoryBytes", m_hostMemory);
    m_hostResident = body.value("hostResidentBytes", m_hostResident);
}

metering::Ledger UsageView::closed() const {
    metering::Ledger ledger = m_ledger;
    std::vector<Stretch> open = m_open;
    if (!open.empty()) closeUpTo(open.back().to, {0, m_memory, m_memory}, ledger, open);
    return ledger;
}

metering::Usage UsageView::usage() const {
    return closed().usage();
}

} // namespace agentarium::projection
