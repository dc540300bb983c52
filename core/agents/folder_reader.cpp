// SPDX-License-Identifier: Apache-2.0
#include "core/agents/left_out.h"
#include "core/agents/source_reader.h"
#include "core/contract/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace agentarium::agents {

namespace fs = std::filesystem;

namespace {

Error cannotRead(const fs::path& path) {
    return Error(ErrorKind::BadInput,
                 fmt::format("{} cannot be read: {}.", printable(path), std::strerror(errno)),
                 "Give yourself the right to read it, or remove it.");
}

class FolderReader {
public:
    FolderReader(fs::path root, TreeWriter& tree, jobs::JobContext& job)
        : m_root(std::move(root)), m_tree(tree), m_job(job) {}

    void read(const fs::path& relative) {
        std::error_code ec;
        std::vector<fs::path> names;
        for (fs::directory_iterator it(m_root / relative, ec), end; !ec && it != end; it.increment(ec))
            names.push_back(it->path().filename());
        if (ec) {
            errno = ec.value();
            throw cannotRead(m_root / relative);
        }
        std::sort(names.begin(), names.end());
        for (const fs::path& name : names) {
            m_job.checkCancelled();
            const fs::path path = relative / name;
            if (!isLeftOut(path)) readEntry(path);
        }
    }

private:
    void readEntry(const fs::path& path) {
        const fs::path source = m_root / path;
        struct stat info {};
        if (::lstat(source.c_str(), &info) != 0) throw cannotRead(source);
        if (S_ISDIR(info.st_mode)) {
            if (fs::exists(source / "pyvenv.cfg")) return;
            m_tree.addFolder(path);
            read(path);
        } else if (S_ISREG(info.st_mode)) {
            readFile(path, (info.st_mode & S_IXUSR) != 0);
        } else if (S_ISLNK(info.st_mode)) {
            readLink(path);
        } else {
            const char* what = S_ISSOCK(info.st_mode)   ? "socket"
                               : S_ISFIFO(info.st_mode) ? "named pipe"
                                                        : "device";
            throw Error(
                ErrorKind::BadInput,
                fmt::format("{} is a {}: an agent has files, folders and links only.", printable(path), what),
                "Remove it from the folder.");
        }
    }

    void readFile(const fs::path& path, bool executable) {
        const fs::path source = m_root / path;
        const int fd = ::open(source.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
        if (fd < 0) throw cannotRead(source);
        try {
            m_tree.addFile(path, executable, [&](std::span<char> buffer) {
                m_job.checkCancelled();
                const ssize_t got = ::read(fd, buffer.data(), buffer.size());
                if (got < 0) throw cannotRead(source);
                return static_cast<std::size_t>(got);
            });
        } catch (...) {
            ::close(fd);
            throw;
        }
        ::close(fd);
    }

    void readLink(const fs::path& path) {
        const fs::path target = fs::read_symlink(m_root / path);
        std::error_code ec;
        const fs::path resolved = fs::weakly_canonical(m_root / path, ec);
        const fs::path inside = resolved.lexically_relative(m_root);
        if (ec || inside.empty() || *inside.begin() == "..")
            throw Error(ErrorKind::BadInput,
                        fmt::format("The link {} leads out of the agent's folder (to {}).", printable(path),
                                    printable(target)),
                        "Replace it with the file itself, or remove it.");
        if (isLeftOut(inside)) return;
        // An absolute link into the folder means something else in the guest, so it becomes a relative one.
        m_tree.addLink(path, target.is_absolute() ? inside.lexically_relative(path.parent_path()) : target);
    }

    fs::path m_root;
    TreeWriter& m_tree;
    jobs::JobContext& m_job;
};

} // namespace

void readFolder(const fs::path& folder, TreeWriter& tree, jobs::JobContext& job) {
    FolderReader(fs::canonical(folder), tree, job).read({});
    tree.finish();
}

} // namespace agentarium::agents
