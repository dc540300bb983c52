// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

/// Quotas and bounds of AgentCore Runtime (contract sections 2.5, 3, 5 and 6). Sizes are bytes, MB are
/// decimal.
namespace agentarium::contract {

inline constexpr std::uint64_t kMaxPayloadBytes = 100'000'000;
inline constexpr std::uint64_t kMaxZipBytes = 250'000'000;
inline constexpr std::uint64_t kMaxUnpackedBytes = 750'000'000;
inline constexpr std::size_t kMaxStreamChunkBytes = 10'000'000;

inline constexpr std::size_t kMaxFrameBytes = 64 * 1024; ///< one WebSocket frame
inline constexpr int kMaxFramesPerSecond = 250;

inline constexpr std::size_t kMaxCommandBytes = 65536;
inline constexpr std::uint64_t kMaxCommandOutputBytes = 100'000'000; ///< stdout and stderr together
inline constexpr int kMinCommandTimeoutSeconds = 1;
inline constexpr int kMaxCommandTimeoutSeconds = 3600;
inline constexpr int kDefaultCommandTimeoutSeconds = 300;

inline constexpr int kSynchronousSeconds = 15 * 60;      ///< one request that does not stream
inline constexpr int kStreamingSeconds = 60 * 60;        ///< one streaming answer, one WebSocket
inline constexpr int kAsynchronousSeconds = 8 * 60 * 60; ///< work nobody waits for
inline constexpr int kStartWindowSeconds = 120;          ///< from the agent's start to its first healthy ping
inline constexpr int kTerminationSlackSeconds = 15;

inline constexpr int kMinLifecycleSeconds = 60;
inline constexpr int kMaxLifecycleSeconds = 1'209'600;
inline constexpr int kUsualMaxLifecycleSeconds = 28'800; ///< more is allowed by the model, not by the guide
inline constexpr int kDefaultIdleSeconds = 900;
inline constexpr int kDefaultMaxLifetimeSeconds = 28'800;

inline constexpr int kMinMemoryMb = 128;
inline constexpr int kMaxMemoryMb = 8192;
inline constexpr int kMaxVcpus = 2;

inline constexpr std::size_t kMaxEnvVariables = 50;
inline constexpr std::size_t kMaxEnvKeyBytes = 100;
inline constexpr std::size_t kMaxEnvValueBytes = 5000;
inline constexpr std::size_t kMaxEnvTotalBytes = 4096; ///< keys and values together, platform V1

inline constexpr int kMaxAgents = 1000;
inline constexpr int kMaxEndpoints = 10;  ///< of an agent
inline constexpr int kMaxVersions = 1000; ///< of an agent

inline constexpr int kNewSessionsPerSecond = 25;         ///< of an account
inline constexpr int kDataPlaneRequestsPerSecond = 1000; ///< of an account

/// When a session ends by itself.
struct LifecycleSettings {
    int idleSeconds = kDefaultIdleSeconds;
    int maxLifetimeSeconds = kDefaultMaxLifetimeSeconds;
};

/// Fills in what was not given (contract 5: a maximum lifetime below the default idle timeout pulls that
/// down) and throws Error(BadInput) for a value out of range or an idle timeout above the lifetime.
LifecycleSettings requireLifecycle(std::optional<int> idleSeconds, std::optional<int> maxLifetimeSeconds);

/// Throws Error(BadInput) that names the variable and the limit (contract 2.5).
void requireEnvironment(const std::map<std::string, std::string>& env);

/// Throws Error(BadInput) for a text outside 1 to 65536 bytes or a timeout outside 1 to 3600 s
/// (contract 3.3).
void requireCommand(const std::string& command, int timeoutSeconds);

/// Throws Error(BadInput) for a size a session cannot have (contract 6).
void requireSize(int memoryMb, int vcpus);

} // namespace agentarium::contract
