// SPDX-License-Identifier: Apache-2.0
#include "core/archives/archives.h"

#include "core/contract/error.h"

#include <fmt/format.h>

namespace agentarium {

void checkArchive(int code, archive* a, const std::string& what) {
    if (code >= ARCHIVE_WARN) return;
    const char* reason = archive_error_string(a);
    throw Error(ErrorKind::RuntimeFailed, fmt::format("{}: {}", what, reason ? reason : "unknown reason"));
}

std::string safeEntryPath(const char* path, const std::string& archiveName) {
    const std::string given = path ? path : "";
    bool unsafe = given.empty() || given.front() == '/';
    std::string result;
    for (std::size_t begin = 0; begin <= given.size();) {
        const std::size_t end = std::min(given.find('/', begin), given.size());
        const std::string part = given.substr(begin, end - begin);
        unsafe |= part == "..";
        if (!part.empty() && part != ".") result += (result.empty() ? "" : "/") + part;
        begin = end + 1;
    }
    if (unsafe)
        throw Error(ErrorKind::BadInput,
                    fmt::format("{} holds an entry that leaves its folder: '{}'.", archiveName, given),
                    "Do not use this file; get it again from where it came from.");
    return result;
}

} // namespace agentarium
