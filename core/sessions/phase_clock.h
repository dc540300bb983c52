// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/sessions/recorder.h"

#include <chrono>
#include <cmath>
#include <string>

namespace agentarium::sessions {

/// Milliseconds with one decimal.
inline double rounded(double ms) {
    return std::round(ms * 10) / 10;
}
inline double msBetween(std::chrono::steady_clock::time_point from,
                        std::chrono::steady_clock::time_point to) {
    return std::chrono::duration<double, std::milli>(to - from).count();
}

/// Collects the phases of a start and writes each as an event when it ends.
struct PhaseClock {
    Recorder& recorder;
    std::chrono::steady_clock::time_point begin;
    std::chrono::steady_clock::time_point last;
    nlohmann::json phases = nlohmann::json::array();

    void end(const std::string& name, std::chrono::steady_clock::time_point at) {
        const double ms = rounded(msBetween(last, at));
        recorder.emit("session.phase",
                      {{"name", name}, {"ms", ms}, {"startMs", rounded(msBetween(begin, last))}});
        phases.push_back({{"name", name}, {"ms", ms}});
        last = at;
    }
};

} // namespace agentarium::sessions
