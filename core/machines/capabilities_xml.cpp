// SPDX-License-Identifier: Apache-2.0
#include "core/machines/capabilities_xml.h"

#include "core/contract/error.h"
#include "core/machines/xml.h"

#include <algorithm>
#include <array>

namespace agentarium::machines {

namespace {

/// neoverse-n1 is what Graviton2 is; it has no slow pointer authentication and is safe to restore.
constexpr std::array emulatedModels{"neoverse-n1", "cortex-a76", "cortex-a72", "cortex-a57"};

std::string emulatedModel(const xml::Node& capabilities) {
    std::vector<std::string> usable;
    if (const auto cpu = capabilities.get_child_optional("cpu"))
        for (const auto& [tag, mode] : *cpu) {
            if (tag != "mode" || xml::attribute(mode, "name") != "custom") continue;
            for (const auto& [modelTag, model] : mode)
                if (modelTag == "model" && xml::attribute(model, "usable") != "no")
                    usable.push_back(model.data());
        }
    for (const char* model : emulatedModels)
        if (std::find(usable.begin(), usable.end(), model) != usable.end()) return model;
    throw Error(ErrorKind::RuntimeFailed, "The emulator knows none of the CPU models Agentarium uses.",
                "Install QEMU 8.2 or newer.");
}

} // namespace

Capabilities parseDomainCapabilities(const std::string& text) {
    const xml::Node document = xml::parse(text, "capabilities of an arm64 guest");
    const xml::Node capabilities = document.get_child("domainCapabilities", xml::Node());
    Capabilities found;
    found.emulator = capabilities.get<std::string>("path", "");
    found.machineType = capabilities.get<std::string>("machine", "");
    const std::string domain = capabilities.get<std::string>("domain", "");
    if (found.emulator.empty() || !found.machineType.starts_with("virt-") ||
        capabilities.get<std::string>("arch", "") != "aarch64")
        throw Error(ErrorKind::RuntimeFailed, "The emulator cannot run an arm64 `virt` machine.",
                    "Install QEMU 8.2 or newer for arm64 guests (Debian: qemu-system-arm).");
    found.accelerator = domain == "qemu" ? "tcg" : domain;
    found.isolates = found.accelerator != "tcg";
    found.cpuModel = found.isolates ? "host-passthrough" : emulatedModel(capabilities);
    return found;
}

} // namespace agentarium::machines
