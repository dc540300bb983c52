// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace agentarium::machines {

/// Why a domain ended, as a sentence, from libvirt's detail of VIR_DOMAIN_EVENT_STOPPED.
std::string stopReason(int detail);

} // namespace agentarium::machines
