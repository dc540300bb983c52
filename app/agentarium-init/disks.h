// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

namespace agentarium::init {

/// Waits until every virtio disk the machine has is there, two seconds at most.
void settleDisks();
/// The device node of the virtio disk with this serial.
std::optional<std::string> diskBySerial(const std::string& serial);

} // namespace agentarium::init
