// SPDX-License-Identifier: Apache-2.0
#include "app/agentariumctl/format.h"
#include "app/agentariumctl/verbs.h"

namespace agentarium::ctl {

namespace {

struct Wanted {
    std::string agent;
    std::string name;
    int version = 0; ///< 0: the newest one that is READY
};

int show(Context& context, const nlohmann::json& endpoint, const std::string& sentence) {
    if (context.json)
        context.out.document(endpoint);
    else
        context.out.print(sentence);
    return 0;
}

nlohmann::json versionBody(const Wanted& wanted) {
    nlohmann::json body = nlohmann::json::object();
    if (wanted.version != 0) body["version"] = wanted.version;
    return body;
}

std::string endpointsPath(const Wanted& wanted) {
    return agentPath(wanted.agent) + "/endpoints";
}

int create(Context& context, const Wanted& wanted) {
    nlohmann::json body = versionBody(wanted);
    body["name"] = wanted.name;
    const nlohmann::json made = context.http().post(endpointsPath(wanted), body);
    return show(context, made,
                cell(made, "name") + " points to version " + cell(made, "targetVersion") +
                    ". Use it: agentariumctl invoke " + wanted.agent + " PAYLOAD --qualifier " +
                    cell(made, "name"));
}

int update(Context& context, const Wanted& wanted) {
    const nlohmann::json changed = context.http().put(
        endpointsPath(wanted) + "/" + client::percentEncode(wanted.name), versionBody(wanted));
    return show(context, changed,
                cell(changed, "name") + " points to version " + cell(changed, "targetVersion") +
                    " now; sessions that run keep theirs.");
}

int remove(Context& context, const Wanted& wanted) {
    nlohmann::json gone =
        context.http().remove(endpointsPath(wanted) + "/" + client::percentEncode(wanted.name));
    gone["deleted"] = true;
    return show(context, gone, "Deleted " + cell(gone, "name") + "; sessions that run go on.");
}

} // namespace

void addEndpoint(CLI::App& app, Context& context) {
    CLI::App* group = addGroup(app, "endpoint", "Names for an agent's versions, used as --qualifier");
    const auto add = [&](const char* verb, const char* description, int (*run)(Context&, const Wanted&)) {
        auto wanted = std::make_shared<Wanted>();
        CLI::App* added = addVerb(*group, verb, description, context,
                                  [&context, wanted, run] { return run(context, *wanted); });
        added->add_option("AGENT", wanted->agent, "Name, runtime id or ARN")->required();
        added->add_option("NAME", wanted->name, "The endpoint's name")->required();
        return std::pair{added, wanted};
    };
    const auto withVersion = [](const auto& verb) {
        verb.first->add_option("--version", verb.second->version, "A version's number; the newest without it")
            ->check(CLI::PositiveNumber);
    };
    withVersion(add("create", "Make one", create));
    withVersion(add("update", "Point one to another version", update));
    add("delete", "Delete one; sessions that run go on", remove);
}

} // namespace agentarium::ctl
