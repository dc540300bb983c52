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

HashedOutput::HashedOutput(const fs::path& file)
    : m_file(file)
    , m_making(file.string() + "." + makeAlphanumeric(8) + ".making")
    , m_fd(fs::is_directory(file)
               ? -1
               : ::open(m_making.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600)) {
    if (!m_fd)
        throw Error(ErrorKind::BadInput,
                    fmt::format("{} cannot be written: {}.", file.string(),
                                fs::is_directory(file) ? "it is a folder" : std::strerror(errno)),
                    "Name a file in a folder that is there and belongs to you.");
}

HashedOutput::~HashedOutput() {
    if (m_fd) ::unlink(m_making.c_str());
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

void HashedOutput::commit() {
    if (::fsync(m_fd.get()) != 0 || ::rename(m_making.c_str(), m_file.c_str()) != 0)
        throw Error(ErrorKind::RuntimeFailed,
                    fmt::format("{} cannot be written: {}.", m_file.string(), std::strerror(errno)),
                    "Check the free disk space.");
    m_fd.reset();
}

} // namespace agentarium::recordings
