// SPDX-License-Identifier: Apache-2.0
#include "core/image/transfer.h"

#include "core/archives/archives.h"
#include "core/contract/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <vector>

namespace agentarium::image {

namespace fs = std::filesystem;

namespace {

const std::array<const char*, 4> members = {"manifest.json", "kernel", "initrd", "root.erofs"};
/// No part of an image comes near it: a file that unpacks to more is not one of ours.
constexpr std::uint64_t largestMember = 4ULL << 30;
const char* const getAgain = "Get the file again from where it was exported.";

[[noreturn]] void refuse(const fs::path& file, const std::string& why) {
    throw Error(ErrorKind::BadInput,
                fmt::format("{} is not a guest image: {}.", file.filename().string(), why), getAgain);
}

void copyIn(archive* out, const fs::path& source, const char* name, jobs::JobContext& job) {
    Entry entry(archive_entry_new());
    archive_entry_set_pathname(entry.get(), name);
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0644);
    archive_entry_set_mtime(entry.get(), 0, 0);
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(fs::file_size(source)));
    checkArchive(archive_write_header(out, entry.get()), out, name);
    std::ifstream in(source, std::ios::binary);
    std::vector<char> buffer(1024 * 1024);
    while (in) {
        job.checkCancelled();
        in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        if (archive_write_data(out, buffer.data(), static_cast<std::size_t>(in.gcount())) < 0)
            checkArchive(ARCHIVE_FATAL, out, name);
    }
}

void copyOut(archive* in, const fs::path& target, const fs::path& file, jobs::JobContext& job) {
    std::ofstream out(target, std::ios::binary | std::ios::trunc);
    std::vector<char> buffer(1024 * 1024);
    std::uint64_t size = 0;
    la_ssize_t got = 0;
    while ((got = archive_read_data(in, buffer.data(), buffer.size())) > 0) {
        job.checkCancelled();
        size += static_cast<std::uint64_t>(got);
        if (size > largestMember)
            refuse(file, fmt::format("'{}' is larger than 4 GiB", target.filename().string()));
        out.write(buffer.data(), got);
    }
    if (got < 0) refuse(file, fmt::format("'{}' is damaged", target.filename().string()));
    out.close();
    if (!out)
        throw Error(ErrorKind::RuntimeFailed, fmt::format("{} cannot be written.", target.string()),
                    "Check the free disk space.");
}

} // namespace

void exportImage(const GuestImage& image, const fs::path& file, jobs::JobContext& job) {
    const fs::path making = file.string() + ".making";
    try {
        WriteArchive out(archive_write_new());
        archive_write_add_filter_zstd(out.get());
        archive_write_set_filter_option(out.get(), "zstd", "compression-level", "9");
        archive_write_set_format_pax_restricted(out.get());
        checkArchive(archive_write_open_filename(out.get(), making.c_str()), out.get(), file.string());
        for (std::size_t i = 0; i < members.size(); ++i) {
            job.progress(static_cast<double>(i) / static_cast<double>(members.size()), members[i]);
            copyIn(out.get(), image.path / members[i], members[i], job);
        }
        checkArchive(archive_write_close(out.get()), out.get(), file.string());
        fs::rename(making, file);
    } catch (...) {
        std::error_code ec;
        fs::remove(making, ec);
        throw;
    }
}

Manifest importImage(const fs::path& file, const fs::path& into, jobs::JobContext& job) {
    if (!fs::exists(file))
        throw Error(ErrorKind::NotFound, fmt::format("There is no file {}.", file.string()),
                    "Check the path.");
    ReadArchive in(archive_read_new());
    archive_read_support_filter_all(in.get());
    archive_read_support_format_tar(in.get());
    if (archive_read_open_filename(in.get(), file.c_str(), 256 * 1024) != ARCHIVE_OK)
        refuse(file, "it is not a tar.zst file");
    std::size_t found = 0;
    archive_entry* entry = nullptr;
    int code = 0;
    while ((code = archive_read_next_header(in.get(), &entry)) == ARCHIVE_OK) {
        const std::string path = safeEntryPath(archive_entry_pathname(entry), file.filename().string());
        const bool known = std::find(members.begin(), members.end(), path) != members.end();
        if (!known || archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) ||
            fs::exists(into / path))
            refuse(file,
                   fmt::format("it holds '{}', which has no place there", archive_entry_pathname(entry)));
        job.progress(static_cast<double>(found++) / static_cast<double>(members.size()), path);
        copyOut(in.get(), into / path, file, job);
    }
    if (code != ARCHIVE_EOF) refuse(file, "it is not a tar.zst file, or it is cut short");
    if (found != members.size()) refuse(file, "it lacks one of manifest.json, kernel, initrd and root.erofs");
    std::ifstream text(into / "manifest.json");
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (!json.is_object()) refuse(file, "its manifest.json is not JSON");
    try {
        const Manifest manifest = Manifest::fromJson(json);
        if (imageDigest(into) != manifest.digest)
            refuse(file, "its contents do not have the digest its manifest names");
        return manifest;
    } catch (const nlohmann::json::exception&) {
        refuse(file, "its manifest.json has a value of a wrong kind");
    }
}

} // namespace agentarium::image
