// SPDX-License-Identifier: Apache-2.0
#include "core/base/subprocess.h"
#include "core/host/system_checks.h"

namespace agentarium::host {

namespace {

/// First line the program prints, empty when it cannot run.
std::string firstLine(const std::vector<std::string>& command) {
    std::string first;
    const auto result = runProcess({command, {}, {}, std::chrono::seconds(5)}, [&](std::string_view line) {
        if (first.empty()) first = line;
    });
    return result.ok() ? first : std::string();
}

} // namespace

Check packingCheck() {
    Check check{"packing", "Packing of agents", CheckState::Ok, "", ""};
    const auto program = findProgram("mkfs.erofs");
    if (!program) {
        check.state = CheckState::Fail;
        check.reason = "mkfs.erofs is missing; agents are packed into read-only images with it.";
        check.fix = "Install the package erofs-utils.";
        return check;
    }
    const std::string version = firstLine({program->string(), "-V"});
    check.reason = version.empty() ? program->string() : version + " (" + program->string() + ")";
    return check;
}

Check imageToolsCheck() {
    Check check{"apt", "Building the guest image", CheckState::Ok, "", ""};
    for (const char* tool : {"apt-get", "dpkg-deb"})
        if (!findProgram(tool)) {
            check.state = CheckState::Warn;
            check.reason =
                std::string(tool) + " is missing: the image is built from Debian's packages with it.";
            check.fix = "On this host take a built image: `agentariumctl image import FILE`.";
            return check;
        }
    check.reason = "apt-get and dpkg-deb are here.";
    return check;
}

Check vendoringCheck() {
    Check check{"vendoring", "Fetching an agent's Python packages", CheckState::Ok, "", ""};
    if (const auto uv = findProgram("uv")) {
        check.reason = firstLine({uv->string(), "--version"});
    } else if (const auto pip = findProgram("pip3")) {
        check.reason = pip->string();
    } else if (const std::string module =
                   findProgram("python3") ? firstLine({"python3", "-m", "pip", "--version"}) : "";
               !module.empty()) {
        check.reason = module;
    } else {
        check.state = CheckState::Warn;
        check.reason = "Neither uv nor pip is here; agents with a requirements.txt cannot be deployed.";
        check.fix = "Install uv, or pip (Debian: python3-pip). Agents without requirements need neither.";
    }
    return check;
}

} // namespace agentarium::host
