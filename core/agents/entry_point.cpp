// SPDX-License-Identifier: Apache-2.0
#include "core/agents/entry_point.h"

#include "core/agents/python_facts.h"
#include "core/contract/error.h"
#include "core/contract/names.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace agentarium::agents {

namespace fs = std::filesystem;

namespace {

constexpr const char* kInstrument = "opentelemetry-instrument";

Error noNode(const std::string& what) {
    return Error(
        ErrorKind::BadInput,
        fmt::format("{} needs Node.js, and the guest image has none: it runs Python 3.13 only.", what),
        "Deploy an agent written in Python.");
}

std::vector<fs::path> topLevelPython(const fs::path& code) {
    std::vector<fs::path> files;
    for (const fs::directory_entry& entry : fs::directory_iterator(code)) {
        const std::string name = entry.path().filename();
        if (entry.is_regular_file() && entry.path().extension() == ".py" && !name.starts_with("test_") &&
            !name.ends_with("_test.py") && name != "setup.py" && name != "conftest.py" &&
            name != "__init__.py")
            files.push_back(entry.path().filename());
    }
    std::sort(files.begin(), files.end());
    return files;
}

/// Servers one folder down, to name them when nothing is at the top.
std::vector<std::string> serversBelow(const fs::path& code) {
    std::vector<std::string> files;
    for (const fs::directory_entry& folder : fs::directory_iterator(code)) {
        if (!folder.is_directory() || folder.is_symlink()) continue;
        for (const fs::path& file : topLevelPython(folder.path()))
            if (files.size() < 20 && readPythonFacts(folder.path() / file).looksLikeServer())
                files.push_back((folder.path().filename() / file).string());
    }
    std::sort(files.begin(), files.end());
    return files;
}

void keepIf(std::vector<fs::path>& files, const auto& wanted) {
    std::vector<fs::path> kept;
    std::copy_if(files.begin(), files.end(), std::back_inserter(kept), wanted);
    if (!kept.empty()) files = kept;
}

/// The obvious file, as entry_point.h says.
fs::path obviousFile(const fs::path& code, const std::string& folderName) {
    const std::vector<fs::path> all = topLevelPython(code);
    const std::string own = contract::suggestName(folderName) + ".py";
    const std::set<std::string> obvious{"main.py",     "agent.py", "app.py",           "my_agent.py",
                                        "server.py",   "run.py",   "agent_runtime.py", "runtime.py",
                                        "__main__.py", own,        folderName + ".py"};
    const auto isServer = [&](const fs::path& file) {
        return readPythonFacts(code / file).looksLikeServer();
    };

    std::vector<fs::path> candidates;
    for (const fs::path& file : all)
        if (obvious.contains(file.string())) candidates.push_back(file);
    if (candidates.empty() || std::none_of(candidates.begin(), candidates.end(), isServer))
        for (const fs::path& file : all)
            if (!obvious.contains(file.string()) && isServer(file)) candidates.push_back(file);
    if (candidates.empty() && all.size() == 1) return all.front();
    keepIf(candidates, isServer);
    if (candidates.size() > 1) {
        // What another candidate imports is a part of that one.
        std::set<fs::path> imported;
        for (const fs::path& file : candidates)
            imported.merge(importedFiles(code, code / file));
        keepIf(candidates, [&](const fs::path& file) { return !imported.contains(code / file); });
    }
    if (candidates.size() == 1) return candidates.front();

    std::vector<std::string> names;
    for (const fs::path& file : candidates)
        names.push_back(file.string());
    if (!names.empty())
        throw Error(
            ErrorKind::BadInput,
            fmt::format("Several files could be the agent's entry point: {}.", fmt::join(names, ", ")),
            fmt::format("Say which: --entrypoint {}", names.front()));
    if (fs::exists(code / "package.json")) throw noNode("This project (package.json)");
    names = serversBelow(code);
    throw Error(ErrorKind::BadInput,
                "The agent's entry point was not found: there is no main.py, agent.py, app.py or other "
                "server at the top.",
                names.empty()
                    ? "Name the file that starts the agent's server: --entrypoint FILE"
                    : fmt::format("Name it; these look like servers: {}. For example: --entrypoint {}",
                                  fmt::join(names, ", "), names.front()));
}

struct Given {
    bool instrument = false;
    std::string file;
    std::string object; ///< behind the colon
};

/// A path below `code` for "main.py", "main.py:app" or "pkg.main:app".
Given parseGiven(const fs::path& code, std::string text) {
    Given given;
    if (text.starts_with(std::string(kInstrument) + " ")) {
        given.instrument = true;
        text.erase(0, std::string(kInstrument).size());
        text.erase(0, text.find_first_not_of(' '));
    }
    if (const std::size_t colon = text.find(':'); colon != std::string::npos) {
        given.object = text.substr(colon + 1);
        text.resize(colon);
    }
    const fs::path path = fs::path(text).lexically_normal();
    if (path.is_absolute() || path.empty() || *path.begin() == "..")
        throw Error(ErrorKind::BadInput,
                    fmt::format("The entry point {} is not in the agent's folder.", text),
                    "Name a file relative to the folder.");
    const std::string extension = path.extension();
    if (extension == ".js" || extension == ".mjs" || extension == ".cjs" || extension == ".ts")
        throw noNode("The entry point " + text);
    given.file = path.string();
    if (fs::is_regular_file(code / path) && extension == ".py") return given;
    std::string module = text;
    std::replace(module.begin(), module.end(), '.', '/');
    for (const std::string& file : {path.string() + ".py", module + ".py", module + "/__init__.py"}) {
        if (!fs::is_regular_file(code / file)) continue;
        given.file = file;
        return given;
    }
    if (fs::is_regular_file(code / path))
        throw Error(ErrorKind::BadInput, fmt::format("The entry point {} is not a Python file.", text),
                    "Name a .py file.");
    std::vector<std::string> names;
    for (const fs::path& file : topLevelPython(code))
        names.push_back(file.string());
    throw Error(ErrorKind::BadInput, fmt::format("The entry point {} is not in the agent's folder.", text),
                names.empty() ? "The folder has no Python file at the top."
                              : fmt::format("The Python files at the top are: {}.", fmt::join(names, ", ")));
}

std::string moduleName(fs::path file) {
    std::string module = file.replace_extension().generic_string();
    std::replace(module.begin(), module.end(), '/', '.');
    if (module.ends_with(".__init__")) module.resize(module.size() - 9);
    return module;
}

Error noServer(const std::string& file, const PythonFacts& facts) {
    const bool function = facts.functions.contains("create_agent");
    return Error(ErrorKind::BadInput,
                 fmt::format("{} makes an agent ({}) but nothing serves it: nothing listens for requests.",
                             file, function ? "create_agent()" : "agent"),
                 fmt::format("Add these lines to {}:\n"
                             "    from bedrock_agentcore import BedrockAgentCoreApp\n"
                             "    app = BedrockAgentCoreApp()\n"
                             "    @app.entrypoint\n"
                             "    def invoke(payload): return {{\"result\": str({}(payload[\"prompt\"]))}}\n"
                             "    app.run()",
                             file,
                             function && !facts.assigned.contains("agent") ? "create_agent()" : "agent"));
}

} // namespace

