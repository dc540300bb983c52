// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/contract/egress_policy.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace agentarium::agents {

enum class Protocol { Http, Mcp, A2a, Agui };
const char* toString(Protocol protocol); ///< "HTTP", "MCP", "A2A", "AGUI"
std::optional<Protocol> protocolFromString(const std::string& text);
int portOf(Protocol protocol); ///< 8080, 8000, 9000, 8080 (contract 2.1)

using EgressPolicy = contract::EgressPolicy;

/// What a version is run with. Immutable once the version exists.
struct VersionSettings {
    Protocol protocol = Protocol::Http;
    std::map<std::string, std::string> env;
    int memoryMb = 1024;
    int vcpus = 1;
    int idleTimeoutS = 900;          ///< contract 5
    int maxLifetimeS = 28800;        ///< contract 5
    int timeoutS = 900;              ///< one synchronous request, contract 6
    std::optional<double> budgetUsd; ///< what all sessions of the version may cost together
    EgressPolicy egress;
    std::string start = "restored"; ///< or "cold": never a copy of a template (docs/starts.md)
    int warm = 0;                   ///< paused clones kept ready, 0 to kMostWarm
    static constexpr int kMostWarm = 16;
    nlohmann::json toJson() const;
    static VersionSettings fromJson(const nlohmann::json& json);
    /// Throws Error(BadInput) naming the first value outside its bounds (contract 2.5, 5, 6).
    void validate() const;
};

struct AgentVersion {
    std::string agentName;
    int number = 0;
    std::string status; ///< READY or CREATE_FAILED
    std::string failureReason;
    VersionSettings settings;
    std::vector<std::string> entryPoint; ///< relative to /var/task, 1 or 2 words (contract 9)
    std::filesystem::path codeImage;     ///< code.erofs
    std::string codeDigest;
    std::string createdAt; ///< ISO 8601 UTC
    /// Everything, as version.json keeps it; the API leaves the image's place out (see Agent::toJson).
    nlohmann::json toJson() const;
    static AgentVersion fromJson(const nlohmann::json& json);
    bool isReady() const { return status == "READY"; }
};

struct Endpoint {
    std::string name;
    int targetVersion = 0;
    /// cli.md's keys: name, targetVersion, status.
    nlohmann::json toJson() const;
};

struct Agent {
    std::string name;
    std::string runtimeId; ///< name + "-" + 10 alphanumerics (contract 1)
    std::string arn;
    std::vector<AgentVersion> versions; ///< ascending
    std::vector<Endpoint> endpoints;    ///< DEFAULT first; it follows the newest READY version
    std::string problem;                ///< why the agent cannot be read; empty when all is well
    /// cli.md's row: name, agentRuntimeId, agentRuntimeArn, version, status, protocol, endpoints[],
    /// versions[].
    nlohmann::json toJson() const;
};

} // namespace agentarium::agents
