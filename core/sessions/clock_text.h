// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/contract/iso_time.h"

#include <chrono>
#include <string>

namespace agentarium::sessions {

/// A moment of the steady clock as a time of day.
inline std::string clockText(std::chrono::steady_clock::time_point time) {
    const auto ago =
        std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now() - time);
    return contract::toIsoTime(wallNowNs() - ago.count()).substr(11, 8) + " UTC";
}

} // namespace agentarium::sessions
