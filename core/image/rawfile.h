// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace agentarium::image {

/// A file's bytes, decompressed when it is an xz, gzip or zstd file. For files that fit in memory (kernel,
/// modules).
std::string readRawFile(const std::filesystem::path& file);

} // namespace agentarium::image
