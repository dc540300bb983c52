// SPDX-License-Identifier: Apache-2.0
#include "core/discovery/home.h"

#include "core/contract/error.h"

#include <cstdlib>
#include <optional>
#include <pwd.h>
#include <unistd.h>

namespace agentarium::discovery {

namespace fs = std::filesystem;

namespace {

std::optional<fs::path> fromEnvironment(const char* name) {
    const char* value = std::getenv(name);
    if (!value || !*value) return std::nullopt;
    return fs::absolute(value).lexically_normal();
}

fs::path userHome() {
    if (auto home = fromEnvironment("HOME")) return *home;
    if (const passwd* entry = getpwuid(getuid()); entry && entry->pw_dir && *entry->pw_dir)
        return entry->pw_dir;
    throw Error(ErrorKind::BadInput,
                "The data folder cannot be found: neither AGENTARIUM_HOME nor HOME is set.",
                "Set AGENTARIUM_HOME to a folder of your own.");
}

} // namespace

fs::path homeFolder() {
    if (auto home = fromEnvironment("AGENTARIUM_HOME")) return *home;
#ifdef __APPLE__
    return userHome() / "Library" / "Application Support" / "Agentarium";
#else
    // The XDG rules say that a relative path there is to be ignored.
    const char* data = std::getenv("XDG_DATA_HOME");
    if (data && *data == '/') return fs::path(data).lexically_normal() / "agentarium";
    return userHome() / ".local" / "share" / "agentarium";
#endif
}

void makeHome(const fs::path& home) {
    std::error_code ec;
    const bool made = fs::create_directories(home, ec);
    if (!ec && made) fs::permissions(home, fs::perms::owner_all, ec);
    if (!ec && !fs::is_directory(home, ec)) ec = std::make_error_code(std::errc::not_a_directory);
    if (ec)
        throw Error(ErrorKind::RuntimeFailed,
                    "The data folder " + home.string() + " cannot be made: " + ec.message() + ".",
                    "Make it, or set AGENTARIUM_HOME to a folder you may write to.");
}

} // namespace agentarium::discovery
