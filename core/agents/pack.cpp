// SPDX-License-Identifier: Apache-2.0
#include "core/agents/pack.h"

#include "core/base/hash.h"
#include "core/base/subprocess.h"
#include "core/contract/error.h"

#include <fmt/format.h>

namespace agentarium::agents {

namespace fs = std::filesystem;

namespace {

constexpr const char* kFileSystemId = "7d1c3a52-6f0e-4b8e-9a41-c0de00000001";

/// Debian keeps file system tools in /usr/sbin, which a person's PATH may lack.
fs::path packer() {
    if (const auto found = findProgram("mkfs.erofs")) return *found;
    for (const char* path : {"/usr/sbin/mkfs.erofs", "/sbin/mkfs.erofs", "/usr/local/sbin/mkfs.erofs"})
        if (const auto found = findProgram(path)) return *found;
    throw Error(ErrorKind::RuntimeFailed, "The agent could not be packed: mkfs.erofs is not installed.",
                "Install it: apt install erofs-utils (macOS: brew install erofs-utils)");
}

} // namespace

std::string packCode(const fs::path& code, const fs::path& image, jobs::JobContext& job) {
    ProcessSpec spec;
    spec.argv = {packer().string(), "-T0",          "-U",         kFileSystemId, "--all-root", "-x-1",
                 "--quiet",         image.string(), code.string()};
    spec.env = {{"SOURCE_DATE_EPOCH", "0"}};
    spec.timeout = std::chrono::minutes(10);
    const ProcessResult result = runProcess(
        spec, [&](std::string_view line) { job.log(std::string(line)); }, [&] { return job.cancelled(); });
    job.checkCancelled();
    if (!result.ok())
        throw Error(
            ErrorKind::RuntimeFailed,
            fmt::format("mkfs.erofs could not pack the agent ({}): {}", result.outcome(), result.tail),
            "Check the free space of the data folder (AGENTARIUM_HOME).");
    return sha256OfFile(image);
}

} // namespace agentarium::agents
