// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/agents/check.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace agentarium::agents {

struct EntryPoint {
    std::vector<std::string> words; ///< as AgentVersion::entryPoint
    std::filesystem::path file;     ///< relative to the code's folder
    Checks checks;
};

/// What a version of `code` is started with. `given` is "main.py", "pkg/main.py:app", "pkg.main:app" or
/// "opentelemetry-instrument main.py"; without it the obvious file is taken: main.py, agent.py, app.py, the
/// folder's own name and their like, or the only top-level file that is a server. A FastAPI or Starlette
/// object nobody serves is served by uvicorn. `folderName` is the project folder's name. Throws
/// Error(BadInput): no such file, none or several candidates (all listed), a Node project, or a file that has
/// an agent but no server (the fix shows the lines that are missing).
EntryPoint findEntryPoint(const std::filesystem::path& code, const std::optional<std::string>& given,
                          const std::string& folderName);

} // namespace agentarium::agents
