// SPDX-License-Identifier: Apache-2.0
// An agent's endpoints: names that callers use for a version, kept in its agent.json.
#include "core/agents/store.h"
#include "core/agents/store_files.h"
#include "core/contract/error.h"
#include "core/contract/limits.h"
#include "core/contract/names.h"
#include "core/contract/quota_error.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace agentarium::agents {

namespace fs = std::filesystem;

namespace {

/// The version an endpoint of `agent` is to have.
int targetOf(const Agent& agent, std::optional<int> version) {
    const int number = version.value_or(agent.endpoints.front().targetVersion);
    for (const AgentVersion& candidate : agent.versions) {
        if (candidate.number != number) continue;
        if (candidate.isReady()) return number;
        throw Error(ErrorKind::BadInput,
                    fmt::format("Version {} of {} is {}: an endpoint needs one that is READY.", number,
                                agent.name, candidate.status),
                    fmt::format("See its versions: agentariumctl agent show {}", agent.name));
    }
    if (!version)
        throw Error(ErrorKind::BadInput, fmt::format("Agent {} has no version that is READY.", agent.name),
                    "Deploy it: agentariumctl deploy PATH --name " + agent.name);
    throw Error(ErrorKind::NotFound, fmt::format("Agent {} has no version {}.", agent.name, number),
                fmt::format("See its versions: agentariumctl agent show {}", agent.name));
}

void requireNotDefault(const std::string& name, const char* what) {
    if (name != contract::kDefaultEndpoint) return;
    throw Error(ErrorKind::Refused,
                fmt::format("DEFAULT cannot be {}: it always follows the newest version.", what),
                "Use an endpoint of your own: agentariumctl endpoint create AGENT NAME --version V");
}

/// DEFAULT is not kept: it follows from the versions.
void writeEndpoints(const fs::path& home, const Agent& agent) {
    const fs::path file = home / "agents" / agent.name / "agent.json";
    nlohmann::json json = readJsonFile(file);
    json["endpoints"] = nlohmann::json::array();
    for (const Endpoint& endpoint : agent.endpoints)
        if (endpoint.name != contract::kDefaultEndpoint)
            json["endpoints"].push_back({{"name", endpoint.name}, {"targetVersion", endpoint.targetVersion}});
    writeJsonFile(file, json);
}

} // namespace

Endpoint& AgentStore::endpointOf(Agent& agent, const std::string& name) {
    std::vector<std::string> names;
    for (Endpoint& one : agent.endpoints) {
        if (one.name == name) return one;
        names.push_back(one.name);
    }
    throw Error(ErrorKind::NotFound, fmt::format("Agent {} has no endpoint \"{}\".", agent.name, name),
                fmt::format("Its endpoints are: {}.", fmt::join(names, ", ")));
}

Endpoint AgentStore::createEndpoint(const std::string& nameOrId, const std::string& endpoint,
                                    std::optional<int> version) {
    contract::requireEndpointName(endpoint);
    const std::scoped_lock changing(m_endpointMutex);
    Agent agent = find(nameOrId);
    if (std::any_of(agent.endpoints.begin(), agent.endpoints.end(),
                    [&](const Endpoint& one) { return one.name == endpoint; }))
        throw Error(ErrorKind::Conflict,
                    fmt::format("Agent {} has an endpoint \"{}\" already.", agent.name, endpoint),
                    fmt::format("Point it elsewhere: agentariumctl endpoint update {} {} --version V",
                                agent.name, endpoint));
    if (agent.endpoints.size() >= static_cast<std::size_t>(contract::kMaxEndpoints))
        throw contract::quotaExceeded(fmt::format("Agent {} has {} endpoints, which is the limit.",
                                                  agent.name, contract::kMaxEndpoints),
                                      "Delete one that is not used any more.");
    const Endpoint made{endpoint, targetOf(agent, version)};
    agent.endpoints.push_back(made);
    writeEndpoints(m_home, agent);
    return made;
}

Endpoint AgentStore::updateEndpoint(const std::string& nameOrId, const std::string& endpoint,
                                    std::optional<int> version) {
    requireNotDefault(endpoint, "pointed elsewhere");
    const std::scoped_lock changing(m_endpointMutex);
    Agent agent = find(nameOrId);
    Endpoint& place = endpointOf(agent, endpoint);
    place.targetVersion = targetOf(agent, version);
    writeEndpoints(m_home, agent);
    return place;
}

Endpoint AgentStore::removeEndpoint(const std::string& nameOrId, const std::string& endpoint) {
    requireNotDefault(endpoint, "deleted");
    const std::scoped_lock changing(m_endpointMutex);
    Agent agent = find(nameOrId);
    const Endpoint gone = endpointOf(agent, endpoint);
    std::erase_if(agent.endpoints, [&](const Endpoint& one) { return one.name == endpoint; });
    writeEndpoints(m_home, agent);
    return gone;
}

} // namespace agentarium::agents
