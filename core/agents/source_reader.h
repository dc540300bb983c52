// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/agents/tree_writer.h"
#include "core/jobs/job.h"

namespace agentarium::agents {

/// Copies a folder without what isLeftOut(). Links stay links when they lead to something inside; links that
/// lead out, sockets, pipes and devices throw Error(BadInput) with their name. The folder is only read.
void readFolder(const std::filesystem::path& folder, TreeWriter& tree, jobs::JobContext& job);

/// Unpacks a zip, streaming. Refuses, with the entry's name: absolute paths, "..", backslashes, links that
/// lead out, anything but files, folders and links, names that are there twice (also by case only), encrypted
/// entries, and entries that grow as only a bomb does. A zip over contract::kMaxZipBytes throws
/// Error(TooLarge).
void readZip(const std::filesystem::path& zip, TreeWriter& tree, jobs::JobContext& job);

} // namespace agentarium::agents
