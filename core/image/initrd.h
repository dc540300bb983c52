// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace agentarium::image {

/// An initial RAM disk in the kernel's cpio format (newc), uncompressed: the same content gives the same
/// bytes.
class Initrd {
public:
    /// Adds a file and the folders above it; `path` is relative.
    void addFile(const std::string& path, std::string bytes, unsigned mode);
    void addFolder(const std::string& path);
    /// Writes all entries sorted by path, owned by root, with time 0. Throws Error(RuntimeFailed).
    void write(const std::filesystem::path& file) const;

private:
    struct File {
        std::string bytes;
        unsigned mode = 0;
        bool folder = false;
    };
    std::map<std::string, File> m_entries;
};

/// The guest's initrd: `init` as /init, the modules below /modules, and /modules.list, which names them one a
/// line, as absolute paths, in the order they are to be loaded.
Initrd guestInitrd(const std::filesystem::path& init, const std::filesystem::path& modulesFolder,
                   const std::vector<std::string>& modules);

} // namespace agentarium::image
