// SPDX-License-Identifier: Apache-2.0
#include "core/host/system_checks.h"

#include "core/contract/error.h"
#include "core/machines/socket_folder.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <unistd.h>

namespace agentarium::host {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t megabyte = 1024 * 1024;
constexpr std::uint64_t gigabyte = 1024 * megabyte;

std::string gigabytes(std::uint64_t bytes) {
    return fmt::format("{:.1f} GB", static_cast<double>(bytes) / static_cast<double>(gigabyte));
}

/// The nearest folder above that exists: the data folder itself may not be there yet.
fs::path existing(fs::path folder) {
    std::error_code ec;
    while (!fs::exists(folder, ec) && folder.has_parent_path() && folder != folder.parent_path())
        folder = folder.parent_path();
    return folder;
}

std::optional<std::uint64_t> availableMemory() {
    std::ifstream file("/proc/meminfo");
    std::string word;
    while (file >> word) {
        std::uint64_t kilobytes = 0;
        if (word == "MemAvailable:" && file >> kilobytes) return kilobytes * 1024;
        file.ignore(256, '\n');
    }
    return std::nullopt;
}

} // namespace

Check memoryVerdict(std::uint64_t available) {
    Check check{"memory", "Memory", CheckState::Ok, gigabytes(available) + " are available.", ""};
    if (available >= 2 * gigabyte) return check;
    check.state = available < 700 * megabyte ? CheckState::Fail : CheckState::Warn;
    check.reason =
        "Only " + gigabytes(available) + " are available; a session of 1024 MB may use about 1.3 GB.";
    check.fix = "Close other programs, stop sessions, or deploy agents with less memory (--memory).";
    return check;
}

Check memoryCheck() {
    if (const auto available = availableMemory()) return memoryVerdict(*available);
    return {"memory", "Memory", CheckState::Skipped,
            "This system does not tell how much memory is available.", ""};
}

Check diskVerdict(std::uint64_t free, const fs::path& home) {
    Check check{"disk", "Disk space", CheckState::Ok, gigabytes(free) + " are free at " + home.string() + '.',
                ""};
    if (free >= 3 * gigabyte) return check;
    check.state = free < 500 * megabyte ? CheckState::Fail : CheckState::Warn;
    check.reason = "Only " + gigabytes(free) + " are free at " + home.string() +
                   "; the guest image takes about 1 GB while it is built, and recordings grow.";
    check.fix = "Free some space, or let AGENTARIUM_HOME name a folder on another disk.";
    return check;
}

Check diskCheck(const fs::path& home) {
    std::error_code ec;
    const auto space = fs::space(existing(home), ec);
    if (ec) return {"disk", "Disk space", CheckState::Warn, "Cannot be measured: " + ec.message() + '.', ""};
    return diskVerdict(space.available, home);
}

Check homeCheck(const fs::path& home) {
    std::error_code ec;
    fs::create_directories(home, ec);
    std::string probe = (home / ".doctor-XXXXXX").string();
    const int fd = ec ? -1 : mkstemp(probe.data());
    if (fd >= 0) {
        close(fd);
        unlink(probe.c_str());
        return {"home", "Data folder", CheckState::Ok, home.string() + " is writable.", ""};
    }
    return {"home", "Data folder", CheckState::Fail,
            home.string() + " is not writable: " + (ec ? ec.message() : std::string(std::strerror(errno))) +
                '.',
            "Make it writable, or let AGENTARIUM_HOME name another folder."};
}

Check socketsCheck(const fs::path& home) {
    Check check{"sockets", "Folder for sockets", CheckState::Ok, "", ""};
    const fs::path folder = machines::defaultSocketFolder(home);
    try {
        const auto sockets = machines::socketsFor(folder, "agentarium-0123456789ab");
        check.reason = folder.string() + "; the longest path has " +
                       std::to_string(sockets.console.native().size()) + " of 107 bytes.";
        if (access(existing(folder).c_str(), W_OK | X_OK) != 0) {
            check.state = CheckState::Fail;
            check.reason = existing(folder).string() + " is not writable.";
            check.fix = "Let XDG_RUNTIME_DIR name a folder of your own.";
        }
    } catch (const Error& error) {
        check.state = CheckState::Fail;
        check.reason = error.what();
        check.fix = error.fix();
    }
    return check;
}

Check imageCheck(const std::function<std::optional<std::string>()>& imageInUse) {
    if (const auto image = imageInUse ? imageInUse() : std::nullopt)
        return {"image", "Guest image", CheckState::Ok, *image, ""};
    return {"image", "Guest image", CheckState::Warn, "There is none yet; no session can start without it.",
            "`agentariumctl image build` makes it from Debian's packages; `agentariumctl image import FILE` "
            "takes one."};
}

} // namespace agentarium::host
