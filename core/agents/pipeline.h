// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/agents/deployer.h"
#include "core/agents/guest_wheels.h"

namespace agentarium::agents {

/// What a deploy takes from the guest image.
struct GuestTools {
    std::optional<std::vector<std::string>>
        python; ///< a CPython 3.13 that runs on the host; compiles the agent
    GuestPackages packages;

    static GuestTools of(const image::ImageStore& images);
};

/// A deploy with everything it needs named; see Deployer::deploy.
nlohmann::json deployWith(AgentStore& store, const GuestTools& tools, const DeployRequest& request,
                          jobs::JobContext& job);

} // namespace agentarium::agents
