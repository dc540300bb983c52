// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/agentariumctl/context.h"

namespace agentarium::ctl {

/// Waits for a job (docs/api.md) and shows how far it is on standard error: a bar on a terminal, a line for
/// each phase elsewhere. Returns its `result`; throws its `error`. Ctrl-C asks the job to stop and throws
/// Cancelled.
nlohmann::json watchJob(Context& context, client::HttpClient& http, const nlohmann::json& job);

} // namespace agentarium::ctl
