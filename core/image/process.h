// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/jobs/job.h"

#include <functional>
#include <string>
#include <vector>

namespace agentarium::image {

/// A program run to its end without a shell; standard output and error arrive together, line by line.
struct Process {
    std::vector<std::string> command;             ///< the program is looked up in PATH
    std::vector<std::string> environment;         ///< "NAME=value", on top of this process's own
    std::function<void(const std::string&)> line; ///< each line of output
    std::function<void()> tick;                   ///< several times a second
};

/// The exit code, or 128 + the signal that ended it. A cancelled job ends the whole process group and throws
/// Error(Cancelled). Throws Error(RuntimeFailed) when the program cannot be started.
int run(const Process& process, jobs::JobContext& job);

/// Where `program` is in PATH or in the administrator's folders, or empty.
std::string findProgram(const std::string& program);

} // namespace agentarium::image
