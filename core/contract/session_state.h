// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string_view>

/// The states of a session as the API names them (design section 3, contract 5).
namespace agentarium::contract::state {

inline constexpr const char* kProvisioning = "Provisioning";
inline constexpr const char* kActive = "Active";
inline constexpr const char* kIdle = "Idle";
inline constexpr const char* kTerminated = "Terminated"; ///< AgentCore's pages say Stopped as well

inline constexpr std::array<std::string_view, 4> kAll{kProvisioning, kActive, kIdle, kTerminated};

} // namespace agentarium::contract::state

/// The answers of `/ping` (contract 2.2), and what the runtime says when there is no such answer.
namespace agentarium::contract::ping {

inline constexpr const char* kHealthy = "Healthy";
inline constexpr const char* kHealthyBusy = "HealthyBusy";
inline constexpr const char* kUnhealthy = "Unhealthy";

} // namespace agentarium::contract::ping
