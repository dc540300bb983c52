// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace agentarium::init {

/// The loopback interface up, and /etc/resolv.conf pointing at this program's resolver.
void setUpNetwork();

} // namespace agentarium::init
