// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/agents/agent.h"

#include <string>
#include <vector>

namespace agentarium::agents {

/// Where the code disk is mounted in the guest (contract 9); also the agent's working folder.
inline constexpr const char* kTaskRoot = "/var/task";
/// The guest's Python.
inline constexpr const char* kGuestPython = "/usr/bin/python3";

/// The argument vector that starts the version's agent in the guest, with kTaskRoot as working folder:
///   ["main.py"]                            python3 -m agentarium_run /var/task/main.py
///   ["opentelemetry-instrument","main.py"] the same under OpenTelemetry's starter, or plain when the code
///   brings none
///   ["uvicorn","package.module:app"]       python3 -m agentarium_run package.module:app, on the port in
///   $PORT
/// Throws Error(BadInput) for a failed version, which has no entry point.
std::vector<std::string> launchCommand(const AgentVersion& version);

} // namespace agentarium::agents
