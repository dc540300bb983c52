// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/jobs/job.h"
#include "core/recordings/package_reader.h"
#include "core/recordings/place.h"

#include <filesystem>

namespace agentarium::recordings {

/// Takes an `.agentrec` file into the journal. Nobody sees anything of it before all of it is checked; when
/// something fails, nothing of it stays. Blocks. Throws Error(BadInput) for a file that is not sound,
/// Conflict when the recording is here already, RuntimeFailed when the disk has no room.
PackageSummary importRecording(const Place& place, const std::filesystem::path& file, jobs::JobContext& job);

} // namespace agentarium::recordings
