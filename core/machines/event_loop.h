// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace agentarium::machines {

/// Starts libvirt's event loop on a thread of its own, once for the process. Without it no connection notices
/// that a domain stopped, and the embedded driver cannot talk to its emulators. Call it before the first
/// connection.
void startEventLoop();

} // namespace agentarium::machines
