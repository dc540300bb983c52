// SPDX-License-Identifier: Apache-2.0
#include "core/agents/tree_writer.h"

#include "core/contract/error.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace agentarium::agents {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kBufferBytes = 256 * 1024;

/// How many bytes of valid UTF-8 begin here; 0 when none do.
std::size_t utf8Length(const std::string& text, std::size_t at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(at);
    const std::size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0x20 || lead == 0x7F || (lead >= 0x80 && lead < 0xC2) || lead > 0xF4) return 0;
    if (at + length > text.size()) return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((byte(at + i) & 0xC0) != 0x80) return 0;
    if (lead == 0xE0 && byte(at + 1) < 0xA0) return 0;
    if (lead == 0xED && byte(at + 1) > 0x9F) return 0;
    if (lead == 0xF0 && byte(at + 1) < 0x90) return 0;
    if (lead == 0xF4 && byte(at + 1) > 0x8F) return 0;
    return length;
}

Error cannotWrite(const fs::path& path) {
    const int error = errno;
    if (error == EEXIST || error == ENOTDIR || error == EISDIR)
        return Error(ErrorKind::BadInput,
                     fmt::format("The entry {} is there twice, or once as a file and once as a folder.",
                                 printable(path)),
                     "Make the package again with each name once.");
    return Error(ErrorKind::RuntimeFailed,
                 fmt::format("{} could not be written to the staging folder: {}.", printable(path),
                             std::strerror(error)),
                 "Check the free space of the data folder (AGENTARIUM_HOME).");
}

bool isInside(const fs::path& root, const fs::path& path) {
    const fs::path relative = path.lexically_relative(root);
    return !relative.empty() && *relative.begin() != "..";
}

} // namespace

std::string printable(const std::string& name) {
    std::string text;
    for (std::size_t i = 0; i < name.size();) {
        const std::size_t length = utf8Length(name, i);
        text +=
            length ? name.substr(i, length) : fmt::format("\\x{:02x}", static_cast<unsigned char>(name[i]));
        i += length ? length : 1;
    }
    return text;
}

TreeWriter::TreeWriter(fs::path root, TreeLimits limits)
    : m_root(std::move(root)), m_limits(limits), m_buffer(kBufferBytes) {
    fs::create_directories(m_root);
    m_root = fs::canonical(m_root);
    ::chmod(m_root.c_str(), 0755);
}

void TreeWriter::count(const fs::path& path) {
    if (++m_entries > m_limits.entries)
        throw Error(ErrorKind::TooLarge,
                    fmt::format("The agent has more than {} files and folders; the limit was reached at {}.",
                                m_limits.entries, printable(path)),
                    "Leave out what the agent does not need.");
}

void TreeWriter::addFolder(const fs::path& path) {
    fs::path made = m_root;
    for (const fs::path& part : path) {
        made /= part;
        if (::mkdir(made.c_str(), 0755) == 0) {
            count(path);
            ::chmod(made.c_str(), 0755);
            continue;
        }
        struct stat info {};
        if (errno != EEXIST || ::lstat(made.c_str(), &info) != 0) throw cannotWrite(path);
        if (!S_ISDIR(info.st_mode)) {
            errno = EEXIST;
            throw cannotWrite(path);
        }
    }
}

void TreeWriter::addFile(const fs::path& path, bool executable, const Source& source) {
    if (path.has_parent_path()) addFolder(path.parent_path());
    count(path);
    const fs::path file = m_root / path;
    const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0) throw cannotWrite(path);
    try {
        while (const std::size_t got = source(m_buffer)) {
            m_bytes += got;
            if (m_bytes > m_limits.bytes)
                throw Error(
                    ErrorKind::TooLarge,
                    fmt::format("The agent is larger than {} bytes unpacked; the limit was reached at {}.",
                                m_limits.bytes, printable(path)),
                    "Leave out what the agent does not need; large data belongs into the request.");
            for (std::size_t done = 0; done < got;) {
                const ssize_t wrote = ::write(fd, m_buffer.data() + done, got - done);
                if (wrote < 0 && errno != EINTR) throw cannotWrite(path);
                if (wrote > 0) done += static_cast<std::size_t>(wrote);
            }
        }
        ::fchmod(fd, executable ? 0755 : 0644);
    } catch (...) {
        ::close(fd);
        throw;
    }
    ::close(fd);
}

void TreeWriter::addLink(const fs::path& path, const fs::path& target) {
    count(path);
    m_links.emplace_back(path, target);
}

void TreeWriter::finish() {
    const auto refuse = [](const fs::path& path, const fs::path& target) {
        return Error(ErrorKind::BadInput,
                     fmt::format("The link {} leads out of the agent's folder (to {}).", printable(path),
                                 printable(target)),
                     "Replace it with the file itself, or remove it.");
    };
    for (const auto& [path, target] : m_links) {
        const fs::path resolved = (m_root / path.parent_path() / target).lexically_normal();
        if (target.empty() || target.is_absolute() || !isInside(m_root, resolved)) throw refuse(path, target);
        if (path.has_parent_path()) addFolder(path.parent_path());
        if (::symlink(target.c_str(), (m_root / path).c_str()) != 0) throw cannotWrite(path);
    }
    // A link may lead out only through another one, so each is followed once all are there.
    for (const auto& [path, target] : m_links) {
        std::error_code ec;
        const fs::path resolved = fs::weakly_canonical(m_root / path, ec);
        if (ec || !isInside(m_root, resolved)) throw refuse(path, target);
    }
    m_links.clear();
}

} // namespace agentarium::agents
