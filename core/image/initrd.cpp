// SPDX-License-Identifier: Apache-2.0
#include "core/image/initrd.h"

#include "core/archives/archives.h"
#include "core/contract/error.h"
#include "core/image/modules.h"
#include "core/image/rawfile.h"

#include <fmt/format.h>

#include <optional>

namespace agentarium::image {

void Initrd::addFolder(const std::string& path) {
    if (path.empty()) return;
    addFolder(std::filesystem::path(path).parent_path().string());
    m_entries[path] = {{}, 0755, true};
}

void Initrd::addFile(const std::string& path, std::string bytes, unsigned mode) {
    addFolder(std::filesystem::path(path).parent_path().string());
    m_entries[path] = {std::move(bytes), mode, false};
}

void Initrd::write(const std::filesystem::path& file) const {
    const std::string name = file.string();
    WriteArchive out(archive_write_new());
    archive_write_set_format_cpio_newc(out.get());
    archive_write_set_bytes_per_block(out.get(), 0);
    checkArchive(archive_write_open_filename(out.get(), file.c_str()), out.get(), name);
    int inode = 0;
    for (const auto& [path, content] : m_entries) {
        Entry entry(archive_entry_new());
        archive_entry_set_pathname(entry.get(), path.c_str());
        archive_entry_set_filetype(entry.get(), content.folder ? AE_IFDIR : AE_IFREG);
        archive_entry_set_perm(entry.get(), static_cast<__LA_MODE_T>(content.mode));
        archive_entry_set_size(entry.get(), static_cast<la_int64_t>(content.bytes.size()));
        archive_entry_set_mtime(entry.get(), 0, 0);
        archive_entry_set_ino(entry.get(), ++inode);
        archive_entry_set_nlink(entry.get(), content.folder ? 2 : 1);
        checkArchive(archive_write_header(out.get(), entry.get()), out.get(), name);
        if (!content.bytes.empty() &&
            archive_write_data(out.get(), content.bytes.data(), content.bytes.size()) < 0)
            checkArchive(ARCHIVE_FATAL, out.get(), name);
    }
    checkArchive(archive_write_close(out.get()), out.get(), name);
}

Initrd guestInitrd(const std::filesystem::path& init, const std::filesystem::path& modulesFolder,
                   const std::vector<std::string>& modules) {
    const KernelModules kernel(modulesFolder);
    for (const std::string& wanted : modules)
        if (const std::string name = moduleName(wanted); !kernel.isBuiltIn(name) && !kernel.load(name))
            throw Error(ErrorKind::RuntimeFailed, fmt::format("The guest's kernel has no module {}.", wanted),
                        "Correct the 'module' lines of resources/guest/recipe.");
    std::map<std::string, std::string> loaded;
    const auto order = loadOrder(modules, [&](const std::string& name) -> std::optional<ModuleInfo> {
        auto elf = kernel.load(name);
        if (!elf) return std::nullopt;
        const ModuleInfo info = readModuleInfo(*elf);
        loaded[name] = std::move(*elf);
        return info;
    });
    Initrd initrd;
    std::string list;
    for (const std::string& name : order) {
        const std::string path = fmt::format("modules/{}.ko", name);
        initrd.addFile(path, std::move(loaded[name]), 0644);
        list += "/" + path + "\n";
    }
    for (const char* folder : {"dev", "proc", "sys", "run", "root"})
        initrd.addFolder(folder);
    initrd.addFile("modules.list", list, 0644);
    initrd.addFile("init", readRawFile(init), 0755);
    return initrd;
}

} // namespace agentarium::image
