// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace agentarium::machines {

/// The folder the embedded driver keeps its own files in, ready to be opened.
struct EmbeddedRoot {
    std::filesystem::path folder; ///< home/libvirt
    /// What libvirt is told: `folder`, or a link to it in `shortFolder` when the path is so long that the
    /// emulator's monitor socket below it would exceed a socket address, or has blanks or other characters
    /// that mean something in a URI or in LIBVIRT_LOG_OUTPUTS.
    std::filesystem::path path;
    std::string uri; ///< qemu:///embed?root=<path>
};

/// Makes the folder (0700) with etc/qemu.conf; its `run` is kept in `memory` (statusFolder()), if that is not
/// empty. Throws Error when it cannot be written.
EmbeddedRoot prepareEmbeddedRoot(const std::filesystem::path& home, const std::filesystem::path& shortFolder,
                                 const std::filesystem::path& memory);

/// qemu.conf for this kind of user. Pure.
std::string qemuConf(bool asRoot);

/// While it lives, XDG_RUNTIME_DIR and XDG_CACHE_HOME point below the root: without that the driver also
/// writes to the user's own folders, and fails without a usable HOME. LIBVIRT_LOG_OUTPUTS, unless it is set,
/// sends the driver's own complaints to log/driver.log instead of this process' standard error.
class DriverEnvironment {
public:
    explicit DriverEnvironment(const EmbeddedRoot& root);
    ~DriverEnvironment();
    DriverEnvironment(const DriverEnvironment&) = delete;
    DriverEnvironment& operator=(const DriverEnvironment&) = delete;

private:
    void replace(const std::string& name, const std::string& value);

    std::map<std::string, std::optional<std::string>> m_before;
};

} // namespace agentarium::machines
