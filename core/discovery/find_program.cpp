// SPDX-License-Identifier: Apache-2.0
#include "core/discovery/spawn.h"

#include <cstdlib>
#include <sstream>
#include <unistd.h>
#ifdef __APPLE__
#include <mach-o/dyld.h>
#endif

namespace agentarium::discovery {

namespace fs = std::filesystem;

namespace {

fs::path ownProgram() {
    std::error_code ec;
#ifdef __APPLE__
    char buffer[4096];
    uint32_t size = sizeof buffer;
    if (_NSGetExecutablePath(buffer, &size) != 0) return {};
    return fs::canonical(buffer, ec);
#else
    return fs::read_symlink("/proc/self/exe", ec);
#endif
}

bool isProgram(const fs::path& path) {
    std::error_code ec;
    return fs::is_regular_file(path, ec) && access(path.c_str(), X_OK) == 0;
}

} // namespace

std::optional<fs::path> findProgram(const std::string& name) {
    if (const fs::path own = ownProgram(); !own.empty() && isProgram(own.parent_path() / name))
        return own.parent_path() / name;
    const char* path = std::getenv("PATH");
    std::istringstream folders(path ? path : "");
    for (std::string folder; std::getline(folders, folder, ':');)
        if (!folder.empty() && isProgram(fs::path(folder) / name))
            return fs::absolute(fs::path(folder) / name);
    return std::nullopt;
}

} // namespace agentarium::discovery
