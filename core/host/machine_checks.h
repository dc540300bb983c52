// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/host/check.h"
#include "core/machines/machines.h"

namespace agentarium::host {

/// What the engine says of itself, judged. Pure.
Check emulatorCheck(const machines::Capabilities& capabilities);    ///< QEMU 8.2 or newer
Check libvirtCheck(const machines::Capabilities& capabilities);     ///< libvirt 10.0 or newer
Check acceleratorCheck(const machines::Capabilities& capabilities); ///< and whether guests are isolated

/// The one sentence said wherever a host that only emulates could be taken for one that isolates.
inline constexpr const char* kNoBoundary =
    "arm64 is emulated on this host (TCG), and that is no security boundary: run only agents you trust.";

/// True when dotted version `have` is at least `want`; false when it is no version.
bool atLeast(const std::string& have, const std::string& want);

} // namespace agentarium::host
