// SPDX-License-Identifier: Apache-2.0
#include "core/projection/usage_view.h"

#include <algorithm>
#include <cmath>

namespace agentarium::projection {

using metering::Amounts;
using metering::Comparison;
using metering::Phase;
using metering::PriceModel;
using metering::Usage;
using nlohmann::json;

namespace {

/// Far below what any clock or price resolves; without it JSON shows 0.30000000000000004.
double tidy(double value) {
    return std::round(value * 1e12) / 1e12;
}

json cost(const Amounts& amounts, const PriceModel& model) {
    const double cpu = model.cpuUsd(amounts.cpuSeconds);
    const double memory = model.memoryUsd(amounts.gbSeconds(model.memory));
    return {{"cpu", tidy(cpu)}, {"memory", tidy(memory)}, {"total", tidy(cpu + memory)}};
}

/// The same usage by every model, and by the standard rates with memory moment by moment: the sources do not
/// agree on what V1 bills (contract 16).
json otherModels(const Amounts& total, const metering::PriceBook& book, const PriceModel& own) {
    json others = json::array();
    const auto add = [&](PriceModel model) {
        json row = model.toJson();
        row["costUsd"] = cost(total, model);
        others.push_back(std::move(row));
    };
    for (const PriceModel& model : book.models)
        if (model.name != own.name) add(model);
    if (own.memory == PriceModel::Memory::PeakSoFar) {
        PriceModel moment = own;
        moment.name = own.name + ", memory moment by moment";
        moment.memory = PriceModel::Memory::CurrentPeak;
        add(moment);
    }
    return others;
}

} // namespace

json UsageView::toJson(const metering::PriceBook& book) const {
    const metering::Ledger ledger = closed();
    const Usage& usage = ledger.usage();
    const Amounts total = usage.total();
    json byPhase;
    for (const Phase phase : metering::kPhases) {
        const Amounts& amounts = usage.of(phase);
        byPhase[metering::toString(phase)] = {{"seconds", tidy(amounts.seconds)},
                                              {"cpuSeconds", tidy(amounts.cpuSeconds)},
                                              {"memoryGbSeconds", tidy(amounts.gbSeconds(m_prices.memory))},
                                              {"costUsd", tidy(amounts.usd(m_prices))}};
    }
    json waits = json::array();
    for (const auto& [host, seconds] : usage.ioWaitFor)
        waits.push_back({{"host", host.empty() ? json() : json(host)}, {"seconds", tidy(seconds)}});

    json comparisons = json::array();
    const double gb = m_memoryMb * 1024.0 * 1024.0 / metering::kBytesPerGb;
    for (const Comparison& comparison : book.comparisons) {
        const bool alwaysOn = comparison.basis == Comparison::Basis::AlwaysOn;
        const double seconds = alwaysOn ? total.seconds : usage.requestSeconds;
        json row = comparison.toJson();
        row["seconds"] = tidy(seconds);
        row["usd"] = tidy(seconds * (m_vcpus * comparison.vcpuHourUsd + gb * comparison.gbHourUsd) / 3600);
        comparisons.push_back(std::move(row));
    }
    json stall = json::object();
    for (const auto& [key, value] : m_stall.items())
        stall[key] = tidy(std::max(0.0, value.get<double>() - m_stallBegan.value(key, 0.0)));

    PriceModel moment = m_prices;
    moment.memory = PriceModel::Memory::CurrentPeak;
    const json commands{{"cpuSeconds", tidy(m_commands.cpuSeconds)},
                        {"memoryGbSeconds", tidy(m_commands.gbSecondsCurrent)},
                        {"costUsd", cost(m_commands, moment)}};

    json result{{"activeSeconds", tidy(usage.of(Phase::Active).seconds)},
                {"idleSeconds", tidy(usage.of(Phase::Idle).seconds)},
                {"seconds", json::array()},
                {"requestSeconds", tidy(usage.requestSeconds)},
                {"cpuSeconds", tidy(total.cpuSeconds)},
                {"commands", commands},
                {"systemCpuSeconds", tidy(m_systemUsed)},
                {"ioWaitSeconds", tidy(usage.ioWaitSeconds)},
                {"ioWaitFor", waits},
                {"memoryGbSeconds", tidy(total.gbSeconds(m_prices.memory))},
                {"peakMemoryBytes", usage.peakMemoryBytes},
                {"stallSeconds", stall},
                {"hostCpuSeconds", m_hostCpu},
                {"hostMemoryBytes", m_hostMemory ? m_hostMemory : m_hostResident},
                {"costUsd", cost(total, m_prices)},
                {"priceModel", m_prices.name},
                {"prices", m_prices.toJson()},
                {"otherModels", otherModels(total, book, m_prices)},
                {"comparisons", comparisons},
                {"byPhase", byPhase},
                {"budgetUsd", m_budgetUsd ? json(*m_budgetUsd) : json()},
                {"sampledAt", m_sampled ? json(m_sampledAt) : json()},
                {"ended", m_ended}};
    for (std::size_t t = 0; t < ledger.seconds().size(); ++t) {
        const metering::SecondUsage& second = ledger.seconds()[t];
        result["seconds"].push_back({{"t", t},
                                     {"cpu", tidy(second.cpu)},
                                     {"ioWait", tidy(second.ioWait)},
                                     {"memoryBytes", second.memoryBytes},
                                     {"peakBytes", second.peakBytes},
                                     {"phase", metering::toString(second.phase)}});
    }
    if (result["seconds"].empty()) result.erase("seconds");
    return result;
}

} // namespace agentarium::projection
