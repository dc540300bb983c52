// SPDX-License-Identifier: Apache-2.0
#include "core/agents/project_config.h"

#include "core/agents/config_node.h"
#include "core/contract/error.h"
#include "core/contract/names.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace agentarium::agents {

namespace fs = std::filesystem;

namespace {

constexpr const char* kToolkitFile = ".bedrock_agentcore.yaml";
constexpr const char* kCliFile = "agentcore/agentcore.json";
constexpr const char* kPlainFile = "agentcore.yaml";

bool sameName(const std::string& a, const std::string& b) {
    return contract::suggestName(a) == contract::suggestName(b);
}

/// The one of several agents that is meant.
ConfigNode choose(const std::vector<std::pair<std::string, ConfigNode>>& agents, const std::string& file,
                  const std::optional<std::string>& wanted, const std::string& usual) {
    std::vector<std::string> names;
    for (const auto& [name, node] : agents) {
        if (wanted ? sameName(name, *wanted) : (!usual.empty() && name == usual)) return node;
        names.push_back(name);
    }
    if (agents.size() == 1) return agents.front().second;
    for (const auto& [name, node] : agents)
        if (wanted && !usual.empty() && name == usual) return node;
    throw Error(
        ErrorKind::BadInput,
        fmt::format("{} has several agents and does not say which is meant: {}.", file,
                    fmt::join(names, ", ")),
        fmt::format("Choose one: --name {}", names.empty() ? "NAME" : contract::suggestName(names.front())));
}

void takeProtocol(ProjectConfig& config, const ConfigNode& node) {
    const std::string text = node.text();
    if (text.empty()) return;
    config.protocol = protocolFromString(text);
    if (!config.protocol)
        throw Error(ErrorKind::BadInput, fmt::format("{}: \"{}\" is not a protocol.", node.place(), text),
                    "Use HTTP, MCP, A2A or AGUI.");
}

void takeLifecycle(ProjectConfig& config, const ConfigNode& node) {
    for (const char* key : {"idleRuntimeSessionTimeout", "idle_runtime_session_timeout"})
        if (const auto value = node[key].number()) config.idleTimeoutS = value;
    for (const char* key : {"maxLifetime", "max_lifetime"})
        if (const auto value = node[key].number()) config.maxLifetimeS = value;
}

void takeEnvironment(ProjectConfig& config, const ConfigNode& node) {
    for (const auto& [key, value] : node.members())
        config.env[key] = value.text();
    for (const ConfigNode& item : node.items()) {
        const std::string key = item["name"].text().empty() ? item["key"].text() : item["name"].text();
        if (!key.empty()) config.env[key] = item["value"].text();
    }
}

/// A path of the file, relative to the project. An absolute one means the place the project came from.
std::optional<fs::path> inProject(const std::string& text, const fs::path& projectPath) {
    fs::path path(text);
    if (path.is_absolute()) path = path.lexically_normal().lexically_relative(projectPath);
    path = path.lexically_normal();
    if (path.empty() || *path.begin() == "..") return std::nullopt;
    return path.filename().empty() ? path.parent_path() : path;
}

void takeCode(ProjectConfig& config, const ConfigNode& node, const fs::path& staged,
              const fs::path& projectPath) {
    if (node.text().empty()) return;
    const auto folder = inProject(node.text(), projectPath);
    if (folder && fs::is_directory(staged / *folder)) {
        config.code = *folder;
    } else {
        config.notes.push_back(
            {"config", "warn",
             fmt::format("{}: the folder {} is not in the project; the project's own folder is used.",
                         node.place(), node.text())});
    }
}

void takeEntryPoint(ProjectConfig& config, const ConfigNode& node, const fs::path& staged,
                    const fs::path& projectPath) {
    std::string text = node.text();
    if (text.empty()) return;
    if (text.front() == '/') {
        const auto relative = inProject(text, projectPath);
        const fs::path code = config.code.value_or("");
        if (relative && fs::exists(staged / *relative)) {
            const fs::path inCode = relative->lexically_relative(code.empty() ? fs::path(".") : code);
            text = code.empty() || inCode.empty() || *inCode.begin() == ".." ? relative->string()
                                                                             : inCode.string();
        } else {
            const std::string name = fs::path(text).filename();
            config.notes.push_back({"config", "warn",
                                    fmt::format("{}: {} is another place; {} of this project is used.",
                                                node.place(), text, name)});
            text = name;
        }
    }
    config.entryPoint = text;
}

void readToolkitFile(ProjectConfig& config, const ConfigNode& root, const fs::path& staged,
                     const fs::path& projectPath, const std::optional<std::string>& wanted) {
    const auto agents = root["agents"].members();
    // An older form has the one agent's keys at the top.
    const ConfigNode agent =
        agents.empty() ? root : choose(agents, config.file, wanted, root["default_agent"].text());
    config.name = agent["name"].optionalText();
    takeCode(config, agent["source_path"], staged, projectPath);
    takeEntryPoint(config, agent["entrypoint"], staged, projectPath);
    takeProtocol(config, agent["aws"]["protocol_configuration"]["server_protocol"]);
    takeLifecycle(config, agent["aws"]["lifecycle_configuration"]);
    if (const std::string language = agent["language"].text(); !language.empty() && language != "python")
        config.notes.push_back(
            {"config", "warn",
             fmt::format("{} says the language is {}; the guest runs Python.", config.file, language)});
}

void readCliFile(ProjectConfig& config, const ConfigNode& root, const fs::path& staged,
                 const fs::path& projectPath, const std::optional<std::string>& wanted) {
    std::vector<std::pair<std::string, ConfigNode>> runtimes;
    for (const ConfigNode& item : root["runtimes"].items())
        runtimes.emplace_back(item["name"].text(), item);
    if (runtimes.empty()) return;
    const ConfigNode runtime = choose(runtimes, config.file, wanted, {});
    config.name = runtime["name"].optionalText();
    takeCode(config, runtime["codeLocation"], staged, projectPath);
    takeEntryPoint(config, runtime["entrypoint"], staged, projectPath);
    takeProtocol(config, runtime["protocol"]);
    takeEnvironment(config, runtime["envVars"]);
    takeLifecycle(config, runtime["lifecycle"]);
    takeLifecycle(config, runtime["lifecycleConfiguration"]);
}

void readPlainFile(ProjectConfig& config, const ConfigNode& root, const fs::path& staged,
                   const fs::path& projectPath) {
    config.name = root["name"].optionalText();
    takeEntryPoint(config, root["entrypoint"], staged, projectPath);
    takeProtocol(config, root["protocol"]);
    takeEnvironment(config, root["environment"]);
    config.memoryMb = root["memory"].number();
    config.timeoutS = root["timeout"].number();
    config.maxLifetimeS = root["max_session_duration"].number();
    const std::string runtime = root["runtime"].text();
    if (!runtime.empty() && runtime != "python3.13")
        config.notes.push_back(
            {"config", "warn",
             fmt::format("{} asks for {}; the guest runs Python 3.13.", config.file, runtime)});
    if (root["vpc"].exists())
        config.notes.push_back(
            {"config", "warn", fmt::format("{}: vpc is not used here; see --egress.", config.file)});
}

} // namespace

ProjectConfig readProjectConfig(const fs::path& staged, const fs::path& projectPath,
                                const std::optional<std::string>& agent) {
    ProjectConfig config;
    for (const char* file : {kToolkitFile, kCliFile, kPlainFile}) {
        if (!fs::is_regular_file(staged / file)) continue;
        if (!config.file.empty()) {
            config.notes.push_back(
                {"config", "warn", fmt::format("{} is used; {} is not.", config.file, file)});
            continue;
        }
        config.file = file;
        const ConfigNode root = ConfigNode::load(staged / file, file);
        if (config.file == kToolkitFile) {
            readToolkitFile(config, root, staged, projectPath, agent);
        } else if (config.file == kCliFile) {
            readCliFile(config, root, staged, projectPath, agent);
        } else {
            readPlainFile(config, root, staged, projectPath);
        }
    }
    return config;
}

} // namespace agentarium::agents
