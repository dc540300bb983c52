// SPDX-License-Identifier: Apache-2.0
#include "app/agentariumctl/progress_bar.h"

#include <algorithm>
#include <cmath>

namespace agentarium::ctl {

std::string progressBar(std::optional<double> fraction, int beat) {
    constexpr int kWidth = 24;
    std::string bar(kWidth, ' ');
    if (!fraction) {
        for (int i = 0; i < 3; ++i)
            bar[static_cast<std::size_t>((beat + i * 2) % kWidth)] = '.';
        return "[" + bar + "]";
    }
    const double part = std::clamp(*fraction, 0.0, 1.0);
    std::fill_n(bar.begin(), std::lround(part * kWidth), '#');
    const std::string percent = std::to_string(std::lround(std::floor(part * 100)));
    return "[" + bar + "] " + std::string(3 - percent.size(), ' ') + percent + " %";
}

} // namespace agentarium::ctl
