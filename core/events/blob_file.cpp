// SPDX-License-Identifier: Apache-2.0
#include "core/events/blob_file.h"

#include "core/contract/error.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace agentarium::events {

namespace fs = std::filesystem;

std::vector<std::byte> readRange(const fs::path& file, std::uint64_t offset, std::size_t length) {
    const auto failed = [&] {
        return Error(ErrorKind::RuntimeFailed, "Cannot read " + file.string() + ": " + std::strerror(errno),
                     "Check that the data folder belongs to you and its disk works.");
    };
    const Fd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat status {};
    if (!fd || ::fstat(fd.get(), &status) != 0) throw failed();
    const auto size = static_cast<std::uint64_t>(status.st_size);
    std::vector<std::byte> bytes(std::min<std::uint64_t>(length, size - std::min(offset, size)));
    std::size_t filled = 0;
    while (filled < bytes.size()) {
        const ssize_t n = ::pread(fd.get(), bytes.data() + filled, bytes.size() - filled,
                                  static_cast<off_t>(offset + filled));
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) throw failed();
        if (n == 0) break;
        filled += static_cast<std::size_t>(n);
    }
    bytes.resize(filled);
    return bytes;
}

BlobFile::BlobFile(std::shared_ptr<BlobFolder> folder, fs::path partial)
    : m_folder(std::move(folder)), m_partial(std::move(partial)) {}

BlobFile::~BlobFile() {
    if (m_fd && !m_finished) ::unlink(m_partial.c_str());
}

void BlobFile::fail(int error) {
    m_failure = std::strerror(error);
    spdlog::error("recording: the payload {} cannot be written: {}", m_partial.string(), *m_failure);
}

bool BlobFile::open() {
    if (m_failure) return false;
    if (m_fd) return true;
    m_fd.reset(::open(m_partial.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!m_fd) fail(errno);
    return static_cast<bool>(m_fd);
}

void BlobFile::write(std::span<const std::byte> bytes) {
    if (!open()) return;
    if (!writeAll(m_fd.get(), bytes.data(), bytes.size())) return fail(errno);
    m_hash.update(bytes);
    m_bytes += bytes.size();
}

BlobRef BlobFile::finish() {
    if (open()) {
        BlobRef ref{m_hash.finish(), m_bytes};
        const std::error_code ec = m_folder->place(m_partial, ref.sha256);
        if (!ec) {
            m_finished = true;
            m_final = m_folder->of(ref.sha256);
            m_fd.reset();
            return ref;
        }
        fail(ec.value());
    }
    throw Error(ErrorKind::RuntimeFailed,
                "A payload could not be recorded in " + m_folder->path().string() + ": " +
                    m_failure.value_or("unknown"),
                "Free some disk space; the payload itself was passed on.");
}

} // namespace agentarium::events
