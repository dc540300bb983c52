// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/agents/deployer.h"
#include "core/agents/project_config.h"

namespace agentarium::agents {

/// The agent's name: asked for, else the project file's, else the folder's or zip's; in the latter two "-"
/// becomes "_", which a check says. Throws Error(BadInput) with the rule and a name that would do.
std::string agentName(const DeployRequest& request, const ProjectConfig& config,
                      const std::string& folderName, Checks& checks);

/// Request before project file before default, validated. `entryFile` in a subfolder gets PYTHONPATH, so that
/// packages at the top are found.
VersionSettings versionSettings(const DeployRequest& request, const ProjectConfig& config,
                                const std::filesystem::path& entryFile, Checks& checks);

} // namespace agentarium::agents
