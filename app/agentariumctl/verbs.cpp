// SPDX-License-Identifier: Apache-2.0
#include "app/agentariumctl/verbs.h"

#include "core/contract/error.h"

namespace agentarium::ctl {

CLI::App* addVerb(CLI::App& parent, const std::string& name, const std::string& description, Context& context,
                  std::function<int()> run) {
    CLI::App* verb = parent.add_subcommand(name, description);
    verb->add_flag("--json", context.json, "Print JSON on standard output");
    verb->callback([&context, run = std::move(run)] { context.verb = run; });
    return verb;
}

CLI::App* addGroup(CLI::App& parent, const std::string& name, const std::string& description) {
    CLI::App* group = parent.add_subcommand(name, description);
    group->require_subcommand(1);
    return group;
}

CLI::Option* addRepeated(CLI::App& verb, const std::string& name, std::vector<std::string>& values,
                         const std::string& description) {
    return verb.add_option(name, values, description)->allow_extra_args(false);
}

void addOlderTools(CLI::App& app, Context& context) {
    struct Row {
        const char* name;
        const char* message;
        const char* fix;
    };
    static constexpr Row kRows[] = {
        {"configure", "There is no `configure` here: a deploy takes its options at once.",
         "Use `agentariumctl deploy PATH --name NAME --entrypoint FILE`."},
        {"launch", "There is no `launch` here, with or without `--local`: everything runs on this machine.",
         "Use `agentariumctl deploy PATH`, then `agentariumctl invoke AGENT PAYLOAD`."},
        {"status", "There is no `status` here.",
         "Use `agentariumctl agents`, `agentariumctl sessions` or `agentariumctl daemon status`."},
    };
    for (const Row& row : kRows) {
        CLI::App* verb = addVerb(app, row.name, "", context,
                                 [&row]() -> int { throw Error(ErrorKind::BadInput, row.message, row.fix); });
        verb->group("")->allow_extras()->prefix_command();
    }
}

} // namespace agentarium::ctl
