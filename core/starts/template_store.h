// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/machines/machines.h"
#include "core/wire/meter_reading.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace agentarium::starts {

/// A version's microVM as it was at its first healthy ping: memory and state, each a file nobody may write.
struct Template {
    std::string key; ///< templateKey()
    std::string agent;
    int version = 0;
    std::uint64_t bytes =
        0; ///< on the disk; the memory file has holes, unless they would take room later (isInMemory())
    std::chrono::system_clock::time_point usedAt;
    std::filesystem::path folder;
    /// What the guest's meter read last: a copy is charged for what comes on top.
    std::optional<wire::MeterReading> baseline;

    machines::MemoryFile memory() const { return {folder / "memory", folder / "state"}; }
};

/// How much room templates may take, and how long one is kept that nobody uses.
struct TemplateLimits {
    std::uint64_t bytes = 8ULL * 1024 * 1024 * 1024;
    std::chrono::hours unused{14 * 24};
};

/// The templates of a data folder: home/templates/<key>/ with mode 0700, for the memory holds the version's
/// environment. All calls block; not for several threads at once.
class TemplateStore {
public:
    explicit TemplateStore(std::filesystem::path home, TemplateLimits limits = {});

    /// Also notes that it was used. Nothing when there is none, or what is there is damaged.
    std::optional<Template> find(const std::string& key);
    std::vector<Template> list() const;
    /// A folder with an empty `memory` of that size for the machine that becomes the template. Throws
    /// Error(RuntimeFailed) when the disk has too little room for it.
    std::filesystem::path stage(const std::string& key, int memoryMb);
    /// Makes the staged folder the template: from here on its files are only ever unlinked.
    Template commit(const std::string& key, const std::string& agent, int version,
                    const std::optional<wire::MeterReading>& baseline = {});
    void discard(const std::string& key);
    void remove(const std::string& key);
    /// Removes templates `wanted` says no to, those nobody has used for long, and the longest unused while
    /// all together are larger than the limit. Clones that run keep the files they have open.
    void evict(const std::function<bool(const Template&)>& wanted);

private:
    std::filesystem::path staged(const std::string& key) const;
    std::optional<Template> read(const std::filesystem::path& folder) const;

    std::filesystem::path m_folder;
    TemplateLimits m_limits;
};

} // namespace agentarium::starts
