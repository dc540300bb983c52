// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/agents/agent.h"

#include <mutex>

namespace agentarium::agents {

/// The agents of one data folder (home/agents). Small files, quick calls; thread-safe.
class AgentStore {
public:
    explicit AgentStore(std::filesystem::path home);

    std::vector<Agent> list() const;
    /// By name, runtime id or ARN; throws Error(NotFound) naming what exists.
    Agent find(const std::string& nameOrId) const;
    /// The version an endpoint points to. Throws NotFound; a failed version throws BadInput with its reason.
    AgentVersion resolve(const std::string& nameOrId, const std::string& qualifier = "DEFAULT") const;
    AgentVersion version(const std::string& nameOrId, int number) const;
    /// Adds the next version; `version.number` is set here and, when READY, DEFAULT follows it.
    /// `stagedImage` is moved into place.
    AgentVersion add(AgentVersion version, const std::filesystem::path& stagedImage);
    void remove(const std::string& nameOrId);
    /// A folder on the same file system for staging; emptied at construction.
    std::filesystem::path stagingDir() const;

private:
    std::filesystem::path m_home;
    mutable std::mutex m_mutex;
};

} // namespace agentarium::agents
