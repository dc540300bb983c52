// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/agents/store.h"
#include "core/image/image.h"
#include "core/jobs/job.h"

#include <optional>

namespace agentarium::agents {

/// One `deploy`. Unset options fall back to the project's own files (contract 14, 15), then to defaults.
struct DeployRequest {
    std::filesystem::path path; ///< folder or .zip
    std::optional<std::string> name;
    std::optional<std::string> entryPoint;
    std::optional<Protocol> protocol;
    std::map<std::string, std::string> env;
    std::optional<int> memoryMb, vcpus, idleTimeoutS, maxLifetimeS, timeoutS;
    std::optional<std::string> egress, start;
    std::optional<int> warm;
    std::optional<double> budgetUsd;
    std::optional<std::string> wheels; ///< folder with wheels, for hosts that are offline
    static DeployRequest fromJson(const nlohmann::json& json);
};

/// Folder or zip to a new immutable version: read, find the entry point, vendor requirements, check every
/// shared object, compile, pack to EROFS, store. Blocks: run it on a pool.
class Deployer {
public:
    Deployer(AgentStore& store, const image::ImageStore& images);

    /// cli.md's `deploy` keys: name, agentRuntimeId, agentRuntimeArn, version, status, checks[], phases[].
    nlohmann::json deploy(const DeployRequest& request, jobs::JobContext& job);

private:
    AgentStore& m_store;
    const image::ImageStore& m_images;
};

} // namespace agentarium::agents
