// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace agentarium {

/// One program to run. There is no shell: `argv` arrives as it is.
struct ProcessSpec {
    std::vector<std::string> argv;          ///< argv[0]: an absolute path, or a bare name looked up in PATH
    std::filesystem::path cwd;              ///< absolute; empty: the caller's
    std::map<std::string, std::string> env; ///< added to, or replacing, the caller's environment
    std::chrono::seconds timeout{600};      ///< after this the whole process group is ended
};

struct ProcessResult {
    int exitCode = -1; ///< -1 when it ended by a signal
    int signal = 0;    ///< the signal that ended it, else 0
    bool cancelled = false;
    bool timedOut = false;
    std::string tail; ///< the last lines of its output (both streams), at most 8 KB

    bool ok() const { return exitCode == 0 && !cancelled && !timedOut; }
    /// For a message: "exit code 2", "signal 9 (Killed)", "no end after 60 s" or "cancelled".
    std::string outcome() const;
};

/// Runs a program to its end and blocks meanwhile: call it on a pool. Standard input is empty; output of both
/// streams comes to `onLine` line by line on this thread (a carriage return ends a line, too; a line over 16
/// KB comes in pieces). `cancelled` is asked at least ten times a second. The child has its own process group
/// and no descriptor of ours; at the end, however it comes, the group is killed: first politely, two seconds
/// later for good. Throws Error(RuntimeFailed) when the program is not there or cannot be started.
ProcessResult runProcess(const ProcessSpec& spec,
                         const std::function<void(std::string_view line)>& onLine = {},
                         const std::function<bool()>& cancelled = {});

/// Where PATH has an executable of this name; only absolute PATH entries count, never the current folder.
/// An absolute `name` is returned when it can be executed.
std::optional<std::filesystem::path> findProgram(std::string_view name);

} // namespace agentarium
