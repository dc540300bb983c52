// SPDX-License-Identifier: Apache-2.0
#include "core/image/debfile.h"

#include "core/archives/archives.h"
#include "core/contract/error.h"

#include <fmt/format.h>

#include <array>
#include <fstream>

namespace agentarium::image {

namespace fs = std::filesystem;

namespace {

/// The member data.tar.* of the outer archive, as the inner archive reads it.
struct DataMember {
    archive* outer;
    std::array<char, 64 * 1024> buffer;
};

la_ssize_t readMember(archive*, void* client, const void** block) {
    auto* member = static_cast<DataMember*>(client);
    *block = member->buffer.data();
    return archive_read_data(member->outer, member->buffer.data(), member->buffer.size());
}

void writeFile(archive* in, archive_entry* entry, const fs::path& target, const std::string& name) {
    fs::remove(target);
    std::ofstream out(target, std::ios::binary | std::ios::trunc);
    std::array<char, 64 * 1024> buffer;
    la_ssize_t got = 0;
    while ((got = archive_read_data(in, buffer.data(), buffer.size())) > 0)
        out.write(buffer.data(), got);
    if (got < 0) checkArchive(ARCHIVE_FATAL, in, name);
    out.close();
    if (!out)
        throw Error(ErrorKind::RuntimeFailed, fmt::format("{} cannot be written.", target.string()),
                    "Check the free disk space.");
    const bool executable = (archive_entry_perm(entry) & 0111) != 0;
    fs::permissions(target, static_cast<fs::perms>(executable ? 0755 : 0644));
}

void replaceBy(const fs::path& target, const std::function<void()>& make) {
    std::error_code ec;
    if (fs::is_symlink(fs::symlink_status(target, ec)) || fs::is_regular_file(fs::symlink_status(target, ec)))
        fs::remove(target);
    make();
}

/// Creates the folders of `path`; a symbolic link on the way means that the entry would land elsewhere.
void makeParents(const fs::path& folder, const std::string& path, const std::string& package) {
    fs::path at = folder;
    for (const auto& part : fs::path(path).parent_path()) {
        at /= part;
        const auto status = fs::symlink_status(at);
        if (fs::is_symlink(status))
            throw Error(ErrorKind::RuntimeFailed,
                        fmt::format("{}: '{}' lies behind a symbolic link.", package, path));
        if (!fs::exists(status)) fs::create_directory(at);
    }
}

void unpackTar(archive* in, const fs::path& folder, const std::string& package,
               const std::function<bool(const std::string&)>& keep) {
    archive_entry* entry = nullptr;
    while (true) {
        const int code = archive_read_next_header(in, &entry);
        if (code == ARCHIVE_EOF) return;
        checkArchive(code, in, package);
        const std::string path = safeEntryPath(archive_entry_pathname(entry), package);
        if (path.empty() || !keep(path)) continue;
        const fs::path target = folder / path;
        makeParents(folder, path, package);
        if (const char* hard = archive_entry_hardlink(entry)) {
            const fs::path source = folder / safeEntryPath(hard, package);
            replaceBy(target, [&] { fs::copy_file(source, target); });
        } else if (archive_entry_filetype(entry) == AE_IFDIR) {
            if (!fs::is_symlink(fs::symlink_status(target))) fs::create_directory(target);
        } else if (archive_entry_filetype(entry) == AE_IFLNK) {
            replaceBy(target, [&] { fs::create_symlink(archive_entry_symlink(entry), target); });
        } else if (archive_entry_filetype(entry) == AE_IFREG) {
            writeFile(in, entry, target, package);
        }
    }
}

} // namespace

void unpackDeb(const fs::path& deb, const fs::path& folder,
               const std::function<bool(const std::string&)>& keep) {
    const std::string package = deb.filename().string();
    fs::create_directories(folder);
    ReadArchive outer(archive_read_new());
    archive_read_support_format_ar(outer.get());
    checkArchive(archive_read_open_filename(outer.get(), deb.c_str(), 64 * 1024), outer.get(), package);
    archive_entry* entry = nullptr;
    while (true) {
        const int code = archive_read_next_header(outer.get(), &entry);
        if (code == ARCHIVE_EOF) break;
        checkArchive(code, outer.get(), package);
        if (std::string(archive_entry_pathname(entry)).rfind("data.tar", 0) != 0) continue;
        auto member = std::make_unique<DataMember>();
        member->outer = outer.get();
        ReadArchive inner(archive_read_new());
        archive_read_support_filter_all(inner.get());
        archive_read_support_format_tar(inner.get());
        checkArchive(archive_read_open(inner.get(), member.get(), nullptr, readMember, nullptr), inner.get(),
                     package);
        unpackTar(inner.get(), folder, package, keep);
        return;
    }
    throw Error(ErrorKind::RuntimeFailed,
                fmt::format("{} has no data member: it is not a Debian package.", package));
}

} // namespace agentarium::image
