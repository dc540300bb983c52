// SPDX-License-Identifier: Apache-2.0
#include "core/recordings/hashed_output.h"

#include "core/base/ids.h"
#include "core/contract/error.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace agentarium::recordings {

namespace fs = std::filesystem;

namespace {

/// A file without a name where the file system has such, so that a killed daemon leaves nothing behind.
int openNameless(const fs::path& file) {
#ifdef O_TMPFILE
    const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
    return ::open(folder.c_str(), O_WRONLY | O_TMPFILE | O_CLOEXEC, 0600);
#else
    static_cast<void>(file);
    return -1;
#endif
}

} // namespace

HashedOutput::HashedOutput(const fs::path& file)
    : m_file(file)
    , m_making(file.string() + "." + makeAlphanumeric(8) + ".making")
    , m_fd(fs::is_directory(file) ? -1 : openNameless(file)) {
    m_nameless = static_cast<bool>(m_fd);
    if (!m_fd && !fs::is_directory(file))
        m_fd.reset(::open(m_making.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!m_fd)
        throw Error(ErrorKind::BadInput,
                    fmt::format("{} cannot be written: {}.", file.string(),
                                fs::is_directory(file) ? "it is a folder" : std::strerror(errno)),
                    "Name a file in a folder that is there and belongs to you.");
}

HashedOutput::~HashedOutput() {
    if (m_fd && !m_nameless) ::unlink(m_making.c_str());
}

WriteArchive HashedOutput::openTar() {
    WriteArchive writer(archive_write_new());
    archive_write_add_filter_zstd(writer.get());
    archive_write_set_filter_option(writer.get(), "zstd", "compression-level", "3");
    archive_write_set_format_pax_restricted(writer.get());
    // Zeros behind the packed bytes, as on a tape, would be no zstd.
    archive_write_set_bytes_in_last_block(writer.get(), 1);
    checkArchive(archive_write_open2(writer.get(), this, nullptr, writeMore, nullptr, nullptr), writer.get(),
                 m_file.string());
    return writer;
}

la_ssize_t HashedOutput::writeMore(archive* writer, void* self, const void* data, std::size_t size) {
    auto* output = static_cast<HashedOutput*>(self);
    if (!writeAll(output->m_fd.get(), data, size)) {
        archive_set_error(writer, errno, "%s", std::strerror(errno));
        return -1;
    }
    output->m_hash.update(std::span(static_cast<const std::byte*>(data), size));
    output->m_bytes += size;
    return static_cast<la_ssize_t>(size);
}

/// A name beside its own: a file that is there already can only be replaced by renaming.
bool HashedOutput::giveName() {
    if (!m_nameless) return true;
    const std::string self = "/proc/self/fd/" + std::to_string(m_fd.get());
    m_nameless = ::linkat(AT_FDCWD, self.c_str(), AT_FDCWD, m_making.c_str(), AT_SYMLINK_FOLLOW) != 0;
    return !m_nameless;
}

void HashedOutput::commit() {
    if (::fsync(m_fd.get()) != 0 || !giveName() || ::rename(m_making.c_str(), m_file.c_str()) != 0)
        throw Error(ErrorKind::RuntimeFailed,
                    fmt::format("{} cannot be written: {}.", m_file.string(), std::strerror(errno)),
                    "Check the free disk space.");
    m_fd.reset();
}

} // namespace agentarium::recordings
