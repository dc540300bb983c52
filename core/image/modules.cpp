// SPDX-License-Identifier: Apache-2.0
#include "core/image/modules.h"

#include "core/contract/error.h"
#include "core/image/rawfile.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <sstream>

namespace agentarium::image {

namespace {

template <class T>
T at(const std::string& bytes, std::size_t offset) {
    T value;
    if (offset > bytes.size() || bytes.size() - offset < sizeof value)
        throw Error(ErrorKind::RuntimeFailed, "A kernel module is cut short.");
    std::memcpy(&value, bytes.data() + offset, sizeof value);
    return value;
}

/// Offsets of the fields used here, from the ELF-64 specification.
struct Elf64 {
    static constexpr std::size_t sectionTable = 0x28, sectionSize = 0x3A, sectionCount = 0x3C,
                                 namesIndex = 0x3E;
    static constexpr std::size_t name = 0x00, offset = 0x18, size = 0x20;
};

std::string sectionNamed(const std::string& elf, const std::string& wanted) {
    if (elf.compare(0, 6, std::string("\177ELF\2\1", 6)) != 0)
        throw Error(ErrorKind::RuntimeFailed, "A kernel module is no 64-bit ELF file.");
    const auto table = at<std::uint64_t>(elf, Elf64::sectionTable);
    const auto entrySize = at<std::uint16_t>(elf, Elf64::sectionSize);
    const auto section = [&](std::size_t index) {
        return static_cast<std::size_t>(table + index * entrySize);
    };
    const auto names =
        at<std::uint64_t>(elf, section(at<std::uint16_t>(elf, Elf64::namesIndex)) + Elf64::offset);
    const auto count = at<std::uint16_t>(elf, Elf64::sectionCount);
    for (std::size_t i = 0; i < count; ++i) {
        const auto name = names + at<std::uint32_t>(elf, section(i) + Elf64::name);
        if (name >= elf.size() ||
            elf.compare(name, wanted.size() + 1, wanted.c_str(), wanted.size() + 1) != 0)
            continue;
        const auto offset = at<std::uint64_t>(elf, section(i) + Elf64::offset);
        if (offset <= elf.size()) return elf.substr(offset, at<std::uint64_t>(elf, section(i) + Elf64::size));
    }
    throw Error(ErrorKind::RuntimeFailed, fmt::format("A kernel module has no section {}.", wanted));
}

void addWords(const std::string& text, char separator, std::vector<std::string>& to) {
    std::istringstream in(text);
    for (std::string word; std::getline(in, word, separator);)
        if (!word.empty()) to.push_back(moduleName(word));
}

} // namespace

std::string moduleName(std::string name) {
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

ModuleInfo readModuleInfo(const std::string& elf) {
    ModuleInfo info;
    std::istringstream entries(sectionNamed(elf, ".modinfo"));
    for (std::string entry; std::getline(entries, entry, '\0');) {
        if (entry.rfind("depends=", 0) == 0) addWords(entry.substr(8), ',', info.needs);
        // "softdep=pre: a b post: c": only what has to come before matters here.
        if (entry.rfind("softdep=pre:", 0) == 0)
            addWords(entry.substr(12, entry.find("post:") - 12), ' ', info.needs);
    }
    return info;
}

std::vector<std::string> loadOrder(const std::vector<std::string>& wanted,
                                   const std::function<std::optional<ModuleInfo>(const std::string&)>& info) {
    std::vector<std::string> order;
    std::set<std::string> done;
    std::set<std::string> open;
    const std::function<void(const std::string&)> visit = [&](const std::string& name) {
        if (done.count(name)) return;
        if (!open.insert(name).second)
            throw Error(ErrorKind::RuntimeFailed, fmt::format("The kernel module {} needs itself.", name));
        if (const auto own = info(name)) {
            for (const std::string& need : own->needs)
                visit(need);
            order.push_back(name);
        }
        open.erase(name);
        done.insert(name);
    };
    for (const std::string& name : wanted)
        visit(moduleName(name));
    return order;
}

KernelModules::KernelModules(const std::filesystem::path& folder) {
    std::ifstream builtin(folder / "modules.builtin");
    for (std::string line; std::getline(builtin, line);)
        m_builtin.insert(moduleName(std::filesystem::path(line).stem().string()));
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        const std::string file = entry.path().filename().string();
        if (const auto ko = file.find(".ko"); entry.is_regular_file() && ko != std::string::npos)
            m_files.emplace_back(moduleName(file.substr(0, ko)), entry.path());
    }
    std::sort(m_files.begin(), m_files.end());
}

std::optional<std::string> KernelModules::load(const std::string& name) const {
    const auto found =
        std::lower_bound(m_files.begin(), m_files.end(), std::make_pair(name, std::filesystem::path()));
    if (found != m_files.end() && found->first == name) return readRawFile(found->second);
    return std::nullopt;
}

} // namespace agentarium::image
