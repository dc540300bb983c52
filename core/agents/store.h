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
    /// The same, but a damaged one is found by its name, as list() has it.
    Agent findAnyway(const std::string& nameOrId) const;
    std::string runtimeIdOf(const std::string& nameOrId) const;
    /// The version an endpoint points to; reads that one only, for every invocation asks. Throws NotFound; a
    /// failed version throws BadInput with its reason.
    AgentVersion resolve(const std::string& nameOrId, const std::string& qualifier = "DEFAULT") const;
    AgentVersion version(const std::string& nameOrId, int number) const;
    /// Adds the next version; `version.number` is set here and, when READY, DEFAULT follows it.
    /// `stagedImage` is moved into place. Throws as requireRoom does.
    AgentVersion add(AgentVersion version, const std::filesystem::path& stagedImage);
    /// Throws Error(Refused, ServiceQuotaExceededException) when an agent of that name cannot get a version:
    /// at most 1,000 agents, of each at most 1,000 versions (contract 6).
    void requireRoom(const std::string& name) const;
    /// It is gone when this returns. What is left of it is the folder this gives back, whose removal may take
    /// its time; the constructor removes one that was left.
    std::filesystem::path remove(const std::string& nameOrId);
    /// Endpoints beside DEFAULT, at most ten in all (contract 6). Without `version` the newest READY one; it
    /// stays until the endpoint is updated. Sessions that run keep their version. Throws BadInput for a name
    /// against the rule or a version that is not READY, Conflict for one that exists, Refused beyond ten and
    /// for changing DEFAULT, NotFound for the agent, version or endpoint.
    Endpoint createEndpoint(const std::string& nameOrId, const std::string& endpoint,
                            std::optional<int> version = {});
    Endpoint updateEndpoint(const std::string& nameOrId, const std::string& endpoint,
                            std::optional<int> version = {});
    Endpoint removeEndpoint(const std::string& nameOrId, const std::string& endpoint);
    /// A folder on the same file system for staging; emptied at construction.
    std::filesystem::path stagingDir() const;

private:
    /// Throws Error(NotFound) naming what exists.
    static Endpoint& endpointOf(Agent& agent, const std::string& name);
    /// The agent without its versions: DEFAULT is at 0. Throws as find() does.
    Agent head(const std::string& nameOrId) const;
    Agent find(const std::string& nameOrId, Agent (*readFrom)(const std::filesystem::path&)) const;

    std::filesystem::path m_home;
    mutable std::mutex m_mutex;
    std::mutex m_endpointMutex; ///< one change of endpoints at a time; taken before m_mutex
};

} // namespace agentarium::agents
