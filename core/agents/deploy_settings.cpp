// SPDX-License-Identifier: Apache-2.0
#include "core/agents/deploy_settings.h"

#include "core/agents/launch_command.h"
#include "core/contract/error.h"
#include "core/contract/limits.h"
#include "core/contract/names.h"

#include <fmt/format.h>

#include <algorithm>

namespace agentarium::agents {

namespace {

/// Below this the guest's kernel, init and Python have no room.
constexpr int kLeastMemoryMb = 256;

void warnAboutLifecycle(const VersionSettings& settings, Checks& checks) {
    for (const auto& [what, seconds] : {std::pair{"An idle timeout", settings.idleTimeoutS},
                                        std::pair{"A maximum lifetime", settings.maxLifetimeS}})
        if (seconds < contract::kMinLifecycleSeconds || seconds > contract::kUsualMaxLifecycleSeconds)
            checks.push_back(
                {"settings", "warn",
                 fmt::format("{} of {} s works here; AgentCore takes {} to {} s.", what, seconds,
                             contract::kMinLifecycleSeconds, contract::kUsualMaxLifecycleSeconds)});
}

} // namespace

std::string agentName(const DeployRequest& request, const ProjectConfig& config,
                      const std::string& folderName, Checks& checks) {
    if (request.name) {
        contract::requireAgentName(*request.name);
        return *request.name;
    }
    const std::string source = config.name.value_or(folderName);
    std::string name = source;
    std::replace(name.begin(), name.end(), '-', '_');
    try {
        contract::requireAgentName(name);
    } catch (const Error& error) {
        throw Error(error.kind(), error.what(),
                    fmt::format("Give a name: --name {}", contract::suggestName(name)));
    }
    const std::string from = config.name ? config.file : "the folder's name";
    checks.push_back({"name", "ok",
                      name == source
                          ? fmt::format("{} (from {})", name, from)
                          : fmt::format("{} (from {}: \"{}\" has hyphens, which a name may not have)", name,
                                        from, source)});
    return name;
}

VersionSettings versionSettings(const DeployRequest& request, const ProjectConfig& config,
                                const std::filesystem::path& entryFile, Checks& checks) {
    VersionSettings settings;
    const auto choose = [](auto& value, const auto& asked, const auto& configured) {
        value = asked.value_or(configured.value_or(value));
    };
    choose(settings.protocol, request.protocol, config.protocol);
    choose(settings.memoryMb, request.memoryMb, config.memoryMb);
    choose(settings.vcpus, request.vcpus, std::optional<int>());
    choose(settings.timeoutS, request.timeoutS, config.timeoutS);
    choose(settings.maxLifetimeS, request.maxLifetimeS, config.maxLifetimeS);
    settings.idleTimeoutS = std::min(settings.idleTimeoutS, std::max(1, settings.maxLifetimeS)); // contract 5
    choose(settings.idleTimeoutS, request.idleTimeoutS, config.idleTimeoutS);
    settings.start = request.start.value_or(settings.start);
    settings.warm = request.warm.value_or(settings.warm);
    settings.budgetUsd = request.budgetUsd;
    if (request.egress) settings.egress = EgressPolicy::parse(*request.egress);
    settings.env = config.env;
    for (const auto& [key, value] : request.env)
        settings.env[key] = value;
    if (entryFile.has_parent_path()) settings.env.try_emplace("PYTHONPATH", kTaskRoot);
    settings.validate();
    if (settings.memoryMb < kLeastMemoryMb) {
        checks.push_back({"settings", "warn",
                          fmt::format("{} MB of memory is too little for the guest; the version gets {} MB.",
                                      settings.memoryMb, kLeastMemoryMb)});
        settings.memoryMb = kLeastMemoryMb;
    }
    warnAboutLifecycle(settings, checks);
    return settings;
}

} // namespace agentarium::agents
