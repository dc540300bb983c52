// SPDX-License-Identifier: Apache-2.0
#include "core/events/blob_folder.h"

namespace agentarium::events {

namespace fs = std::filesystem;

fs::path blobPath(const fs::path& folder, const std::string& sha256) {
    return folder / sha256.substr(0, 2) / sha256;
}

BlobFolder::BlobFolder(fs::path home) : m_path(std::move(home) / "blobs"), m_partial(m_path / "partial") {}

std::error_code BlobFolder::place(const fs::path& file, const std::string& sha256) {
    const fs::path target = of(sha256);
    const std::lock_guard lock(m_mutex);
    m_doomed.erase(sha256);
    std::error_code ec;
    fs::create_directories(target.parent_path(), ec);
    if (ec) return ec;
    if (fs::exists(target, ec))
        fs::remove(file, ec);
    else if (!ec)
        fs::rename(file, target, ec);
    if (!ec) ++m_settling[sha256];
    return ec;
}

void BlobFolder::settle(const std::string& sha256) {
    const std::lock_guard lock(m_mutex);
    const auto found = m_settling.find(sha256);
    if (found != m_settling.end() && --found->second == 0) m_settling.erase(found);
}

bool BlobFolder::doom(const std::string& sha256) {
    const std::lock_guard lock(m_mutex);
    if (m_settling.count(sha256)) return false;
    m_doomed.insert(sha256);
    return true;
}

void BlobFolder::spare(const std::string& sha256) {
    const std::lock_guard lock(m_mutex);
    m_doomed.erase(sha256);
}

bool BlobFolder::removeDoomed(const std::string& sha256) {
    const std::lock_guard lock(m_mutex);
    std::error_code ec;
    return m_doomed.erase(sha256) > 0 && fs::remove(of(sha256), ec);
}

} // namespace agentarium::events
