// SPDX-License-Identifier: Apache-2.0
#include "core/agents/store_files.h"

#include "core/base/files.h"
#include "core/contract/error.h"
#include "core/contract/iso_time.h"

#include <fmt/format.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace agentarium::agents {

void syncPath(const std::filesystem::path& path) {
    const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd || ::fsync(fd.get()) != 0)
        throw Error(ErrorKind::RuntimeFailed,
                    fmt::format("{} could not be made durable: {}.", path.string(), std::strerror(errno)),
                    "Check the free space and the permissions of the data folder (AGENTARIUM_HOME).");
}

void writeJsonFile(const std::filesystem::path& file, const nlohmann::json& json) {
    writeFileAtomically(file, json.dump(2) + "\n");
    syncPath(file.parent_path());
}

nlohmann::json readJsonFile(const std::filesystem::path& file) {
    const std::string fix =
        fmt::format("Restore {} from a copy, or delete the agent and deploy it again.", file.string());
    std::string text;
    try {
        text = readFile(file);
        return nlohmann::json::parse(text);
    } catch (const Error& error) {
        throw Error(ErrorKind::RuntimeFailed, error.what(), fix);
    } catch (const nlohmann::json::exception& error) {
        throw Error(ErrorKind::RuntimeFailed, fmt::format("{} is damaged: {}.", file.string(), error.what()),
                    fix);
    }
}

std::string nowIso8601() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return contract::toIsoTime(std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
}

} // namespace agentarium::agents
