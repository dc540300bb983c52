// SPDX-License-Identifier: Apache-2.0
#include "core/discovery/daemon_info.h"

#include <nlohmann/json.hpp>

#include <cerrno>
#include <fcntl.h>
#include <fstream>
#include <signal.h>
#include <sys/file.h>
#include <unistd.h>

namespace agentarium::discovery {

std::optional<DaemonInfo> readDaemonInfo(const std::filesystem::path& home) {
    std::ifstream file(home / "daemon.json");
    if (!file) return std::nullopt;
    const nlohmann::json json = nlohmann::json::parse(file, nullptr, false);
    if (!json.is_object()) return std::nullopt;
    try {
        DaemonInfo info;
        info.pid = json.at("pid").get<long>();
        info.port = json.at("port").get<int>();
        info.token = json.at("token").get<std::string>();
        info.version = json.value("version", std::string());
        info.url = json.value("url", "http://127.0.0.1:" + std::to_string(info.port));
        if (info.pid <= 0 || info.port <= 0 || info.port > 65535 || info.token.empty()) return std::nullopt;
        return info;
    } catch (const nlohmann::json::exception&) {
        return std::nullopt;
    }
}

bool lockHeld(const std::filesystem::path& home) {
    const int fd = open((home / "daemon.lock").c_str(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return false;
    const bool held = flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    close(fd);
    return held;
}

std::optional<DaemonInfo> runningDaemon(const std::filesystem::path& home) {
    auto info = readDaemonInfo(home);
    if (!info) return std::nullopt;
    // Asked first, so that the lock is not touched while a new daemon may be about to take it.
    if (kill(static_cast<pid_t>(info->pid), 0) != 0 && errno == ESRCH) return std::nullopt;
    if (!lockHeld(home)) return std::nullopt;
    return info;
}

} // namespace agentarium::discovery
