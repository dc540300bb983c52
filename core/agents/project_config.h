// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/agents/agent.h"
#include "core/agents/check.h"

namespace agentarium::agents {

/// What a project's own file says about its agent (contract 14 and 15). Unset is what it does not say.
struct ProjectConfig {
    std::string file; ///< which one it was, relative to the project; empty when there is none
    std::optional<std::string> name;
    std::optional<std::string> entryPoint;     ///< as written there
    std::optional<std::filesystem::path> code; ///< folder of the code, relative to the project
    std::optional<Protocol> protocol;
    std::optional<int> memoryMb, timeoutS, idleTimeoutS, maxLifetimeS;
    std::map<std::string, std::string> env;
    Checks notes; ///< what was not taken over, and why
};

/// Reads the first there is of `.bedrock_agentcore.yaml`, `agentcore/agentcore.json` and `agentcore.yaml`.
/// `projectPath` is where the project was before it was staged: absolute paths in the files mean that place.
/// `agent` chooses among several agents of one file. Throws Error(BadInput) with file and line for a file
/// that does not parse, and when there are several agents and none is chosen.
ProjectConfig readProjectConfig(const std::filesystem::path& staged, const std::filesystem::path& projectPath,
                                const std::optional<std::string>& agent);

} // namespace agentarium::agents
