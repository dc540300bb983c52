// SPDX-License-Identifier: Apache-2.0
#include "core/discovery/log_tail.h"

#include <algorithm>
#include <fstream>

namespace agentarium::discovery {

namespace fs = std::filesystem;

std::vector<std::string> logTail(const fs::path& file, std::uint64_t from, std::size_t lines) {
    constexpr std::uint64_t kWindow = 16 * 1024;
    std::error_code ec;
    const std::uintmax_t size = fs::file_size(file, ec);
    std::ifstream stream(file);
    if (ec || !stream || size <= from) return {};
    stream.seekg(
        static_cast<std::streamoff>(std::max<std::uint64_t>(from, size > kWindow ? size - kWindow : 0)));
    std::vector<std::string> all;
    for (std::string line; std::getline(stream, line);)
        if (!line.empty()) all.push_back(line);
    if (all.size() > lines) all.erase(all.begin(), all.end() - static_cast<std::ptrdiff_t>(lines));
    return all;
}

std::uint64_t prepareLog(const fs::path& file) {
    constexpr std::uintmax_t kLimit = 4 * 1024 * 1024;
    std::error_code ec;
    std::uintmax_t size = fs::file_size(file, ec);
    if (ec) return 0;
    if (size <= kLimit) return size;
    fs::rename(file, fs::path(file.string() + ".1"), ec);
    return ec ? size : 0;
}

} // namespace agentarium::discovery
