// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/agentariumctl/context.h"

namespace agentarium::ctl {

struct EventQuery {
    std::string session;
    std::uint64_t from = 1;
    std::string kind; ///< the kind, or its beginning
    bool follow = false;
};

/// Calls `onEvent` with a session's events in order: those there are, or with `follow` until the session has
/// ended.
void eachEvent(Context& context, const EventQuery& query,
               const std::function<void(const nlohmann::json&)>& onEvent);

/// Seconds since the session began.
double secondsOf(const nlohmann::json& event);

} // namespace agentarium::ctl
