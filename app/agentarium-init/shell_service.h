// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/agentarium-init/service.h"
#include "app/agentarium-init/shells.h"

namespace agentarium::init {

/// `shell?id=ID&width=W&height=H`: attaches to a shell, which is made when there is none of that id. It goes
/// on when the stream ends.
ServicePtr makeShell(Shells& shells, Channel channel, const std::string& target);

} // namespace agentarium::init
