// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/guest/link.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace agentarium::guest {

/// How agentarium-init starts the agent.
struct AgentStart {
    std::vector<std::string> argv;          ///< absolute path first
    std::map<std::string, std::string> env; ///< user variables; init adds PORT, proxies, DOCKER_CONTAINER
    std::string cwd = "/var/task";
    int port = 8080;
    std::int64_t memoryMaxBytes = 0; ///< the agent's cgroup: the VM's memory less 96 MB
    bool egress = true;              ///< false: no proxy variables are set
    std::string hostname = "localhost";
};

/// One line of the guest's event stream: {"n":dense number,"tNs":guest clock,"kind":...}. Kinds: "log"
/// {source,line}, "agent.started" {pid}, "agent.listening" {port}, "agent.exited" {exitCode|signal,oom},
/// "dns.refused" {name}.
using GuestEventHandler = std::function<void(const nlohmann::json& event)>;

/// Starts the agent; throws with init's reason (no such file, no memory), and when init has not answered
/// within `limit`: it only makes a process.
Task<long> startAgent(GuestLink& link, const AgentStart& start,
                      std::chrono::milliseconds limit = std::chrono::seconds(60));

/// Calls `handler` for each guest event from number `from` on, until the link is lost (returns then).
Task<void> followEvents(GuestLink& link, std::uint64_t from, GuestEventHandler handler);

struct ExecRequest {
    std::string command; ///< split into words by shell quoting, no shell (contract 16)
    std::chrono::seconds timeout{300};
    /// Awaited between reads: a caller that cannot keep up with the output waits in it. May be empty.
    std::function<Task<void>()> keepUp = {};
};
struct ExecResult {
    int exitCode = -1;
    std::string status; ///< COMPLETED or TIMED_OUT (contract 3.3)
};
/// Output of a command, in pieces of at most 64 KB: source "stdout" or "stderr". False ends the command: its
/// process group is killed, and the result is that of a command which was, 137 COMPLETED.
using ExecOutput = std::function<bool(const std::string& source, std::string data)>;

/// One command as root.
Task<ExecResult> exec(GuestLink& link, ExecRequest request, ExecOutput output);

} // namespace agentarium::guest
