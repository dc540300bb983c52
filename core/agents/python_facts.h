// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace agentarium::agents {

/// What a Python file says about how it is run, read from its text without running it.
struct PythonFacts {
    std::set<std::string> modules; ///< imported modules, "a.b"; relative ones with their dots, ".x"
    std::map<std::string, std::string> imports; ///< local name to what it stands for, "app" to "api.app"
    /// Names assigned at module level, each with the callables its value calls ("FastAPI", "build").
    std::map<std::string, std::set<std::string>> assigned;
    std::set<std::string> functions; ///< defined at module level
    std::set<std::string> calls;     ///< dotted and with imports resolved: "uvicorn.run", "app.run"

    /// It has code that waits for connections: uvicorn.run, app.run, serve_forever and their like.
    bool serves() const;
    /// The name of a module level ASGI application that nobody serves yet, as FastAPI or Starlette make; or
    /// empty.
    std::string asgiApp() const;
    /// It makes a BedrockAgentCoreApp.
    bool makesAgentCoreApp() const;
    /// It has create_agent() or `agent` at module level.
    bool hasBareAgent() const;
    bool looksLikeServer() const { return serves() || !asgiApp().empty() || makesAgentCoreApp(); }
};

PythonFacts readPythonFacts(std::string_view source);
/// Of a file, of which at most 4 MB are read; nothing is known of a file that cannot be read.
PythonFacts readPythonFacts(const std::filesystem::path& file);

/// The files below `root` that `file` imports, directly or through others; at most 200.
std::set<std::filesystem::path> importedFiles(const std::filesystem::path& root,
                                              const std::filesystem::path& file);

} // namespace agentarium::agents
