// SPDX-License-Identifier: Apache-2.0
#include "core/agents/left_out.h"
#include "core/agents/source_reader.h"
#include "core/agents/utf8_locale.h"
#include "core/contract/error.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <memory>

namespace agentarium::agents {

namespace fs = std::filesystem;

namespace {

/// Deflate reaches 1:1032 on zeros; packed code, data and models stay under 1:20. Small archives may do what
/// they like.
constexpr std::uint64_t kBombRatio = 100;
constexpr std::uint64_t kBombMinimum = 32'000'000;
constexpr std::size_t kMaxNameBytes = 255;
constexpr std::size_t kMaxPathBytes = 1024;

struct CloseArchive {
    void operator()(archive* reader) const { archive_read_free(reader); }
};

Error refused(const std::string& entry, const std::string& why) {
    return Error(ErrorKind::BadInput,
                 fmt::format("The zip's entry {} is refused: {}.", printable(entry), why),
                 "Make the zip again from the agent's folder.");
}

/// The entry's path, relative and normal. Throws when it could mean a place outside.
fs::path checkedPath(const std::string& name) {
    if (name.empty()) throw refused(name, "it has no name");
    if (name.front() == '/') throw refused(name, "its path is absolute");
    if (name.find('\\') != std::string::npos) throw refused(name, "its name has a backslash");
    if (name.size() > kMaxPathBytes) throw refused(name.substr(0, 80) + "...", "its path is too long");
    const bool control =
        std::any_of(name.begin(), name.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; });
    if (control) throw refused(name, "its name has control characters");
    fs::path path;
    for (const fs::path& part : fs::path(name)) {
        if (part == "..") throw refused(name, "its path goes up with \"..\"");
        if (part.native().size() > kMaxNameBytes) throw refused(name, "a part of its name is too long");
        if (!part.empty() && part != ".") path /= part;
    }
    return path;
}

std::string folded(const fs::path& path) {
    std::string text = path.string();
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
}

class ZipReader {
public:
    ZipReader(const fs::path& zip, TreeWriter& tree, jobs::JobContext& job)
        : m_zip(zip)
        , m_zipBytes(fs::file_size(zip))
        , m_tree(tree)
        , m_job(job)
        , m_archive(archive_read_new()) {
        archive_read_support_format_zip_seekable(m_archive.get());
        if (archive_read_open_filename(m_archive.get(), zip.c_str(), 256 * 1024) != ARCHIVE_OK)
            throw damaged();
    }

    void read() {
        for (;;) {
            m_job.checkCancelled();
            archive_entry* entry = nullptr;
            const int status = archive_read_next_header(m_archive.get(), &entry);
            if (status == ARCHIVE_EOF) break;
            if (status < ARCHIVE_WARN) throw damaged();
            readEntry(entry);
        }
        m_tree.finish();
        if (m_tree.entries() == 0)
            throw Error(ErrorKind::BadInput, fmt::format("{} has no files.", m_zip.string()),
                        "Zip the agent's files.");
    }

private:
    Error damaged() const {
        const char* why = archive_error_string(m_archive.get());
        return Error(ErrorKind::BadInput,
                     fmt::format("{} is not a zip that can be read: {}.", m_zip.string(),
                                 why ? printable(why) : "damaged"),
                     "Make it again, for example with: zip -r agent.zip . (in the agent's folder)");
    }

    void readEntry(archive_entry* entry) {
        const char* utf8 = archive_entry_pathname_utf8(entry);
        const char* raw = utf8 ? utf8 : archive_entry_pathname(entry);
        const std::string name = raw ? raw : "";
        const fs::path path = checkedPath(name);
        if (path.empty() || isLeftOut(path)) return;
        if (archive_entry_hardlink(entry)) throw refused(name, "it is a hard link");
        const auto type = archive_entry_filetype(entry);
        if (type == AE_IFDIR) {
            requireSingle(name, path, true);
            m_tree.addFolder(path);
            return;
        }
        requireSingle(name, path, false);
        if (archive_entry_is_encrypted(entry)) throw refused(name, "it is encrypted");
        if (type == AE_IFLNK) {
            const char* linkUtf8 = archive_entry_symlink_utf8(entry);
            const char* link = linkUtf8 ? linkUtf8 : archive_entry_symlink(entry);
            m_tree.addLink(path, link ? link : "");
        } else if (type == AE_IFREG) {
            const bool executable = (archive_entry_perm(entry) & 0100) != 0;
            m_tree.addFile(path, executable, [&](std::span<char> buffer) { return readSome(name, buffer); });
        } else {
            throw refused(name, "it is neither a file nor a folder nor a link");
        }
    }

    std::size_t readSome(const std::string& name, std::span<char> buffer) {
        m_job.checkCancelled();
        const la_ssize_t got = archive_read_data(m_archive.get(), buffer.data(), buffer.size());
        if (got < 0) {
            const char* why = archive_error_string(m_archive.get());
            throw refused(name, why ? printable(why) : "it is damaged");
        }
        const std::uint64_t unpacked = m_tree.bytes() + static_cast<std::uint64_t>(got);
        if (unpacked > kBombMinimum && unpacked / kBombRatio > m_zipBytes)
            throw refused(
                name, fmt::format("it unpacks to more than {} times the size of the zip, as a zip bomb does",
                                  kBombRatio));
        m_job.progress(std::nullopt, fmt::format("{} files", m_tree.entries()));
        return static_cast<std::size_t>(got);
    }

    void requireSingle(const std::string& name, const fs::path& path, bool folder) {
        const auto [seen, isNew] = m_seen.try_emplace(folded(path), path.string());
        if (isNew || (folder && seen->second == path.string())) return;
        if (seen->second == path.string()) throw refused(name, "it is there twice");
        throw refused(
            name, fmt::format("it differs from {} by upper and lower case only", printable(seen->second)));
    }

    fs::path m_zip;
    std::uint64_t m_zipBytes;
    TreeWriter& m_tree;
    jobs::JobContext& m_job;
    std::unique_ptr<archive, CloseArchive> m_archive;
    std::map<std::string, std::string> m_seen;
};

} // namespace

void readZip(const fs::path& zip, TreeWriter& tree, jobs::JobContext& job) {
    const std::uint64_t bytes = fs::file_size(zip);
    if (bytes > contract::kMaxZipBytes)
        throw Error(ErrorKind::TooLarge,
                    fmt::format("{} has {} bytes: a zip may have at most {}.", zip.string(), bytes,
                                contract::kMaxZipBytes),
                    "Leave out what the agent does not need.");
    const Utf8Locale names;
    ZipReader(zip, tree, job).read();
}

} // namespace agentarium::agents
