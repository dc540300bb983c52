// SPDX-License-Identifier: Apache-2.0
#include "core/image/process.h"

#include "core/base/subprocess.h"
#include "core/contract/error.h"

#include <cstdlib>
#include <sstream>
#include <unistd.h>

namespace agentarium::image {

namespace {
/// A slow mirror may take long for a package; a person can cancel.
constexpr std::chrono::hours kLongest{6};
} // namespace

int run(const Process& process, jobs::JobContext& job) {
    job.checkCancelled();
    ProcessSpec spec;
    spec.argv = process.command;
    if (const std::string found = findProgram(spec.argv.front()); !found.empty()) spec.argv.front() = found;
    spec.timeout = kLongest;
    for (const std::string& entry : process.environment) {
        const std::size_t equals = entry.find('=');
        spec.env[entry.substr(0, equals)] = entry.substr(equals + 1);
    }
    const ProcessResult result = runProcess(
        spec,
        [&](std::string_view line) {
            if (process.line) process.line(std::string(line));
        },
        [&] {
            if (process.tick) process.tick();
            return job.cancelled();
        });
    job.checkCancelled();
    return result.signal != 0 ? 128 + result.signal : result.exitCode;
}

std::string findProgram(const std::string& program) {
    if (!program.empty() && program.front() == '/') return program;
    const char* path = std::getenv("PATH");
    std::istringstream folders(std::string(path ? path : "") +
                               ":/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    for (std::string folder; std::getline(folders, folder, ':');) {
        if (folder.empty() || folder.front() != '/') continue;
        const std::string candidate = folder + "/" + program;
        if (::access(candidate.c_str(), X_OK) == 0) return candidate;
    }
    return {};
}

} // namespace agentarium::image
