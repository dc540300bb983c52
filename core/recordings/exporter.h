// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/events/session_row.h"
#include "core/jobs/job.h"
#include "core/recordings/package_reader.h"
#include "core/recordings/place.h"

#include <filesystem>

namespace agentarium::recordings {

/// Writes one recording as an `.agentrec` file: its events 1 to row.lastSeq, all committed, and the payloads
/// they name. The file is there when it is complete, and not at all when something fails. Memory does not
/// grow with the recording; the same recording gives the same bytes. Blocks. Throws Error.
PackageSummary exportRecording(const Place& place, const events::SessionRow& row,
                               const std::filesystem::path& file, jobs::JobContext& job);

} // namespace agentarium::recordings
