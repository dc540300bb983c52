// SPDX-License-Identifier: Apache-2.0
#include "core/machines/status_folder.h"

#include "core/contract/error.h"
#include "core/machines/socket_folder.h"

#include <algorithm>
#include <string>
#include <unistd.h>

namespace agentarium::machines {

namespace fs = std::filesystem;

namespace {

constexpr const char* kMemory = "/dev/shm";

bool tellsOfMachines(const fs::path& run) {
    std::error_code ec;
    const auto isStatus = [](const fs::directory_entry& entry) { return entry.path().extension() == ".xml"; };
    return std::any_of(fs::directory_iterator(run / "qemu", ec), fs::directory_iterator(), isStatus);
}

} // namespace

fs::path statusFolder(const fs::path& home) {
    if (access(kMemory, W_OK | X_OK) != 0) return {};
    return fs::path(kMemory) / ("agentarium-" + std::to_string(geteuid()) + '-' + shortNameOf(home));
}

void keepStatusIn(const fs::path& run, const fs::path& memory) {
    std::error_code ec;
    const bool isLink = fs::is_symlink(run, ec);
    if (memory.empty() || (!isLink && tellsOfMachines(run))) return;
    try {
        makePrivateFolder(memory);
    } catch (const Error&) {
        // Somebody else's: the disk does as well until it is full.
        if (isLink) fs::remove(run, ec);
        return;
    }
    if (isLink && fs::read_symlink(run, ec) == memory) return;
    fs::remove_all(run, ec);
    fs::create_directory_symlink(memory, run, ec);
}

void removeStatus(const fs::path& memory) {
    std::error_code ec;
    if (!memory.empty() && !tellsOfMachines(memory)) fs::remove_all(memory, ec);
}

} // namespace agentarium::machines
