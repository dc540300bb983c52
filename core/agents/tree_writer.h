// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/contract/limits.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace agentarium::agents {

/// How large an unpacked agent may be (contract 9), and of how many files, folders and links it may consist.
struct TreeLimits {
    std::uint64_t bytes = contract::kMaxUnpackedBytes;
    std::size_t entries = 100'000;
};

/// A name that may hold anything, fit for a message: control characters and invalid UTF-8 become "\xNN".
std::string printable(const std::string& name);

/// Writes an agent's files below one folder, with the modes of the contract (644 or 755, folders 755), and
/// never anything outside it. Paths are relative and already checked. Throws Error naming the entry.
class TreeWriter {
public:
    /// Fills the buffer and returns how much there is; 0 at the end.
    using Source = std::function<std::size_t(std::span<char>)>;

    TreeWriter(std::filesystem::path root, TreeLimits limits);

    void addFolder(const std::filesystem::path& path);
    void addFile(const std::filesystem::path& path, bool executable, const Source& source);
    /// Links are made by finish(), so that no file can be written through one.
    void addLink(const std::filesystem::path& path, const std::filesystem::path& target);
    /// Makes the links and refuses each that leads out of the folder.
    void finish();

    std::uint64_t bytes() const { return m_bytes; }
    std::size_t entries() const { return m_entries; }
    const std::filesystem::path& root() const { return m_root; }

private:
    void count(const std::filesystem::path& path);

    std::filesystem::path m_root;
    TreeLimits m_limits;
    std::uint64_t m_bytes = 0;
    std::size_t m_entries = 0;
    std::vector<char> m_buffer;
    std::vector<std::pair<std::filesystem::path, std::filesystem::path>> m_links;
};

} // namespace agentarium::agents
