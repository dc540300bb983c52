// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

namespace agentarium::contract {

/// At most so many a second, as a bucket that holds one second's worth and fills evenly: who paused for a
/// second may have all of them at once. The clock is the caller's.
class RateLimit {
public:
    using Time = std::chrono::steady_clock::time_point;

    /// Counts one and returns zero, or counts nothing and returns how long it takes until one is let through.
    /// `perSecond` is at least 1 and may change from call to call.
    std::chrono::nanoseconds take(Time now, int perSecond);

private:
    Time m_full{}; ///< when the bucket is full again
};

} // namespace agentarium::contract
