// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

namespace agentarium::machines {

/// Why a domain ended, as a sentence, from libvirt's detail of VIR_DOMAIN_EVENT_STOPPED.
std::string stopReason(int detail);

/// Of one that was ended because libvirt, opened again, had no answer from it for so long.
std::string silentReason(std::chrono::milliseconds limit);

} // namespace agentarium::machines
