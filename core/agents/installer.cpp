// SPDX-License-Identifier: Apache-2.0
#include "core/agents/installer.h"

#include "core/base/subprocess.h"
#include "core/contract/error.h"

#include <fmt/format.h>

namespace agentarium::agents {

namespace {

constexpr const char* kGuestPythonVersion = "3.13";
// The newest manylinux the guest can load is that of its glibc; the oldest there is for AArch64 is 2.17.
constexpr int kNewestGlibc = 41;
constexpr int kOldestGlibc = 17;
constexpr const char* kUvPlatform = "aarch64-manylinux_2_28";

} // namespace

Installer Installer::find() {
    if (const auto uv = findProgram("uv")) return {"uv", {uv->string(), "pip", "install"}, true};
    if (const auto pip = findProgram("pip3")) return {"pip", {pip->string(), "install"}, false};
    if (const auto python = findProgram("python3"); python) {
        ProcessSpec spec{{python->string(), "-m", "pip", "--version"}, "/", {}, std::chrono::seconds(30)};
        if (runProcess(spec).ok()) return {"pip", {python->string(), "-m", "pip", "install"}, false};
    }
    throw Error(ErrorKind::RuntimeFailed,
                "requirements.txt needs uv or pip on this host, and neither is here.",
                "Install one, for example: apt install python3-pip. Or put the packages into the agent's "
                "folder yourself.");
}

std::vector<std::string> installCommand(const Installer& installer, const InstallRequest& request) {
    std::vector<std::string> words = installer.command;
    const auto add = [&](std::initializer_list<std::string> more) { words.insert(words.end(), more); };
    add({"--target", request.target.string(), "--python-version", kGuestPythonVersion, "--only-binary",
         ":all:"});
    if (installer.isUv) {
        add({"--python-platform", kUvPlatform, "--link-mode", "copy", "--color", "never"});
    } else {
        add({"--implementation", "cp", "--no-compile", "--progress-bar", "off", "--no-color", "--no-input",
             "--disable-pip-version-check", "--no-warn-script-location", "--retries", "2"});
        for (int minor = kNewestGlibc; minor >= kOldestGlibc; --minor)
            add({"--platform", fmt::format("manylinux_2_{}_aarch64", minor)});
        add({"--platform", "manylinux2014_aarch64", "--platform", "linux_aarch64"});
    }
    if (!request.useIndex) add({"--no-index"});
    for (const std::filesystem::path& folder : request.links)
        add({"--find-links", folder.string()});
    add({"-r", request.requirements.string()});
    return words;
}

} // namespace agentarium::agents
