// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/agents/agent.h"
#include "core/guest/services.h"
#include "core/image/image.h"
#include "core/machines/machines.h"

#include <string>

namespace agentarium::starts {

/// The microVM of a version, without name, metadata and memory file: the same for every session, for the
/// template and for its clones.
machines::MachineSpec machineFor(const agents::AgentVersion& version, const image::GuestImage& image);

/// How agentarium-init starts the version's agent.
guest::AgentStart agentStartFor(const agents::AgentVersion& version, const std::string& hostname);

/// "agentarium-" and 12 hex digits: a name no other microVM has.
std::string newMachineName();

/// Fresh random bits for a copy of that name (contract 9: all copies of a snapshot are the same until then).
wire::Renewal newRenewal(const std::string& machineName);

} // namespace agentarium::starts
