// SPDX-License-Identifier: Apache-2.0
#include "core/agents/agent.h"
#include "core/contract/error.h"
#include "core/contract/limits.h"
#include "core/contract/protocol.h"

#include <fmt/format.h>

namespace agentarium::agents {

namespace {

void requireSeconds(const char* what, int value) {
    if (value >= 1 && value <= contract::kMaxLifecycleSeconds) return;
    throw Error(
        ErrorKind::BadInput,
        fmt::format("{} is {} s: it must be from 1 to {} s.", what, value, contract::kMaxLifecycleSeconds),
        "Give a number of seconds in that range.");
}

} // namespace

const char* toString(Protocol protocol) {
    switch (protocol) {
    case Protocol::Mcp:
        return "MCP";
    case Protocol::A2a:
        return "A2A";
    case Protocol::Agui:
        return "AGUI";
    case Protocol::Http:
        break;
    }
    return "HTTP";
}

std::optional<Protocol> protocolFromString(const std::string& text) {
    const contract::ProtocolRules* rules = contract::findProtocol(text);
    if (!rules) return std::nullopt;
    for (const Protocol protocol : {Protocol::Mcp, Protocol::A2a, Protocol::Agui})
        if (std::string(rules->name) == toString(protocol)) return protocol;
    return Protocol::Http;
}

int portOf(Protocol protocol) {
    return contract::findProtocol(toString(protocol))->port;
}

nlohmann::json VersionSettings::toJson() const {
    nlohmann::json json{{"protocol", toString(protocol)},
                        {"env", env},
                        {"memoryMb", memoryMb},
                        {"vcpus", vcpus},
                        {"idleTimeout", idleTimeoutS},
                        {"maxLifetime", maxLifetimeS},
                        {"timeout", timeoutS},
                        {"egress", egress.toString()},
                        {"start", start},
                        {"warm", warm}};
    if (budgetUsd) json["budgetUsd"] = *budgetUsd;
    return json;
}

VersionSettings VersionSettings::fromJson(const nlohmann::json& json) {
    VersionSettings settings;
    settings.protocol = protocolFromString(json.value("protocol", "HTTP")).value_or(Protocol::Http);
    settings.env = json.value("env", settings.env);
    settings.memoryMb = json.value("memoryMb", settings.memoryMb);
    settings.vcpus = json.value("vcpus", settings.vcpus);
    settings.idleTimeoutS = json.value("idleTimeout", settings.idleTimeoutS);
    settings.maxLifetimeS = json.value("maxLifetime", settings.maxLifetimeS);
    settings.timeoutS = json.value("timeout", settings.timeoutS);
    settings.egress = EgressPolicy::parse(json.value("egress", "public"));
    settings.start = json.value("start", settings.start);
    settings.warm = json.value("warm", settings.warm);
    if (json.contains("budgetUsd")) settings.budgetUsd = json["budgetUsd"].get<double>();
    return settings;
}

void VersionSettings::validate() const {
    contract::requireSize(memoryMb, vcpus);
    contract::requireEnvironment(env);
    // AgentCore wants at least 60 s; here a short life is a way to watch a session end.
    requireSeconds("The idle timeout", idleTimeoutS);
    requireSeconds("The maximum lifetime", maxLifetimeS);
    requireSeconds("The request timeout", timeoutS);
    if (budgetUsd && !(*budgetUsd > 0))
        throw Error(ErrorKind::BadInput, fmt::format("A budget of ${} is no amount above 0.", *budgetUsd),
                    "Give US dollars, for example 2.50.");
    if (idleTimeoutS > maxLifetimeS)
        throw Error(ErrorKind::BadInput,
                    fmt::format("The idle timeout ({} s) is longer than the maximum lifetime ({} s).",
                                idleTimeoutS, maxLifetimeS),
                    "The idle timeout must be less than or equal to the maximum lifetime.");
    if (start != "restored" && start != "cold")
        throw Error(ErrorKind::BadInput, fmt::format("There is no start \"{}\".", start),
                    "Sessions start restored or cold.");
    if (warm < 0 || warm > kMostWarm)
        throw Error(ErrorKind::BadInput,
                    fmt::format("{} warm clones: there may be 0 to {}.", warm, kMostWarm),
                    "Each takes memory while it waits; one or two are enough for a single user.");
    if (warm > 0 && start != "restored")
        throw Error(ErrorKind::BadInput, "Warm clones are copies of a template, which a cold start has not.",
                    "Leave out --start cold or --warm.");
}

} // namespace agentarium::agents
