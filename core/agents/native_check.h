// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/agents/check.h"
#include "core/jobs/job.h"

#include <filesystem>

namespace agentarium::agents {

/// Looks at every file below `code`: shared objects and programs must be AArch64, and Python's extension
/// modules built for CPython 3.13 or its stable ABI. Throws Error(BadInput) that names the first file that is
/// not, what it is built for, and what to do. Returns one check that says how many were looked at.
Check checkNativeCode(const std::filesystem::path& code, jobs::JobContext& job);

} // namespace agentarium::agents
