// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/metering/prices.h"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace agentarium::metering {

/// What a session did while time passed. Boot: until its agent was started. Init: until the agent's first
/// healthy ping.
enum class Phase { Boot, Init, Active, Idle };
inline constexpr std::array kPhases{Phase::Boot, Phase::Init, Phase::Active, Phase::Idle};
const char* toString(Phase phase); ///< "boot"

/// Sums over a stretch of a session. Memory is billed at the floor where less is used.
struct Amounts {
    double seconds = 0;
    double cpuSeconds = 0;         ///< vCPU-seconds used
    double gbSecondsPeakSoFar = 0; ///< each second at the highest so far
    double gbSecondsCurrent = 0;   ///< each second at its own highest

    Amounts& operator+=(const Amounts& other);
    double gbSeconds(PriceModel::Memory memory) const {
        return memory == PriceModel::Memory::PeakSoFar ? gbSecondsPeakSoFar : gbSecondsCurrent;
    }
    double usd(const PriceModel& model) const {
        return model.cpuUsd(cpuSeconds) + model.memoryUsd(gbSeconds(model.memory));
    }
};

/// One second of a session.
struct SecondUsage {
    double cpu = 0;    ///< vCPUs used, 1 is one all the time
    double ioWait = 0; ///< of the second: a request open and the CPU not used
    std::uint64_t memoryBytes = 0;
    std::uint64_t peakBytes = 0;
    Phase phase = Phase::Boot; ///< at its end
};

/// What a session has used.
struct Usage {
    std::array<Amounts, kPhases.size()> byPhase; ///< by Phase
    double requestSeconds = 0;                   ///< a request was open in an active session
    double ioWaitSeconds = 0;
    std::map<std::string, double> ioWaitFor; ///< by the host that was connected to then; "" is none
    std::uint64_t peakMemoryBytes = 0;

    Amounts& of(Phase phase) { return byPhase[static_cast<std::size_t>(phase)]; }
    const Amounts& of(Phase phase) const { return byPhase[static_cast<std::size_t>(phase)]; }
    /// Of the whole session, at least one second long.
    Amounts total() const;
};

} // namespace agentarium::metering
