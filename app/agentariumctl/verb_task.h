// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/agentariumctl/context.h"

namespace agentarium::ctl {

/// `invoke --async`: sends `request` and prints the task's id. Returns the exit code.
int beginTask(Context& context, client::HttpClient& http, const client::Request& request);

} // namespace agentarium::ctl