EntryPoint findEntryPoint(const fs::path& code, const std::optional<std::string>& given,
                          const std::string& folderName) {
    Given wanted;
    if (given) {
        wanted = parseGiven(code, *given);
    } else {
        wanted.file = obviousFile(code, folderName).string();
    }
    EntryPoint entry;
    entry.file = wanted.file;
    const PythonFacts facts = readPythonFacts(code / wanted.file);
    std::set<fs::path> parts;
    if (!facts.looksLikeServer()) parts = importedFiles(code, code / wanted.file);
    const bool partServes = std::any_of(parts.begin(), parts.end(), [](const fs::path& file) {
        return readPythonFacts(file).looksLikeServer();
    });
    std::string app = facts.asgiApp();
    if (!app.empty() && facts.assigned.contains(wanted.object)) app = wanted.object;

    if (!app.empty()) {
        entry.words = {"uvicorn", moduleName(wanted.file) + ":" + app};
        entry.checks.push_back(
            {"entrypoint", "ok",
             fmt::format("{} has the application {}, which uvicorn serves.", wanted.file, app)});
        return entry;
    }
    if (!facts.looksLikeServer() && !partServes && facts.hasBareAgent()) throw noServer(wanted.file, facts);
    entry.words = {wanted.file};
    if (wanted.instrument) entry.words.insert(entry.words.begin(), kInstrument);
    const bool runs = facts.serves() || partServes;
    entry.checks.push_back(
        {"entrypoint", runs ? "ok" : "warn",
         runs ? wanted.file
         : facts.makesAgentCoreApp()
             ? fmt::format("{} makes a BedrockAgentCoreApp but does not seem to call its run().", wanted.file)
             : fmt::format("{} does not look like a server.", wanted.file)});
    return entry;
}

} // namespace agentarium::agents
