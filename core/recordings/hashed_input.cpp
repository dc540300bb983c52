// SPDX-License-Identifier: Apache-2.0
#include "core/recordings/hashed_input.h"

#include "core/contract/error.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace agentarium::recordings {

HashedInput::HashedInput(const std::filesystem::path& file)
    // A FIFO would wait for its writer.
    : m_fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)), m_buffer(256 * 1024) {
    struct stat status {};
    if (!m_fd || ::fstat(m_fd.get(), &status) != 0)
        throw Error(errno == ENOENT ? ErrorKind::NotFound : ErrorKind::BadInput,
                    fmt::format("{} cannot be read: {}.", file.string(), std::strerror(errno)),
                    "Check the path.");
    if (!S_ISREG(status.st_mode))
        throw Error(ErrorKind::BadInput, fmt::format("{} is no file.", file.string()), "Check the path.");
    m_size = static_cast<std::uint64_t>(status.st_size);
}

ReadArchive HashedInput::openTar() {
    ReadArchive reader(archive_read_new());
    archive_read_support_filter_zstd(reader.get());
    archive_read_support_format_tar(reader.get());
    if (archive_read_open(reader.get(), this, nullptr, readMore, nullptr) != ARCHIVE_OK) return nullptr;
    return reader;
}

la_ssize_t HashedInput::readMore(archive* reader, void* self, const void** data) {
    auto* input = static_cast<HashedInput*>(self);
    const la_ssize_t count = input->more();
    if (count < 0) archive_set_error(reader, errno, "%s", std::strerror(errno));
    *data = input->m_buffer.data();
    return count;
}

la_ssize_t HashedInput::more() {
    ssize_t count = 0;
    do
        count = ::read(m_fd.get(), m_buffer.data(), m_buffer.size());
    while (count < 0 && errno == EINTR);
    if (count <= 0) return count;
    m_hash.update(std::span(m_buffer).first(static_cast<std::size_t>(count)));
    m_read += static_cast<std::uint64_t>(count);
    return count;
}

std::string HashedInput::finish() {
    while (more() > 0) {
    }
    return m_hash.finish();
}

} // namespace agentarium::recordings
