// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <archive.h>
#include <archive_entry.h>

#include <filesystem>
#include <memory>
#include <string>

namespace agentarium {

struct ReadArchiveDeleter {
    void operator()(archive* a) const { archive_read_free(a); }
};
struct WriteArchiveDeleter {
    void operator()(archive* a) const { archive_write_free(a); }
};
struct EntryDeleter {
    void operator()(archive_entry* e) const { archive_entry_free(e); }
};
using ReadArchive = std::unique_ptr<archive, ReadArchiveDeleter>;
using WriteArchive = std::unique_ptr<archive, WriteArchiveDeleter>;
using Entry = std::unique_ptr<archive_entry, EntryDeleter>;

/// Throws Error(RuntimeFailed) "what: reason of libarchive" when `code` is worse than a warning.
void checkArchive(int code, archive* a, const std::string& what);

/// `path` of an entry without "./" and trailing slashes; empty for the archive's own top folder.
/// Throws Error(BadInput) naming `archiveName` and the entry when it is absolute or climbs out by "..".
std::string safeEntryPath(const char* path, const std::string& archiveName);

} // namespace agentarium
