// SPDX-License-Identifier: Apache-2.0
#include "core/agents/merge_tree.h"

#include "core/agents/launch_command.h"
#include "core/base/files.h"

#include <fmt/format.h>

namespace agentarium::agents {

namespace fs = std::filesystem;

namespace {

void mergeInto(const fs::path& from, const fs::path& to, const fs::path& relative,
               std::vector<fs::path>& kept) {
    for (const fs::directory_entry& entry : fs::directory_iterator(from / relative)) {
        const fs::path path = relative / entry.path().filename();
        const fs::file_status there = fs::symlink_status(to / path);
        if (!fs::exists(there)) {
            fs::rename(entry.path(), to / path);
        } else if (fs::is_directory(there) && entry.is_directory() && !entry.is_symlink()) {
            mergeInto(from, to, path, kept);
        } else {
            kept.push_back(path);
        }
    }
}

} // namespace

std::vector<fs::path> mergeTree(const fs::path& from, const fs::path& to) {
    std::vector<fs::path> kept;
    mergeInto(from, to, {}, kept);
    return kept;
}

void useGuestPython(const fs::path& scripts) {
    constexpr std::uintmax_t kMaxScriptBytes = 100'000;
    if (!fs::is_directory(scripts)) return;
    for (const fs::directory_entry& entry : fs::directory_iterator(scripts)) {
        if (entry.is_symlink() || !entry.is_regular_file() || entry.file_size() > kMaxScriptBytes) continue;
        const std::string text = readFile(entry.path());
        const std::size_t lineEnd = text.find('\n');
        if (!text.starts_with("#!") || lineEnd == std::string::npos) continue;
        // A long interpreter path is written as a shell script of three lines.
        const std::size_t python = text.find("python");
        if (python == std::string::npos || python > 1000) continue;
        const bool viaShell = text.starts_with("#!/bin/sh\n'''exec'");
        const std::size_t bodyAt = viaShell ? text.find("\n' '''\n") : lineEnd;
        if (bodyAt == std::string::npos || (!viaShell && python > lineEnd)) continue;
        const std::string body = text.substr(bodyAt + (viaShell ? 7 : 1));
        writeFileAtomically(entry.path(), fmt::format("#!{}\n{}", kGuestPython, body), 0755);
    }
}

} // namespace agentarium::agents
