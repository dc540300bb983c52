// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace agentarium::image {

/// What the guest image is made of: resources/guest/recipe, read. docs/image.md lists the words.
struct Recipe {
    std::vector<std::string> suites;         ///< of the main archive
    std::vector<std::string> securitySuites; ///< of the security archive
    std::string python;                      ///< "3.13"
    std::vector<std::string> packages;
    std::vector<std::string> without; ///< packages taken as present and not fetched
    std::vector<std::string> modules; ///< kernel modules, by name
    std::vector<std::string> drop;    ///< patterns of paths that are not unpacked
    std::vector<std::string> dirs;
    std::vector<std::pair<std::string, std::string>> links; ///< path, target
    std::vector<std::string> tools;                         ///< packages of the host-run Python
    std::vector<std::string> toolsWithout;

    /// Throws Error(BadInput) naming the line.
    static Recipe parse(const std::string& text);
    static Recipe load(const std::filesystem::path& file);

    /// Whether `path` (relative, no leading "./") or a folder above it is dropped.
    bool drops(const std::string& path) const;
};

} // namespace agentarium::image
