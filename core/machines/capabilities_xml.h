// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/machines/machines.h"

#include <string>

namespace agentarium::machines {

/// Fills accelerator, isolates, emulator, machineType and cpuModel from libvirt's domain capabilities of an
/// arm64 guest. Pure. Throws Error(RuntimeFailed) when such a guest cannot run here.
Capabilities parseDomainCapabilities(const std::string& xml);

} // namespace agentarium::machines
