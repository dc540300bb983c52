// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/guest/link.h"
#include "tests/journeys/link/virtual_machine.h"

namespace agentarium::linktest {

/// Prints the link's figures: 100 MB each way, round trips, what an idle guest costs.
Task<void> measureLink(guest::GuestLink& link, const VirtualMachine& machine);

} // namespace agentarium::linktest
