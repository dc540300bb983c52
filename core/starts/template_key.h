// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/agents/agent.h"
#include "core/image/image.h"
#include "core/machines/machines.h"

#include <string>

namespace agentarium::starts {

/// SHA-256 over everything a template depends on (design section 5): image, code, entry point, environment,
/// size, egress, processor, emulator and accelerator. Another key is another template.
std::string templateKey(const agents::AgentVersion& version, const image::GuestImage& image,
                        const machines::Capabilities& capabilities);

} // namespace agentarium::starts
