// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace agentarium::image {

/// The sum of one file, or of several after another.
std::string sha256Of(const std::vector<std::filesystem::path>& files);
/// A sum over names, executable bits and contents of all files below `folder`, whatever order a listing has.
/// Compiled Python is left out.
std::string sha256OfTree(const std::filesystem::path& folder);

} // namespace agentarium::image
