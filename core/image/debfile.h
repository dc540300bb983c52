// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <string>

namespace agentarium::image {

/// Unpacks the files of a .deb into `folder`, without its maintainer scripts, owners and times.
/// `keep` gets each path (relative, no leading "./") and may leave it out. Entries that would leave `folder`
/// are refused: Error(RuntimeFailed) naming the package and the entry.
void unpackDeb(const std::filesystem::path& deb, const std::filesystem::path& folder,
               const std::function<bool(const std::string& path)>& keep);

} // namespace agentarium::image
