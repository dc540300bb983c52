// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/agentarium-init/fd.h"
#include "app/agentarium-init/loop.h"

#include <functional>
#include <map>
#include <string>
#include <sys/types.h>
#include <unordered_map>
#include <vector>

namespace agentarium::init {

struct SpawnSpec {
    std::vector<std::string> argv; ///< looked up in PATH of `env` when it has no slash
    std::map<std::string, std::string> env;
    std::string cwd;
    std::string cgroup; ///< folder of the cgroup to begin in; empty for the root
    int oomScore = 0;   ///< who is ended first when the whole microVM is out of memory: the highest
    int out = -1;       ///< becomes stdout
    int err = -1;       ///< becomes stderr
    int tty = -1;       ///< becomes all three, and the terminal that controls the process
};

struct Spawned {
    pid_t pid = -1;
    int error = 0;       ///< errno of the step that failed
    std::string failure; ///< a sentence, when pid is -1
};

/// Starts processes, each in a session and process group of its own, and reaps everything: PID 1 inherits
/// orphans.
class Children {
public:
    /// Status as waitpid gives it.
    using OnExit = std::function<void(int status)>;

    explicit Children(Loop& loop);
    Spawned spawn(const SpawnSpec& spec);
    /// Nothing is called when the handler is empty.
    void onExit(pid_t pid, OnExit handler);
    void forget(pid_t pid) { m_handlers.erase(pid); }

private:
    void reap();

    Fd m_signals;
    std::unordered_map<pid_t, OnExit> m_handlers;
};

} // namespace agentarium::init
