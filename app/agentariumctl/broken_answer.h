// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/agentariumctl/context.h"
#include "core/contract/error.h"

namespace agentarium::ctl {

/// Why an answer ended in the middle, as the session's events tell it.
Error whyBroken(Context& context, const client::ResponseHead& head);

} // namespace agentarium::ctl
