// SPDX-License-Identifier: Apache-2.0
#include "core/image/rawfile.h"

#include "core/archives/archives.h"

#include <array>

namespace agentarium::image {

std::string readRawFile(const std::filesystem::path& file) {
    ReadArchive in(archive_read_new());
    archive_read_support_filter_all(in.get());
    archive_read_support_format_raw(in.get());
    archive_read_support_format_empty(in.get());
    const std::string name = file.filename().string();
    checkArchive(archive_read_open_filename(in.get(), file.c_str(), 256 * 1024), in.get(), name);
    archive_entry* entry = nullptr;
    const int code = archive_read_next_header(in.get(), &entry);
    if (code == ARCHIVE_EOF) return {};
    checkArchive(code, in.get(), name);
    std::string bytes;
    std::array<char, 256 * 1024> buffer;
    la_ssize_t got = 0;
    while ((got = archive_read_data(in.get(), buffer.data(), buffer.size())) > 0)
        bytes.append(buffer.data(), static_cast<std::size_t>(got));
    if (got < 0) checkArchive(ARCHIVE_FATAL, in.get(), name);
    return bytes;
}

} // namespace agentarium::image
