// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/agents/check.h"
#include "core/agents/guest_wheels.h"
#include "core/jobs/job.h"

#include <filesystem>
#include <optional>

namespace agentarium::agents {

/// How an agent's requirements.txt is met.
struct VendorRequest {
    std::filesystem::path code;    ///< the staged code; packages are added to it
    std::filesystem::path project; ///< the staged project, which may hold the code in a subfolder
    std::filesystem::path work;    ///< an empty folder on the same file system
    std::optional<std::filesystem::path> wheels; ///< given by the person; then no index is asked
    GuestPackages guestPackages;                 ///< what the guest brings, when no index can be reached
};

/// Gets the packages of requirements.txt as wheels for the guest into the code's folder. Offline sources: the
/// folder `wheels`, else a wheels/ or wheelhouse/ folder with wheels in the project, which then does not
/// become a part of the agent. A file the agent brings itself is never replaced. The tool's output goes to
/// the job's log. Throws Error(BadInput) with the tool's own last lines when it fails; Cancelled ends the
/// tool.
Checks vendorRequirements(const VendorRequest& request, jobs::JobContext& job);

} // namespace agentarium::agents
