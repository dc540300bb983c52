// SPDX-License-Identifier: Apache-2.0
#include "core/agents/launch_command.h"

#include "core/contract/error.h"

#include <fmt/format.h>

namespace agentarium::agents {

namespace {

// Runs a file from its compiled form and serves an application the file left unserved
// (resources/guest/python).
constexpr const char* kLauncher = "agentarium_run";

// The starter's own script has the path of the host's Python in its first line, so its function is called
// instead.
constexpr const char* kInstrumented =
    "import os, sys\n"
    "try:\n"
    "    from opentelemetry.instrumentation.auto_instrumentation import run\n"
    "except ImportError:\n"
    "    os.execv(sys.argv[1], sys.argv[1:])\n"
    "run()\n";

} // namespace

std::vector<std::string> launchCommand(const AgentVersion& version) {
    const std::vector<std::string>& words = version.entryPoint;
    const auto script = [](const std::string& file) { return std::string(kTaskRoot) + "/" + file; };
    if (words.size() == 1) return {kGuestPython, "-m", kLauncher, script(words[0])};
    if (words.size() == 2 && words[0] == "opentelemetry-instrument")
        return {kGuestPython, "-c", kInstrumented, kGuestPython, script(words[1])};
    if (words.size() == 2 && words[0] == "uvicorn") return {kGuestPython, "-m", kLauncher, words[1]};
    throw Error(ErrorKind::BadInput,
                fmt::format("Version {} of {} has no entry point that can be started.", version.number,
                            version.agentName),
                "Deploy the agent again.");
}

} // namespace agentarium::agents
