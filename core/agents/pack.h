// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/jobs/job.h"

#include <filesystem>
#include <string>

namespace agentarium::agents {

/// Packs `code` into a read-only EROFS image at `image`. The same files give the same bytes: times, owners
/// and the file system's id are fixed. Returns the image's SHA-256 in hex. Throws Error(RuntimeFailed), when
/// mkfs.erofs is missing with how to get it.
std::string packCode(const std::filesystem::path& code, const std::filesystem::path& image,
                     jobs::JobContext& job);

} // namespace agentarium::agents
