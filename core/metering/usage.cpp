// SPDX-License-Identifier: Apache-2.0
#include "core/metering/usage.h"

#include <algorithm>

namespace agentarium::metering {

const char* toString(Phase phase) {
    switch (phase) {
    case Phase::Boot:
        return "boot";
    case Phase::Init:
        return "init";
    case Phase::Active:
        return "active";
    case Phase::Idle:
        return "idle";
    }
    return "idle";
}

Amounts& Amounts::operator+=(const Amounts& other) {
    seconds += other.seconds;
    cpuSeconds += other.cpuSeconds;
    gbSecondsPeakSoFar += other.gbSecondsPeakSoFar;
    gbSecondsCurrent += other.gbSecondsCurrent;
    return *this;
}

Amounts Usage::total() const {
    Amounts sum;
    for (const Amounts& phase : byPhase)
        sum += phase;
    if (sum.seconds < kLeastSeconds) {
        const double gb = std::max(static_cast<double>(peakMemoryBytes) / kBytesPerGb, kFloorGb);
        const double missing = kLeastSeconds - sum.seconds;
        sum.gbSecondsPeakSoFar += gb * missing;
        sum.gbSecondsCurrent += gb * missing;
    }
    return sum;
}

} // namespace agentarium::metering
