// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace agentarium::image {

/// What a kernel module says of itself in its .modinfo section.
struct ModuleInfo {
    std::vector<std::string>
        needs; ///< names of modules (a soft need may also be an alias) that come before it
};

/// Reads the .modinfo section of a 64-bit little-endian ELF file. Throws Error(RuntimeFailed) if there is
/// none.
ModuleInfo readModuleInfo(const std::string& elf);

/// One name for "virtio-rng" and "virtio_rng".
std::string moduleName(std::string name);

/// `wanted` and all they need, each after what it needs. `info` gives a module's own words, or nothing for
/// one that is built into the kernel or has no file. Throws Error(RuntimeFailed) for a circle.
std::vector<std::string> loadOrder(const std::vector<std::string>& wanted,
                                   const std::function<std::optional<ModuleInfo>(const std::string&)>& info);

/// The modules of an unpacked kernel package (…/modules/<version>): files by name, and what is built in.
/// Debian's package has no modules.dep: it is made at installation.
class KernelModules {
public:
    explicit KernelModules(const std::filesystem::path& folder);

    /// The module's ELF file, decompressed; nothing when there is none of that name.
    std::optional<std::string> load(const std::string& name) const;
    bool isBuiltIn(const std::string& name) const { return m_builtin.count(name) > 0; }

private:
    std::vector<std::pair<std::string, std::filesystem::path>> m_files; ///< sorted by name
    std::set<std::string> m_builtin;
};

} // namespace agentarium::image
