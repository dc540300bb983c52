// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace agentarium::init {

/// The loopback interface up, and /etc/resolv.conf pointing at this program's resolver.
void setUpNetwork();
/// The kernel's host name and /etc/hosts.
void setHostname(const std::string& name);

} // namespace agentarium::init
