// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <sys/types.h>

namespace agentarium::discovery {

/// A program started in a session of its own, so that neither Ctrl-C nor the end of the terminal reaches it.
/// Its standard input is empty, its output goes to the end of `log`; it inherits no other descriptor.
class DetachedProcess {
public:
    /// `home` becomes its working folder and its AGENTARIUM_HOME. Throws Error(Unreachable).
    DetachedProcess(const std::filesystem::path& program, const std::filesystem::path& home,
                    const std::filesystem::path& log);
    /// Leaves the process running; a thread of its own waits for its end, so that no zombie stays.
    ~DetachedProcess();
    DetachedProcess(const DetachedProcess&) = delete;
    DetachedProcess& operator=(const DetachedProcess&) = delete;

    /// How it ended ("ended with exit code 1"), or nothing while it runs.
    std::optional<std::string> ended();

private:
    pid_t m_pid = -1;
    std::optional<std::string> m_end;
};

/// `name` beside the running program, else on PATH; nothing when there is none.
std::optional<std::filesystem::path> findProgram(const std::string& name);

} // namespace agentarium::discovery
