// SPDX-License-Identifier: Apache-2.0
#include "core/image/rootfs.h"

#include "core/contract/error.h"
#include "core/image/applets.h"
#include "core/image/cabundle.h"
#include "core/image/debfile.h"
#include "core/image/process.h"
#include "core/image/rawfile.h"

#include <fmt/format.h>

namespace agentarium::image {

namespace fs = std::filesystem;

namespace {

/// Any fixed value: mkfs draws one by chance otherwise.
const char* const rootUuid = "a6e27a71-0000-4000-8000-000000000001";

void link(const fs::path& root, const std::string& path, const std::string& target) {
    const fs::path at = root / path;
    fs::create_directories(at.parent_path());
    fs::remove(at);
    fs::create_symlink(target, at);
}

bool isThere(const fs::path& path) {
    return fs::symlink_status(path).type() != fs::file_type::not_found;
}

void copyTree(const fs::path& from, const fs::path& to) {
    if (!fs::is_directory(from)) return;
    fs::create_directories(to);
    for (const auto& entry : fs::directory_iterator(from)) {
        const fs::path name = entry.path().filename();
        if (name == "__pycache__") continue;
        if (entry.is_directory() && !entry.is_symlink()) {
            copyTree(entry.path(), to / name);
        } else {
            fs::remove(to / name);
            fs::copy(entry.path(), to / name, fs::copy_options::copy_symlinks);
        }
    }
}

} // namespace

void RootFs::unpack(const std::vector<Deb>& debs, const Recipe& recipe, jobs::JobContext& job) {
    fs::create_directories(m_folder);
    // Debian 13 keeps everything below /usr; base-files has these links, other packages rely on them.
    for (const char* name : {"bin", "sbin", "lib"})
        link(m_folder, name, fmt::format("usr/{}", name));
    std::size_t done = 0;
    for (const Deb& deb : debs) {
        job.checkCancelled();
        job.progress(static_cast<double>(done++) / static_cast<double>(debs.size()), deb.name);
        unpackDeb(deb.file, m_folder, [&](const std::string& path) { return !recipe.drops(path); });
    }
}

void RootFs::complete(const Recipe& recipe, const fs::path& resources) {
    for (const std::string& dir : recipe.dirs)
        fs::create_directories(m_folder / dir);
    for (const auto& [path, target] : recipe.links)
        link(m_folder, path, target);
    makeCaBundle(m_folder);
    for (const std::string& applet : busyboxApplets(readRawFile(m_folder / "usr/bin/busybox")))
        if (!isThere(m_folder / "usr/bin" / applet) && !isThere(m_folder / "usr/sbin" / applet))
            fs::create_symlink("busybox", m_folder / "usr/bin" / applet);
    copyTree(resources / "root", m_folder);
    copyTree(resources / "python", m_folder / "usr/lib/python3/dist-packages");
}

void RootFs::compilePython(const Recipe& recipe, const std::vector<std::string>& python,
                           jobs::JobContext& job) {
    Process process;
    process.command = python;
    // -s and -p: the files are known by their path in the guest.
    for (const std::string& word :
         {std::string("-m"), std::string("compileall"), std::string("-q"), std::string("--invalidation-mode"),
          std::string("unchecked-hash"), std::string("-s"), m_folder.string(), std::string("-p"),
          std::string("/"), (m_folder / "usr/lib" / ("python" + recipe.python)).string(),
          (m_folder / "usr/lib/python3/dist-packages").string()})
        process.command.push_back(word);
    std::string last;
    process.line = [&](const std::string& line) {
        job.log(line);
        if (!line.empty()) last = line;
    };
    if (run(process, job) != 0)
        throw Error(ErrorKind::RuntimeFailed,
                    fmt::format("The guest's Python code cannot be compiled: {}", last),
                    "Run agentariumctl image build again; if it stays, report what was printed.");
}

void RootFs::normalise() const {
    const auto allow = [](const fs::path& path, unsigned mode) {
        fs::permissions(path, static_cast<fs::perms>(mode));
    };
    allow(m_folder, 0755);
    for (const auto& entry : fs::recursive_directory_iterator(m_folder)) {
        if (entry.is_symlink()) continue;
        const bool executable = (entry.status().permissions() & fs::perms::owner_exec) != fs::perms::none;
        allow(entry.path(), entry.is_directory() || executable ? 0755 : 0644);
    }
    for (const char* open : {"tmp", "var/tmp"})
        if (fs::is_directory(m_folder / open)) allow(m_folder / open, 01777);
    if (fs::is_directory(m_folder / "root")) allow(m_folder / "root", 0700);
}

void RootFs::pack(const fs::path& image, jobs::JobContext& job) const {
    Process process;
    // -x-1: extended attributes of the host's file system are not the guest's.
    process.command = {
        findProgram("mkfs.erofs"), "--quiet", "-T0", "-U", rootUuid, "-x-1", "--all-root", image.string(),
        m_folder.string()};
    std::string last;
    process.line = [&](const std::string& line) {
        job.log(line);
        if (!line.empty()) last = line;
    };
    if (run(process, job) != 0)
        throw Error(ErrorKind::RuntimeFailed,
                    fmt::format("The guest's root file system cannot be packed: {}", last),
                    "Check the free disk space and the package erofs-utils.");
}

} // namespace agentarium::image
