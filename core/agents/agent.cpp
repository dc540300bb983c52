// SPDX-License-Identifier: Apache-2.0
#include "core/agents/agent.h"

namespace agentarium::agents {

nlohmann::json AgentVersion::toJson() const {
    nlohmann::json json{{"version", number},        {"status", status},
                        {"createdAt", createdAt},   {"entryPoint", entryPoint},
                        {"codeDigest", codeDigest}, {"settings", settings.toJson()}};
    if (!failureReason.empty()) json["failureReason"] = failureReason;
    return json;
}

AgentVersion AgentVersion::fromJson(const nlohmann::json& json) {
    AgentVersion version;
    version.number = json.at("version").get<int>();
    version.status = json.at("status").get<std::string>();
    version.createdAt = json.value("createdAt", "");
    version.entryPoint = json.value("entryPoint", std::vector<std::string>{});
    version.codeDigest = json.value("codeDigest", "");
    version.failureReason = json.value("failureReason", "");
    version.settings = VersionSettings::fromJson(json.at("settings"));
    return version;
}

nlohmann::json Endpoint::toJson() const {
    return {{"name", name}, {"targetVersion", targetVersion}, {"status", "READY"}};
}

nlohmann::json Agent::toJson() const {
    nlohmann::json json{{"name", name},
                        {"agentRuntimeId", runtimeId},
                        {"agentRuntimeArn", arn},
                        {"version", nullptr},
                        {"status", "UNREADABLE"},
                        {"protocol", nullptr},
                        {"endpoints", nlohmann::json::array()},
                        {"versions", nlohmann::json::array()}};
    if (!problem.empty()) json["failureReason"] = problem;
    if (problem.empty() && versions.empty()) {
        json["status"] = "CREATE_FAILED";
        json["failureReason"] = "No version was stored.";
    }
    for (const Endpoint& endpoint : endpoints)
        json["endpoints"].push_back({{"name", endpoint.name}, {"targetVersion", endpoint.targetVersion}});

    // What DEFAULT points to speaks for the agent; without a version that works, the newest failure does.
    const int defaultVersion = endpoints.empty() ? 0 : endpoints.front().targetVersion;
    for (const AgentVersion& version : versions) {
        json["versions"].push_back(version.toJson());
        const bool speaks = version.number == defaultVersion || defaultVersion == 0;
        if (!speaks || !problem.empty()) continue;
        json["version"] = version.number;
        json["status"] = version.status;
        json["protocol"] = toString(version.settings.protocol);
        if (!version.failureReason.empty()) json["failureReason"] = version.failureReason;
    }
    return json;
}

} // namespace agentarium::agents
