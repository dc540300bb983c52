// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/agents/check.h"
#include "core/jobs/job.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace agentarium::agents {

/// Compiles all Python below `code` to .pyc files that hold whatever the files' times are (PEP 552, unchecked
/// hashes), with the paths they have in the guest. `python` is the command of a CPython 3.13; without it the
/// check says skipped. A syntax error in `entryFile` throws Error(BadInput) with the compiler's words; in
/// other files it is a warning: packages carry templates and files for other Pythons.
Checks compilePython(const std::filesystem::path& code, const std::filesystem::path& entryFile,
                     const std::optional<std::vector<std::string>>& python, jobs::JobContext& job);

} // namespace agentarium::agents
