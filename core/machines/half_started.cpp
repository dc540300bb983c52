// SPDX-License-Identifier: Apache-2.0
#include "core/machines/half_started.h"

#include "core/machines/domain_status.h"
#include "core/machines/emulator_process.h"
#include "core/machines/socket_folder.h"

#include <set>

namespace agentarium::machines {

namespace fs = std::filesystem;

namespace {

constexpr std::chrono::seconds kLimit{2};

} // namespace

void endHalfStarted(const EmbeddedRoot& root, const fs::path& sockets) {
    const fs::path notes = root.folder / "run/qemu";
    std::error_code ec;
    const auto end = [&](const std::string& name) {
        const fs::path pidFile = notes / (name + ".pid");
        // One that does not go stays written down, so that it is looked after later.
        if (!killEmulator(name, pidFile, kLimit)) return false;
        fs::remove(notes / (name + ".xml"), ec);
        fs::remove(pidFile, ec);
        removeSockets(socketsFor(sockets, name));
        return true;
    };

    std::set<std::string> names, folders;
    for (const DomainStatus& status : readStatuses(notes)) {
        const std::string& name = status.info.machine.name;
        const bool runs = findEmulator(name, notes / (name + ".pid")) != 0;
        // libvirt kills by the number it wrote down, which may be another process' by now.
        if ((status.isHalfStarted() || !runs) && end(name)) {
            removeSockets(status.info.machine.sockets);
            continue;
        }
        names.insert(name);
        folders.insert(status.ownFolder());
    }
    for (const std::string& name : emulatorsThatName({root.folder / "lib/qemu", root.path / "lib/qemu"}))
        if (!names.contains(name)) end(name);
    for (const auto& entry : fs::directory_iterator(root.folder / "lib/qemu", ec)) {
        const std::string folder = entry.path().filename().string();
        if (folder.starts_with("domain-") && !folders.contains(folder)) fs::remove_all(entry.path(), ec);
    }
}

} // namespace agentarium::machines
