// SPDX-License-Identifier: Apache-2.0
#include "core/image/hostpython.h"

#include "core/contract/error.h"
#include "core/image/debfile.h"

#include <fmt/format.h>

#include <algorithm>

namespace agentarium::image {

namespace fs = std::filesystem;

namespace {

/// The one path in `folder` whose name begins with `start`, or empty.
fs::path firstIn(const fs::path& folder, const std::string& start) {
    std::error_code ec;
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(folder, ec))
        if (entry.path().filename().string().rfind(start, 0) == 0) found.push_back(entry.path());
    return found.empty() ? fs::path() : *std::min_element(found.begin(), found.end());
}

std::optional<std::vector<std::string>> commandIn(const fs::path& root) {
    fs::path loader = firstIn(root / "usr/lib64", "ld-linux");
    if (loader.empty()) loader = firstIn(root / "usr/lib", "ld-linux");
    fs::path libraries;
    std::error_code ec;
    for (const auto& entry : fs::directory_iterator(root / "usr/lib", ec))
        if (fs::exists(entry.path() / "libc.so.6")) libraries = entry.path();
    const fs::path python = firstIn(root / "usr/bin", "python3.");
    if (loader.empty() || libraries.empty() || python.empty()) return std::nullopt;
    return std::vector<std::string>{"/usr/bin/env",
                                    "-u",
                                    "PYTHONHOME",
                                    "-u",
                                    "PYTHONPATH",
                                    "-u",
                                    "PYTHONPLATLIBDIR",
                                    "-u",
                                    "PYTHONOPTIMIZE",
                                    "-u",
                                    "PYTHONPYCACHEPREFIX",
                                    "-u",
                                    "LD_PRELOAD",
                                    "-u",
                                    "LD_LIBRARY_PATH",
                                    "PYTHONHASHSEED=0",
                                    "PYTHONDONTWRITEBYTECODE=1",
                                    loader.string(),
                                    "--library-path",
                                    libraries.string(),
                                    python.string(),
                                    "-s",
                                    "-S",
                                    "-P"};
}

} // namespace

std::optional<std::vector<std::string>> HostPython::command() const {
    std::error_code ec;
    fs::path newest;
    fs::file_time_type newestTime;
    for (const auto& entry : fs::directory_iterator(m_tools, ec)) {
        if (entry.path().filename().string().rfind("python-", 0) != 0) continue;
        const auto time = fs::last_write_time(entry.path());
        if (newest.empty() || time > newestTime) {
            newest = entry.path();
            newestTime = time;
        }
    }
    return newest.empty() ? std::nullopt : commandIn(newest);
}

std::string HostPython::versionOf(const std::vector<Deb>& debs) {
    for (const Deb& deb : debs)
        if (deb.name.rfind("python3.", 0) == 0 && deb.name.find("-minimal") != std::string::npos)
            return deb.version;
    throw Error(ErrorKind::RuntimeFailed,
                "The 'tool' lines of the guest's recipe bring no Python for this host.",
                "Correct resources/guest/recipe.");
}

void HostPython::install(const std::vector<Deb>& debs, jobs::JobContext& job) const {
    const fs::path target = m_tools / ("python-" + versionOf(debs));
    if (commandIn(target)) {
        fs::last_write_time(target, fs::file_time_type::clock::now());
        return;
    }
    const fs::path making = m_tools / ".making";
    fs::remove_all(making);
    fs::create_directories(making);
    for (const Deb& deb : debs) {
        job.checkCancelled();
        unpackDeb(deb.file, making, [](const std::string& path) {
            return path.rfind("usr/share/", 0) != 0 && path.find("/gconv/") == std::string::npos &&
                   path.rfind("etc/", 0) != 0;
        });
    }
    if (!commandIn(making))
        throw Error(ErrorKind::RuntimeFailed,
                    "The Python that compiles the guest's code lacks its program, loader or C library.",
                    "Check the 'tool' lines of resources/guest/recipe.");
    fs::remove_all(target);
    fs::rename(making, target);
    for (const auto& entry : fs::directory_iterator(m_tools))
        if (entry.path() != target && entry.path().filename().string().rfind("python-", 0) == 0)
            fs::remove_all(entry.path());
}

} // namespace agentarium::image
