// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

namespace agentarium::ctl {

/// "[########            ]  40 %", or dots that move when the fraction is unknown. `beat` moves them.
std::string progressBar(std::optional<double> fraction, int beat);

} // namespace agentarium::ctl
