// SPDX-License-Identifier: Apache-2.0
#include "core/contract/limits.h"

#include "core/contract/error.h"

#include <algorithm>

namespace agentarium::contract {

namespace {

void requireSeconds(const char* field, int value) {
    if (value >= kMinLifecycleSeconds && value <= kMaxLifecycleSeconds) return;
    throw Error(ErrorKind::BadInput,
                std::string(field) + " is " + std::to_string(value) + "; it must be between " +
                    std::to_string(kMinLifecycleSeconds) + " and " + std::to_string(kMaxLifecycleSeconds) +
                    " seconds.",
                "Give a number of seconds in that range.");
}

} // namespace

LifecycleSettings requireLifecycle(std::optional<int> idleSeconds, std::optional<int> maxLifetimeSeconds) {
    LifecycleSettings settings;
    settings.maxLifetimeSeconds = maxLifetimeSeconds.value_or(kDefaultMaxLifetimeSeconds);
    requireSeconds("maxLifetime", settings.maxLifetimeSeconds);
    settings.idleSeconds = idleSeconds.value_or(std::min(kDefaultIdleSeconds, settings.maxLifetimeSeconds));
    requireSeconds("idleRuntimeSessionTimeout", settings.idleSeconds);
    if (settings.idleSeconds > settings.maxLifetimeSeconds)
        throw Error(
            ErrorKind::BadInput, "idleRuntimeSessionTimeout must be less than or equal to maxLifeTime",
            "The idle timeout is " + std::to_string(settings.idleSeconds) + " s, the maximum lifetime " +
                std::to_string(settings.maxLifetimeSeconds) + " s: lower the one or raise the other.");
    return settings;
}

void requireEnvironment(const std::map<std::string, std::string>& env) {
    if (env.size() > kMaxEnvVariables)
        throw Error(ErrorKind::BadInput,
                    "There are " + std::to_string(env.size()) + " environment variables; the limit is " +
                        std::to_string(kMaxEnvVariables) + ".",
                    "Put settings that belong together into one variable or into a file of the agent.");
    std::size_t total = 0;
    for (const auto& [key, value] : env) {
        if (key.empty() || key.size() > kMaxEnvKeyBytes || key.find('=') != std::string::npos ||
            key.find('\0') != std::string::npos)
            throw Error(ErrorKind::BadInput,
                        "\"" + key.substr(0, kMaxEnvKeyBytes) + "\" is no name of a variable.",
                        "A name has 1 to " + std::to_string(kMaxEnvKeyBytes) + " characters and no \"=\".");
        if (value.size() > kMaxEnvValueBytes || value.find('\0') != std::string::npos)
            throw Error(ErrorKind::BadInput,
                        "The variable " + key + " has a value of " + std::to_string(value.size()) +
                            " bytes; the limit is " + std::to_string(kMaxEnvValueBytes) +
                            ", without NUL bytes.",
                        "Put the value into a file of the agent.");
        total += key.size() + value.size();
    }
    if (total > kMaxEnvTotalBytes)
        throw Error(ErrorKind::BadInput,
                    "The environment variables have " + std::to_string(total) +
                        " bytes together; the limit is " + std::to_string(kMaxEnvTotalBytes) + ".",
                    "Put large settings into a file of the agent.");
}

void requireCommand(const std::string& command, int timeoutSeconds) {
    if (command.empty() || command.size() > kMaxCommandBytes)
        throw Error(ErrorKind::BadInput,
                    "The command has " + std::to_string(command.size()) + " bytes; it must have 1 to " +
                        std::to_string(kMaxCommandBytes) + ".",
                    command.empty() ? "Say what to run."
                                    : "Put the script into a file of the agent and run that.");
    if (timeoutSeconds < kMinCommandTimeoutSeconds || timeoutSeconds > kMaxCommandTimeoutSeconds)
        throw Error(ErrorKind::BadInput,
                    "The timeout is " + std::to_string(timeoutSeconds) + " s; it must be between " +
                        std::to_string(kMinCommandTimeoutSeconds) + " and " +
                        std::to_string(kMaxCommandTimeoutSeconds) + " s.",
                    "Give a number of seconds in that range.");
}

void requireSize(int memoryMb, int vcpus) {
    if (memoryMb < kMinMemoryMb || memoryMb > kMaxMemoryMb)
        throw Error(ErrorKind::BadInput,
                    "A session cannot have " + std::to_string(memoryMb) + " MB of memory; it has " +
                        std::to_string(kMinMemoryMb) + " to " + std::to_string(kMaxMemoryMb) + " MB.",
                    "Give a size in that range, in MB.");
    if (vcpus < 1 || vcpus > kMaxVcpus)
        throw Error(ErrorKind::BadInput,
                    "A session cannot have " + std::to_string(vcpus) + " vCPUs; it has 1 or " +
                        std::to_string(kMaxVcpus) + ".",
                    "Give 1 or " + std::to_string(kMaxVcpus) + ".");
}

} // namespace agentarium::contract
