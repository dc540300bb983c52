// SPDX-License-Identifier: Apache-2.0
#include "core/starts/template_key.h"

#include "core/base/hash.h"

#include <nlohmann/json.hpp>

namespace agentarium::starts {

std::string templateKey(const agents::AgentVersion& version, const image::GuestImage& image,
                        const machines::Capabilities& capabilities) {
    const agents::VersionSettings& settings = version.settings;
    const nlohmann::json parts{{"format", 1},
                               {"agent", version.agentName},
                               {"version", version.number},
                               {"image", image.digest},
                               {"code", version.codeDigest},
                               {"entryPoint", version.entryPoint},
                               {"env", settings.env},
                               {"protocol", agents::toString(settings.protocol)},
                               {"memoryMb", settings.memoryMb},
                               {"vcpus", settings.vcpus},
                               {"egress", settings.egress.toString()},
                               {"cpu", capabilities.cpuModel},
                               {"machine", capabilities.machineType},
                               {"emulator", capabilities.emulator},
                               {"emulatorVersion", capabilities.emulatorVersion},
                               {"accelerator", capabilities.accelerator}};
    return sha256Of(parts.dump());
}

} // namespace agentarium::starts
