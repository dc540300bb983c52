// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <system_error>

namespace agentarium::events {

struct BlobRef {
    std::string sha256;
    std::uint64_t bytes = 0;
};

/// folder/ab/abcdef…
std::filesystem::path blobPath(const std::filesystem::path& folder, const std::string& sha256);

/// Where finished payloads are, and the one place that puts them there and takes them away. From any thread;
/// blocks.
///
/// A payload may be recorded again while it is being removed, and the event that names it comes a moment
/// later. So one that was placed just now cannot be doomed, and one that is doomed is spared when it is
/// placed again. The remover dooms it, waits until every event appended so far is committed, and looks
/// whether one names it.
class BlobFolder {
public:
    explicit BlobFolder(std::filesystem::path home);

    /// home/blobs
    const std::filesystem::path& path() const { return m_path; }
    /// home/blobs/partial: what is being written; emptied when the daemon starts.
    const std::filesystem::path& partial() const { return m_partial; }
    std::filesystem::path of(const std::string& sha256) const { return blobPath(m_path, sha256); }

    /// Moves a finished file to its place; a payload that is there already is kept once. After it settle() is
    /// called when the event that names it was appended.
    std::error_code place(const std::filesystem::path& file, const std::string& sha256);
    void settle(const std::string& sha256);
    /// False when it was placed and did not settle.
    bool doom(const std::string& sha256);
    /// The removal of a doomed payload is given up: an event names it.
    void spare(const std::string& sha256);
    /// Removes it unless it was placed again after it was doomed. True when it was removed.
    bool removeDoomed(const std::string& sha256);

private:
    const std::filesystem::path m_path, m_partial;
    std::mutex m_mutex;
    std::set<std::string> m_doomed;
    std::map<std::string, int> m_settling;
};

} // namespace agentarium::events
