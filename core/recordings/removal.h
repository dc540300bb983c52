// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/jobs/job.h"
#include "core/recordings/place.h"

#include <string>
#include <vector>

namespace agentarium::recordings {

/// Removes a hidden recording: the payloads no other one names, then its events, in steps small enough that
/// the journal's writer hardly waits. Interrupted, it is taken up again by tidyUp().
void removeHidden(const Place& place, const std::string& recordingId, jobs::JobContext& job);

/// Something is left of an import, a removal or a payload that a killed daemon did not finish.
bool needsTidying(const Place& place);
/// Removes that. Returns one sentence for each kind of thing.
std::vector<std::string> tidyUp(const Place& place, jobs::JobContext& job);

} // namespace agentarium::recordings
