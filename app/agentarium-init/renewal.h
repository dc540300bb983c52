// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/wire/control.h"

namespace agentarium::init {

/// Processes that want to hear of a renewal leave a file here whose name is their number.
inline constexpr const char* kRenewFolder = "/run/agentarium/renew";

/// Makes kRenewFolder, before any process of the agent runs.
void prepareRenewals();

/// Makes this copy of a microVM one of its own: the kernel's random generator, machine id and host name, then
/// the processes in kRenewFolder are told by a signal.
void renew(const wire::Renewal& renewal);

} // namespace agentarium::init
