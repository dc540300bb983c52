// SPDX-License-Identifier: Apache-2.0
#include "core/agents/store.h"

#include "core/agents/store_files.h"
#include "core/base/ids.h"
#include "core/contract/error.h"
#include "core/contract/limits.h"
#include "core/contract/names.h"
#include "core/contract/quota_error.h"
#include "core/contract/runtime_id.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <sys/stat.h>

namespace agentarium::agents {

namespace fs = std::filesystem;

namespace {

fs::path agentsDir(const fs::path& home) {
    return home / "agents";
}

std::vector<int> versionNumbers(const fs::path& dir) {
    std::vector<int> numbers;
    std::error_code ec;
    for (const fs::directory_entry& entry : fs::directory_iterator(dir / "versions", ec)) {
        const std::string name = entry.path().filename().string();
        const bool digits =
            !name.empty() && name.size() <= 5 &&
            std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
        if (digits) numbers.push_back(std::stoi(name));
    }
    std::sort(numbers.begin(), numbers.end());
    return numbers;
}

AgentVersion readVersion(const fs::path& dir, const std::string& agent, int number) {
    AgentVersion version;
    const fs::path folder = dir / "versions" / std::to_string(number);
    try {
        version = AgentVersion::fromJson(readJsonFile(folder / "version.json"));
        if (version.isReady() && !fs::exists(folder / "code.erofs"))
            throw Error(ErrorKind::RuntimeFailed,
                        fmt::format("{} is missing.", (folder / "code.erofs").string()));
    } catch (const std::exception& error) {
        version = {};
        version.status = "UNREADABLE";
        version.failureReason = error.what();
    }
    version.agentName = agent;
    version.number = number;
    if (version.isReady()) version.codeImage = folder / "code.erofs";
    return version;
}

/// Without its versions, and so without the target of DEFAULT.
Agent readHead(const fs::path& dir) {
    Agent agent;
    agent.name = dir.filename().string();
    const fs::path file = dir / "agent.json";
    const nlohmann::json json = readJsonFile(file);
    agent.endpoints.push_back({contract::kDefaultEndpoint, 0});
    try {
        agent.runtimeId = json.at("agentRuntimeId").get<std::string>();
        agent.arn = json.at("agentRuntimeArn").get<std::string>();
        for (const auto& endpoint : json.value("endpoints", nlohmann::json::array()))
            agent.endpoints.push_back(
                {endpoint.at("name").get<std::string>(), endpoint.at("targetVersion").get<int>()});
    } catch (const nlohmann::json::exception& error) {
        throw Error(
            ErrorKind::RuntimeFailed, fmt::format("{} is damaged: {}.", file.string(), error.what()),
            fmt::format("Restore {} from a copy, or delete the agent and deploy it again.", file.string()));
    }
    return agent;
}

Agent readAgent(const fs::path& dir) {
    Agent agent = readHead(dir);
    for (const int number : versionNumbers(dir))
        agent.versions.push_back(readVersion(dir, agent.name, number));
    for (const AgentVersion& version : agent.versions)
        if (version.isReady()) agent.endpoints.front().targetVersion = version.number;
    return agent;
}

/// One that is damaged has only its name and its problem.
Agent readAnyway(const fs::path& dir) {
    try {
        return readAgent(dir);
    } catch (const Error& error) {
        Agent unreadable;
        unreadable.name = dir.filename().string();
        unreadable.problem = error.what();
        return unreadable;
    }
}

/// The newest that is READY, or else the newest.
std::optional<AgentVersion> readDefault(const fs::path& dir, const std::string& agent) {
    const std::vector<int> numbers = versionNumbers(dir);
    for (auto number = numbers.rbegin(); number != numbers.rend(); ++number)
        if (auto version = readVersion(dir, agent, *number); version.isReady()) return version;
    if (numbers.empty()) return std::nullopt;
    return readVersion(dir, agent, numbers.back());
}

Agent createAgent(const fs::path& dir, const std::string& name) {
    Agent agent;
    agent.name = name;
    agent.runtimeId = contract::makeRuntimeId(name, makeAlphanumeric(contract::kRuntimeSuffixLength));
    contract::RuntimeArn arn;
    arn.runtimeId = agent.runtimeId;
    agent.arn = arn.toString();
    fs::create_directories(dir / "versions");
    writeJsonFile(dir / "agent.json", {{"format", 1},
                                       {"name", name},
                                       {"agentRuntimeId", agent.runtimeId},
                                       {"agentRuntimeArn", agent.arn},
                                       {"createdAt", nowIso8601()},
                                       {"endpoints", nlohmann::json::array()}});
    syncPath(dir.parent_path());
    return agent;
}

/// Of the agent in `dir`, or of a new one.
void requireRoomFor(const fs::path& agents, const fs::path& dir) {
    const auto isAgent = [](const fs::directory_entry& entry) {
        return contract::isName(entry.path().filename().string()) && fs::exists(entry.path() / "agent.json");
    };
    if (fs::exists(dir / "agent.json")) {
        const std::size_t count = versionNumbers(dir).size();
        if (count < static_cast<std::size_t>(contract::kMaxVersions)) return;
        throw contract::quotaExceeded(
            fmt::format("Agent {} has {} versions, which is the limit.", dir.filename().string(), count),
            "Delete the agent and deploy it again.");
    }
    const auto count = std::count_if(fs::directory_iterator(agents), fs::directory_iterator(), isAgent);
    if (count >= contract::kMaxAgents)
        throw contract::quotaExceeded(
            fmt::format("There are {} agents, which is the limit.", count),
            "Delete one that is not used any more: agentariumctl agent delete NAME");
}

/// The name in a name, runtime id or ARN, which may be one of an endpoint.
std::string nameOf(const std::string& nameOrId) {
    const auto arn = contract::RuntimeArn::parse(nameOrId);
    const std::string id = arn ? arn->runtimeId : nameOrId;
    return contract::isRuntimeId(id) ? contract::nameOfRuntimeId(id) : id;
}

} // namespace

AgentStore::AgentStore(fs::path home) : m_home(std::move(home)) {
    fs::create_directories(agentsDir(m_home));
    fs::permissions(agentsDir(m_home), fs::perms::owner_all);
    fs::remove_all(stagingDir());
    fs::create_directories(stagingDir());
}

fs::path AgentStore::stagingDir() const {
    return agentsDir(m_home) / ".staging";
}

std::vector<Agent> AgentStore::list() const {
    const std::scoped_lock lock(m_mutex);
    std::vector<Agent> agents;
    for (const fs::directory_entry& entry : fs::directory_iterator(agentsDir(m_home))) {
        const std::string name = entry.path().filename().string();
        if (contract::isName(name)) agents.push_back(readAnyway(entry.path()));
    }
    std::sort(agents.begin(), agents.end(), [](const Agent& a, const Agent& b) { return a.name < b.name; });
    return agents;
}

Agent AgentStore::find(const std::string& nameOrId) const {
    return find(nameOrId, readAgent);
}

Agent AgentStore::findAnyway(const std::string& nameOrId) const {
    return find(nameOrId, readAnyway);
}

Agent AgentStore::head(const std::string& nameOrId) const {
    return find(nameOrId, readHead);
}

Agent AgentStore::find(const std::string& nameOrId, Agent (*readFrom)(const fs::path&)) const {
    {
        const std::scoped_lock lock(m_mutex);
        const std::string name = nameOf(nameOrId);
        const fs::path dir = agentsDir(m_home) / name;
        if (contract::isName(name) && fs::is_directory(dir)) {
            Agent agent = readFrom(dir);
            if (nameOrId == agent.name || nameOrId == agent.runtimeId || nameOrId == agent.arn) return agent;
        }
    }
    std::vector<std::string> names;
    for (const Agent& agent : list())
        names.push_back(agent.name);
    throw Error(ErrorKind::NotFound, fmt::format("There is no agent \"{}\".", nameOrId),
                names.empty() ? "Deploy one: agentariumctl deploy PATH"
                              : fmt::format("The agents here are: {}.", fmt::join(names, ", ")));
}

std::string AgentStore::runtimeIdOf(const std::string& nameOrId) const {
    return head(nameOrId).runtimeId;
}

AgentVersion AgentStore::resolve(const std::string& nameOrId, const std::string& qualifier) const {
    Agent agent = head(nameOrId);
    const int target =
        endpointOf(agent, qualifier.empty() ? contract::kDefaultEndpoint : qualifier).targetVersion;
    const fs::path dir = agentsDir(m_home) / agent.name;
    std::optional<AgentVersion> found;
    {
        const std::scoped_lock lock(m_mutex);
        found = target == 0 ? readDefault(dir, agent.name) : readVersion(dir, agent.name, target);
    }
    if (!found)
        throw Error(ErrorKind::NotFound, fmt::format("Agent {} has no version yet.", agent.name),
                    "Deploy it: agentariumctl deploy PATH --name " + agent.name);
    if (!found->isReady())
        throw Error(ErrorKind::BadInput,
                    fmt::format("Version {} of {} is {}: {}", found->number, agent.name, found->status,
                                found->failureReason),
                    "Mend the cause and deploy again.");
    return *found;
}

AgentVersion AgentStore::version(const std::string& nameOrId, int number) const {
    const Agent agent = head(nameOrId);
    const fs::path dir = agentsDir(m_home) / agent.name;
    const std::scoped_lock lock(m_mutex);
    if (fs::is_directory(dir / "versions" / std::to_string(number)))
        return readVersion(dir, agent.name, number);
    throw Error(ErrorKind::NotFound, fmt::format("Agent {} has no version {}.", agent.name, number),
                fmt::format("See its versions: agentariumctl agent show {}", agent.name));
}

void AgentStore::requireRoom(const std::string& name) const {
    const std::scoped_lock lock(m_mutex);
    requireRoomFor(agentsDir(m_home), agentsDir(m_home) / name);
}

AgentVersion AgentStore::add(AgentVersion version, const fs::path& stagedImage) {
    contract::requireAgentName(version.agentName);
    const std::scoped_lock lock(m_mutex);
    const fs::path dir = agentsDir(m_home) / version.agentName;
    requireRoomFor(agentsDir(m_home), dir);
    const bool isNew = !fs::exists(dir / "agent.json");
    if (isNew) {
        createAgent(dir, version.agentName);
    } else {
        readAgent(dir); // a damaged agent must not get new versions
    }
    const std::vector<int> numbers = versionNumbers(dir);
    version.number = numbers.empty() ? 1 : numbers.back() + 1;
    version.createdAt = nowIso8601();

    // The folder is complete and durable before its name says that it is a version.
    const fs::path staged = stagingDir() / ("version-" + makeAlphanumeric(12));
    fs::create_directories(staged);
    if (version.isReady()) {
        fs::rename(stagedImage, staged / "code.erofs");
        ::chmod((staged / "code.erofs").c_str(), 0400);
        syncPath(staged / "code.erofs");
    }
    writeJsonFile(staged / "version.json", version.toJson());
    ::chmod((staged / "version.json").c_str(), 0400);
    const fs::path target = dir / "versions" / std::to_string(version.number);
    fs::rename(staged, target);
    syncPath(target.parent_path());
    version.codeImage = version.isReady() ? target / "code.erofs" : fs::path();
    return version;
}

fs::path AgentStore::remove(const std::string& nameOrId) {
    // An agent that cannot be read can still be deleted, by its name.
    const std::string name = contract::isName(nameOrId) && fs::is_directory(agentsDir(m_home) / nameOrId)
                                 ? nameOrId
                                 : find(nameOrId).name;
    const std::scoped_lock lock(m_mutex);
    const fs::path gone = stagingDir() / ("removed-" + makeAlphanumeric(12));
    fs::rename(agentsDir(m_home) / name, gone);
    return gone;
}

} // namespace agentarium::agents
