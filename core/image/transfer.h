// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/image/image.h"
#include "core/image/imagefolder.h"

#include <filesystem>

namespace agentarium::image {

/// Writes an image as one tar.zst: manifest.json first, then kernel, initrd and root.erofs. The file appears
/// when complete.
void exportImage(const GuestImage& image, const std::filesystem::path& file, jobs::JobContext& job);

/// Unpacks such a file into the folder `into` and checks the digest. Anything but the four plain files is
/// refused: Error(BadInput) naming the entry.
Manifest importImage(const std::filesystem::path& file, const std::filesystem::path& into,
                     jobs::JobContext& job);

} // namespace agentarium::image
