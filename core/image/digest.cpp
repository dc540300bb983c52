// SPDX-License-Identifier: Apache-2.0
#include "core/image/digest.h"

#include "core/base/hash.h"
#include "core/contract/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <string_view>

namespace agentarium::image {

namespace {

void addFile(Sha256& sum, const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::vector<char> buffer(256 * 1024);
    while (in) {
        in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        sum.update(std::string_view(buffer.data(), static_cast<std::size_t>(in.gcount())));
    }
    if (!in.eof()) throw Error(ErrorKind::RuntimeFailed, fmt::format("{} cannot be read.", file.string()));
}

} // namespace

std::string sha256Of(const std::vector<std::filesystem::path>& files) {
    Sha256 sum;
    for (const auto& file : files)
        addFile(sum, file);
    return sum.finish();
}

std::string sha256OfTree(const std::filesystem::path& folder) {
    namespace fs = std::filesystem;
    std::vector<fs::path> files;
    for (auto it = fs::recursive_directory_iterator(folder); it != fs::recursive_directory_iterator(); ++it) {
        if (it->path().filename() == "__pycache__") {
            it.disable_recursion_pending();
            continue;
        }
        if (it->is_symlink() || it->is_regular_file()) files.push_back(it->path());
    }
    std::sort(files.begin(), files.end());
    Sha256 sum;
    for (const fs::path& file : files) {
        const bool link = fs::is_symlink(file);
        const bool executable =
            !link && (fs::status(file).permissions() & fs::perms::owner_exec) != fs::perms::none;
        sum.update(fmt::format("{}\n{}\n", fs::relative(file, folder).generic_string(),
                               link         ? "l"
                               : executable ? "x"
                                            : "-"));
        if (link)
            sum.update(fs::read_symlink(file).string());
        else
            sum.update(sha256Of({file}));
        sum.update("\n");
    }
    return sum.finish();
}

} // namespace agentarium::image
