// SPDX-License-Identifier: Apache-2.0
#include "app/agentariumctl/format.h"
#include "app/agentariumctl/job_watch.h"
#include "app/agentariumctl/verbs.h"
#include "core/contract/error.h"
#include "core/contract/names.h"

#include <algorithm>
#include <filesystem>
#include <optional>

namespace agentarium::ctl {

namespace {

struct DeployOptions {
    std::string path;
    std::optional<std::string> name, entryPoint, protocol, egress, wheels, start;
    std::vector<std::string> env;
    std::optional<int> memoryMb, vcpus, idleTimeout, maxLifetime, timeout, warm;
    std::optional<double> budget;
};

/// The name made from a folder or zip: without its ending, "-" turned into "_".
std::string nameFrom(const std::filesystem::path& path) {
    const std::filesystem::path last = path.has_filename() ? path.filename() : path.parent_path().filename();
    std::string name = last.extension() == ".zip" ? last.stem().string() : last.string();
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

nlohmann::json requestOf(Context& context, const DeployOptions& options) {
    nlohmann::json body;
    const std::string path = absolutePath(options.path);
    if (!std::filesystem::exists(path))
        throw Error(ErrorKind::BadInput, "There is no folder or zip " + path + ".",
                    "Name the folder or zip with the agent's code.");
    body["path"] = path;
    if (path.ends_with(".py") && std::filesystem::is_regular_file(path))
        throw Error(ErrorKind::BadInput, path + " is one file; an agent is a folder or a zip.",
                    "Deploy its folder: agentariumctl deploy " +
                        std::filesystem::path(path).parent_path().string() + " --entrypoint " +
                        std::filesystem::path(path).filename().string());
    const std::string name = options.name.value_or(nameFrom(path));
    contract::requireAgentName(name);
    if (!options.name) context.out.note("Name: " + name + ", from " + path + " (--name gives another).");
    body["name"] = name;
    const auto set = [&](const char* key, const auto& value) {
        if (value) body[key] = *value;
    };
    set("entrypoint", options.entryPoint);
    set("protocol", options.protocol);
    set("budgetUsd", options.budget);
    set("egress", options.egress);
    set("start", options.start);
    set("warm", options.warm);
    set("memoryMb", options.memoryMb);
    set("vcpus", options.vcpus);
    set("idleTimeout", options.idleTimeout);
    set("maxLifetime", options.maxLifetime);
    set("timeout", options.timeout);
    if (options.wheels) body["wheels"] = absolutePath(*options.wheels);
    for (const std::string& entry : options.env) {
        const auto [key, value] = keyValue(entry, "--env");
        body["env"][key] = value;
    }
    return body;
}

int deploy(Context& context, const DeployOptions& options) {
    const nlohmann::json request = requestOf(context, options);
    client::HttpClient http = context.http();
    const nlohmann::json result = watchJob(context, http, http.post("/agents/deploy", request));
    if (context.json) {
        context.out.document(result);
        return 0;
    }
    context.out.print("Deployed " + cell(result, "name") + ", version " + cell(result, "version") + ", " +
                      cell(result, "status"));
    context.out.print("ARN     " + cell(result, "agentRuntimeArn"));
    for (const nlohmann::json& check : result.value("checks", nlohmann::json::array()))
        context.out.print("Check   " + cell(check, "id") + ": " + cell(check, "state") +
                          (cell(check, "detail") == "-" ? "" : ", " + cell(check, "detail")));
    const std::string phases = phasesText(result.value("phases", nlohmann::json::array()));
    if (!phases.empty()) context.out.print("Phases  " + phases);
    context.out.note("Next: agentariumctl invoke " + cell(result, "name") + " '{\"prompt\":\"Hello\"}'");
    return 0;
}

} // namespace

void addDeploy(CLI::App& app, Context& context) {
    auto o = std::make_shared<DeployOptions>();
    CLI::App* verb = addVerb(app, "deploy", "Make a new version of an agent from a folder or zip", context,
                             [&context, o] { return deploy(context, *o); });
    verb->add_option("PATH", o->path, "The agent's folder or zip")->required();
    verb->add_option("--name", o->name, "Name of the agent; default: the folder's, \"-\" as \"_\"")
        ->type_name("N");
    verb->add_option("--entrypoint", o->entryPoint, "The file to run")->type_name("F");
    verb->add_option("--protocol", o->protocol, "HTTP, MCP, A2A or AGUI")
        ->type_name("P")
        ->transform(CLI::IsMember({"HTTP", "MCP", "A2A", "AGUI"}, CLI::ignore_case));
    addRepeated(*verb, "--env", o->env, "A variable of the agent's environment")->type_name("K=V");
    verb->add_option("--memory", o->memoryMb, "Memory of a session's microVM in MB (1024)")->type_name("MB");
    verb->add_option("--vcpus", o->vcpus, "Processors of a session's microVM (1)")->type_name("N");
    verb->add_option("--idle-timeout", o->idleTimeout, "Seconds without work until a session ends (900)")
        ->type_name("S");
    verb->add_option("--max-lifetime", o->maxLifetime, "Seconds until a session ends in any case (28800)")
        ->type_name("S");
    verb->add_option("--timeout", o->timeout, "Seconds one request may take (900)")->type_name("S");
    verb->add_option(
            "--start", o->start,
            "restored: sessions are copies of the agent as it was at its first healthy ping (default); "
            "cold: each boots anew, for agents whose state made at import has to differ")
        ->check(CLI::IsMember({"restored", "cold"}));
    verb->add_option("--warm", o->warm, "Paused copies kept ready (0)")->type_name("N");
    verb->add_option("--budget", o->budget, "What all sessions of the version may cost together")
        ->type_name("USD")
        ->check(CLI::PositiveNumber);
    verb->add_option("--egress", o->egress, "Whom the agent may connect to: public, none, or hosts")
        ->type_name("HOST,…");
    verb->add_option("--wheels", o->wheels,
                     "A folder with wheels for requirements.txt, for hosts that are offline")
        ->type_name("DIR")
        ->check(CLI::ExistingDirectory);
}

} // namespace agentarium::ctl
