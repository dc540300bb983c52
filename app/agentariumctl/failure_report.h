// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/agentariumctl/context.h"
#include "core/contract/error.h"

namespace agentarium::ctl {

/// Prints a failure, for people or as `{"error":{…}}`, and returns the exit code.
int report(const Error& error, Context& context);

} // namespace agentarium::ctl
