// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/jobs/job.h"
#include "core/recordings/place.h"

#include <nlohmann/json.hpp>

namespace agentarium::recordings {

/// Checks everything that is kept here: the database itself, that each recording's events are numbered
/// without a gap from 1 and in the order of time, and that every payload an event names is there with its
/// digest. {ok, recordings, events, blobs, bytes, unnamed, problems[sentence, at most 100]}; `unnamed` counts
/// payloads on the disk that no event names: those of requests under way. Blocks; memory does not grow with
/// the journal.
nlohmann::json checkJournal(const Place& place, jobs::JobContext& job);

} // namespace agentarium::recordings
