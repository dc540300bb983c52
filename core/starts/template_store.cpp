// SPDX-License-Identifier: Apache-2.0
#include "core/starts/template_store.h"

#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/contract/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <fcntl.h>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

namespace agentarium::starts {

namespace fs = std::filesystem;

namespace {

constexpr const char* kStaged = ".new";
/// What has to stay free beside a template.
constexpr std::uint64_t kSpareBytes = 512ULL * 1024 * 1024;

std::uint64_t bytesOnDisk(const fs::path& file) {
    struct stat info {};
    return ::stat(file.c_str(), &info) == 0 ? static_cast<std::uint64_t>(info.st_blocks) * 512 : 0;
}

std::chrono::system_clock::time_point changedAt(const fs::path& file) {
    struct stat info {};
    ::stat(file.c_str(), &info);
    return std::chrono::system_clock::from_time_t(info.st_mtime);
}

} // namespace

TemplateStore::TemplateStore(fs::path home, TemplateLimits limits)
    : m_folder(std::move(home) / "templates"), m_limits(limits) {
    makePrivateFolder(m_folder);
    std::error_code ec;
    for (const auto& entry : fs::directory_iterator(m_folder, ec))
        if (entry.path().extension() == kStaged) fs::remove_all(entry.path(), ec);
}

fs::path TemplateStore::staged(const std::string& key) const {
    return m_folder / (key + kStaged);
}

std::optional<Template> TemplateStore::read(const fs::path& folder) const {
    const std::string key = folder.filename().string();
    std::ifstream file(folder / "template.json");
    const auto json = nlohmann::json::parse(file, nullptr, false);
    if (!isSha256(key) || !json.is_object() || !fs::exists(folder / "memory") ||
        !fs::exists(folder / "state"))
        return std::nullopt;
    Template found;
    found.key = key;
    found.agent = json.value("agent", "");
    found.version = json.value("version", 0);
    found.folder = folder;
    found.baseline = wire::MeterReading::parse(json.value("meter", ""));
    found.bytes = bytesOnDisk(folder / "memory") + bytesOnDisk(folder / "state");
    found.usedAt = changedAt(folder / "template.json");
    return found;
}

std::optional<Template> TemplateStore::find(const std::string& key) {
    auto found = read(m_folder / key);
    if (!found) return std::nullopt;
    ::utimensat(AT_FDCWD, (found->folder / "template.json").c_str(), nullptr, 0);
    return found;
}

std::vector<Template> TemplateStore::list() const {
    std::vector<Template> all;
    std::error_code ec;
    for (const auto& entry : fs::directory_iterator(m_folder, ec))
        if (auto found = read(entry.path())) all.push_back(std::move(*found));
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.usedAt < b.usedAt; });
    return all;
}

fs::path TemplateStore::stage(const std::string& key, int memoryMb) {
    const std::uint64_t size = static_cast<std::uint64_t>(memoryMb) * 1024 * 1024;
    const auto room = fs::space(m_folder);
    if (room.available < size + kSpareBytes)
        throw Error(ErrorKind::RuntimeFailed,
                    fmt::format("A template needs up to {} MB of disk and {} has {} MB free.", memoryMb,
                                m_folder.string(), room.available / (1024 * 1024)),
                    "Free some disk space; sessions start cold meanwhile.");
    const fs::path folder = staged(key);
    fs::remove_all(folder);
    makePrivateFolder(folder);
    const fs::path memory = folder / "memory";
    const Fd file(::open(memory.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    const auto length = static_cast<off_t>(size);
    if (!file || ::ftruncate(file.get(), length) != 0 ||
        (isInMemory(folder) && ::posix_fallocate(file.get(), 0, length) != 0))
        throw Error(ErrorKind::RuntimeFailed, fmt::format("Cannot make {}.", memory.string()),
                    "Check that the data folder belongs to you and its disk works.");
    return folder;
}

Template TemplateStore::commit(const std::string& key, const std::string& agent, int version,
                               const std::optional<wire::MeterReading>& baseline) {
    const fs::path folder = staged(key);
    for (const char* name : {"memory", "state"})
        ::chmod((folder / name).c_str(), 0400);
    nlohmann::json about{{"agent", agent}, {"version", version}};
    if (baseline) about["meter"] = baseline->toLine();
    writeFileAtomically(folder / "template.json", about.dump() + "\n", 0600);
    fs::remove_all(m_folder / key);
    fs::rename(folder, m_folder / key);
    auto made = read(m_folder / key);
    if (!made)
        throw Error(ErrorKind::RuntimeFailed, fmt::format("The template of {} is not whole.", agent),
                    "Deploy the agent again.");
    return *made;
}

void TemplateStore::discard(const std::string& key) {
    std::error_code ec;
    fs::remove_all(staged(key), ec);
}

void TemplateStore::remove(const std::string& key) {
    std::error_code ec;
    fs::remove_all(m_folder / key, ec);
}

void TemplateStore::evict(const std::function<bool(const Template&)>& wanted) {
    const auto oldest = std::chrono::system_clock::now() - m_limits.unused;
    std::vector<Template> kept;
    std::uint64_t bytes = 0;
    for (Template& one : list()) {
        if (!wanted(one) || one.usedAt < oldest) {
            remove(one.key);
            continue;
        }
        bytes += one.bytes;
        kept.push_back(std::move(one));
    }
    for (std::size_t i = 0; bytes > m_limits.bytes && i + 1 < kept.size(); ++i) {
        remove(kept[i].key);
        bytes -= kept[i].bytes;
    }
}

} // namespace agentarium::starts
