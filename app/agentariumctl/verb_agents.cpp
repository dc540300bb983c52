// SPDX-License-Identifier: Apache-2.0
#include "app/agentariumctl/format.h"
#include "app/agentariumctl/table.h"
#include "app/agentariumctl/verbs.h"

namespace agentarium::ctl {

namespace {

std::string endpointsText(const nlohmann::json& agent) {
    std::string text;
    for (const nlohmann::json& endpoint : agent.value("endpoints", nlohmann::json::array())) {
        if (!text.empty()) text += ", ";
        text += endpoint.is_string() ? endpoint.get<std::string>()
                                     : cell(endpoint, "name") + " → " + cell(endpoint, "targetVersion");
    }
    return text.empty() ? "-" : text;
}

int listAgents(Context& context) {
    const nlohmann::json answer = context.http().get("/agents");
    if (context.json) {
        context.out.document(answer);
        return 0;
    }
    const nlohmann::json agents = answer.value("agents", nlohmann::json::array());
    if (agents.empty()) {
        context.out.note("There is no agent yet. Deploy one: agentariumctl deploy PATH");
        return 0;
    }
    Table table({"AGENT", ">VERSION", "STATUS", "PROTOCOL", "ENDPOINTS", "ID"});
    for (const nlohmann::json& row : agents)
        table.add({cell(row, "name"), cell(row, "version"), cell(row, "status"), cell(row, "protocol"),
                   endpointsText(row), cell(row, "agentRuntimeId")});
    table.print(context.out);
    return 0;
}

int showAgent(Context& context, const std::string& name) {
    const nlohmann::json agent = context.http().get(agentPath(name));
    if (context.json) {
        context.out.document(agent);
        return 0;
    }
    Output& out = context.out;
    out.print(out.paint(Style::Bold, cell(agent, "name")) + ", version " + cell(agent, "version") + ", " +
              cell(agent, "status") + ", " + cell(agent, "protocol"));
    out.print("ARN        " + cell(agent, "agentRuntimeArn"));
    out.print("Endpoints  " + endpointsText(agent));
    Table table({">VERSION", "STATUS", "CREATED", "ENTRY POINT", "FAILURE"});
    for (const nlohmann::json& row : agent.value("versions", nlohmann::json::array())) {
        std::string entry;
        for (const nlohmann::json& word : row.value("entryPoint", nlohmann::json::array()))
            if (word.is_string()) entry += (entry.empty() ? "" : " ") + word.get<std::string>();
        table.add({cell(row, "version"), cell(row, "status"), timeText(cell(row, "createdAt")),
                   entry.empty() ? "-" : entry, fitted(cell(row, "failureReason"), 100)});
    }
    table.print(out);
    return 0;
}

int deleteAgent(Context& context, const std::string& name) {
    nlohmann::json answer = context.http().remove(agentPath(name));
    if (!answer.is_object() || answer.empty()) answer = {{"name", name}};
    answer["deleted"] = true;
    if (context.json)
        context.out.document(answer);
    else
        context.out.print("Deleted " + cell(answer, "name") + " and stopped its sessions.");
    return 0;
}

} // namespace

void addAgents(CLI::App& app, Context& context) {
    addVerb(app, "agents", "List the agents", context, [&context] { return listAgents(context); });
    CLI::App* agent = addGroup(app, "agent", "One agent");
    auto name = std::make_shared<std::string>();
    const auto addOne = [&](const char* verb, const char* description,
                            int (*run)(Context&, const std::string&)) {
        CLI::App* added = addVerb(*agent, verb, description, context,
                                  [&context, name, run] { return run(context, *name); });
        added->add_option("AGENT", *name, "Name, runtime id or ARN")->required();
    };
    addOne("show", "Show its versions and endpoints", showAgent);
    addOne("delete", "Stop its sessions and delete it with all its versions", deleteAgent);
}

} // namespace agentarium::ctl
