// SPDX-License-Identifier: Apache-2.0
#include "core/agents/deployer.h"

#include "core/agents/pipeline.h"
#include "core/contract/error.h"

#include <fmt/format.h>

#include <cstdint>
#include <limits>
#include <type_traits>

namespace agentarium::agents {

namespace {

template <class T>
std::optional<T> optionalValue(const nlohmann::json& json, const char* key, const char* expected) {
    const auto found = json.find(key);
    if (found == json.end() || found->is_null()) return std::nullopt;
    constexpr std::int64_t largest = std::numeric_limits<int>::max();
    const auto isInt = [&] {
        return found->is_number_integer() && found->get<std::int64_t>() >= -largest &&
               found->get<std::int64_t>() <= largest;
    };
    const bool fits = std::is_same_v<T, int> ? isInt() : found->is_string();
    if (!fits)
        throw Error(ErrorKind::BadInput,
                    fmt::format("\"{}\" of the deploy request is not {}.", key, expected),
                    fmt::format("Give {}.", expected));
    return found->get<T>();
}

} // namespace

DeployRequest DeployRequest::fromJson(const nlohmann::json& json) {
    if (!json.is_object())
        throw Error(ErrorKind::BadInput, "The deploy request is not a JSON object.", "See docs/api.md.");
    const auto text = [&](const char* key) { return optionalValue<std::string>(json, key, "a text"); };
    const auto number = [&](const char* key) { return optionalValue<int>(json, key, "a whole number"); };
    DeployRequest request;
    const auto path = text("path");
    if (!path || path->empty())
        throw Error(ErrorKind::BadInput, "The deploy request names no folder or zip.", "Give \"path\".");
    request.path = *path;
    request.name = text("name");
    request.entryPoint = text("entrypoint");
    if (const auto protocol = text("protocol")) {
        request.protocol = protocolFromString(*protocol);
        if (!request.protocol)
            throw Error(ErrorKind::BadInput, fmt::format("\"{}\" is not a protocol.", *protocol),
                        "Use HTTP, MCP, A2A or AGUI.");
    }
    if (const auto env = json.find("env"); env != json.end() && !env->is_null()) {
        if (!env->is_object())
            throw Error(ErrorKind::BadInput, "\"env\" of the deploy request is not an object.",
                        "Give names and texts.");
        for (const auto& [key, value] : env->items()) {
            if (!value.is_string())
                throw Error(ErrorKind::BadInput,
                            fmt::format("The environment variable {} is not a text.", key),
                            "Give it as a text.");
            request.env[key] = value.get<std::string>();
        }
    }
    request.memoryMb = number("memoryMb");
    request.vcpus = number("vcpus");
    request.idleTimeoutS = number("idleTimeout");
    request.maxLifetimeS = number("maxLifetime");
    request.timeoutS = number("timeout");
    if (const auto budget = json.find("budgetUsd"); budget != json.end() && !budget->is_null()) {
        if (!budget->is_number())
            throw Error(ErrorKind::BadInput, "\"budgetUsd\" of the deploy request is not a number.",
                        "Give US dollars.");
        request.budgetUsd = budget->get<double>();
    }
    request.egress = text("egress");
    request.start = text("start");
    request.warm = number("warm");
    request.wheels = text("wheels");
    return request;
}

Deployer::Deployer(AgentStore& store, const image::ImageStore& images) : m_store(store), m_images(images) {}

nlohmann::json Deployer::deploy(const DeployRequest& request, jobs::JobContext& job) {
    return deployWith(m_store, GuestTools::of(m_images), request, job);
}

} // namespace agentarium::agents
