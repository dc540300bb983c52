// SPDX-License-Identifier: Apache-2.0
#include "core/contract/rate_limit.h"

#include <algorithm>

namespace agentarium::contract {

std::chrono::nanoseconds RateLimit::take(Time now, int perSecond) {
    using namespace std::chrono_literals;
    const std::chrono::nanoseconds each = std::chrono::nanoseconds(1s) / perSecond;
    const Time full = std::max(m_full, now) + each;
    const std::chrono::nanoseconds missing = full - now - 1s;
    if (missing > 0ns) return missing;
    m_full = full;
    return 0ns;
}

} // namespace agentarium::contract
