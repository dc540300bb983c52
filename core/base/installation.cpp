// SPDX-License-Identifier: Apache-2.0
#include "core/base/installation.h"

#include "core/contract/error.h"

#include <cstdlib>
#include <string>

#ifdef __APPLE__
#include <mach-o/dyld.h>
#endif

namespace agentarium {

namespace fs = std::filesystem;

fs::path executablePath() {
#ifdef __APPLE__
    std::uint32_t size = 0;
    _NSGetExecutablePath(nullptr, &size);
    std::string name(size, '\0');
    _NSGetExecutablePath(name.data(), &size);
    name.resize(name.find('\0'));
    return fs::canonical(name);
#else
    return fs::read_symlink("/proc/self/exe");
#endif
}

Installation Installation::of(const fs::path& executable) {
    const fs::path prefix = executable.parent_path().parent_path();
    Installation found{prefix / "share/agentarium", prefix / "lib/agentarium/agentarium-init"};
    std::error_code ec;
    if (!fs::exists(found.init, ec) && fs::exists(prefix / "guest/agentarium-init", ec))
        found.init = prefix / "guest/agentarium-init";
    return found;
}

Installation Installation::find() {
    const fs::path executable = executablePath();
    Installation found = of(executable);
    if (const char* resources = std::getenv("AGENTARIUM_RESOURCES"); resources && *resources)
        found.resources = resources;
    if (const char* init = std::getenv("AGENTARIUM_INIT"); init && *init) found.init = init;
    if (!fs::is_directory(found.resources))
        throw Error(ErrorKind::RuntimeFailed,
                    "The files that come with " + executable.filename().string() +
                        " are missing: there is no folder " + found.resources.string(),
                    "Install Agentarium again, or let AGENTARIUM_RESOURCES name the folder.");
    return found;
}

} // namespace agentarium
