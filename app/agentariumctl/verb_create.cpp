// SPDX-License-Identifier: Apache-2.0
#include "app/agentariumctl/format.h"
#include "app/agentariumctl/table.h"
#include "app/agentariumctl/verbs.h"
#include "core/contract/error.h"

namespace agentarium::ctl {

namespace {

struct CreateOptions {
    std::string name;
    std::string kind;
    std::string folder = ".";
    bool list = false;
};

int listTemplates(Context& context) {
    const nlohmann::json answer = context.http().get("/templates");
    if (context.json) {
        context.out.document(answer);
        return 0;
    }
    Table table({"TEMPLATE", "TITLE", "DESCRIPTION"});
    for (const nlohmann::json& row : answer.value("templates", nlohmann::json::array()))
        table.add({cell(row, "name"), cell(row, "title"), cell(row, "description")});
    table.print(context.out);
    return 0;
}

int create(Context& context, const CreateOptions& options) {
    if (options.list) return listTemplates(context);
    if (options.name.empty() || options.kind.empty())
        throw Error(
            ErrorKind::BadInput, "A new project needs a name and a template.",
            "Write `agentariumctl create NAME --template TEMPLATE`; `create --list` shows the templates.");
    const nlohmann::json answer = context.http().post(
        "/projects",
        {{"name", options.name}, {"template", options.kind}, {"dir", absolutePath(options.folder)}});
    if (context.json) {
        context.out.document(answer);
        return 0;
    }
    context.out.print("Made " + cell(answer, "path") + " with:");
    for (const nlohmann::json& file : answer.value("files", nlohmann::json::array()))
        context.out.print("  " + (file.is_string() ? file.get<std::string>() : file.dump()));
    context.out.note("Next: agentariumctl deploy " + cell(answer, "path"));
    return 0;
}

} // namespace

void addCreate(CLI::App& app, Context& context) {
    auto options = std::make_shared<CreateOptions>();
    CLI::App* verb = addVerb(app, "create", "Make a new agent project from a bundled one", context,
                             [&context, options] { return create(context, *options); });
    verb->add_option("NAME", options->name, "Name of the new folder");
    verb->add_option("--template", options->kind, "The bundled agent to start from")->type_name("T");
    verb->add_option("--in", options->folder, "Where to make the folder")
        ->type_name("DIR")
        ->check(CLI::ExistingDirectory);
    verb->add_flag("--list", options->list, "List the bundled agents");
}

} // namespace agentarium::ctl
