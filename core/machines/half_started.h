// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/machines/embedded_root.h"

#include <filesystem>

namespace agentarium::machines {

/// Ends what a daemon left that was killed while it started machines, before libvirt sees it: emulators whose
/// domain is half started (DomainStatus), emulators of this root of which nothing readable is written down,
/// and the notes, sockets and folders of both and of those that have ended. Call it while nothing is started.
///
/// libvirt would ask each of them over its monitor, without a limit of time, and hold the domain meanwhile.
void endHalfStarted(const EmbeddedRoot& root, const std::filesystem::path& sockets);

} // namespace agentarium::machines
