// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/events/blob_folder.h"

#include <filesystem>
#include <functional>
#include <memory>

namespace agentarium::recordings {

/// Where recordings are kept, for work on a pool thread.
struct Place {
    std::filesystem::path journal; ///< home/journal.db
    std::shared_ptr<events::BlobFolder> blobs;
    /// Returns when every event appended before the call is committed; throws what `giveUp` throws when that
    /// takes long and the caller does not want to wait on.
    std::function<void(const std::function<void()>& giveUp)> flush;
};

} // namespace agentarium::recordings
