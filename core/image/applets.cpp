// SPDX-License-Identifier: Apache-2.0
#include "core/image/applets.h"

#include "core/contract/error.h"

#include <algorithm>

namespace agentarium::image {

std::vector<std::string> busyboxApplets(const std::string& program) {
    // The names stand one after another, sorted, each ended by NUL, the list by an empty one. "[" and "[["
    // come first.
    const std::string start("\0[\0[[\0", 6);
    for (std::size_t found = program.find(start); found != std::string::npos;
         found = program.find(start, found + 1)) {
        std::vector<std::string> names;
        for (std::size_t begin = found + 1; begin < program.size();) {
            const std::size_t end = program.find('\0', begin);
            if (end == std::string::npos || end == begin) break;
            names.push_back(program.substr(begin, end - begin));
            begin = end + 1;
        }
        const auto has = [&](const char* name) {
            return std::find(names.begin(), names.end(), name) != names.end();
        };
        if (has("sh") && has("ls") && has("cat") && std::is_sorted(names.begin(), names.end())) return names;
    }
    throw Error(ErrorKind::RuntimeFailed,
                "The guest's busybox has no table of commands where one is expected.",
                "Report this with the version of the package busybox: agentariumctl image status --json.");
}

} // namespace agentarium::image
