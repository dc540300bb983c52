// SPDX-License-Identifier: Apache-2.0
// An agent's endpoints: created, pointed to another version, deleted.
#include "core/contract/error.h"
#include "core/gateway/workbench.h"

namespace agentarium::gateway {

namespace {

/// `version` of the body; nothing when it names none.
std::optional<int> versionOf(const nlohmann::json& body) {
    const auto found = body.find("version");
    if (found == body.end() || found->is_null()) return std::nullopt;
    if (!found->is_number_integer())
        throw Error(ErrorKind::BadInput, "`version` has to be a whole number.",
                    "Give the number of one of the agent's versions.");
    return found->get<int>();
}

} // namespace

void addEndpointRoutes(Router& router, Workbench& workbench) {
    Workbench* w = &workbench;
    router.add("POST", "/api/v1/agents/{name}/endpoints",
               [w](Exchange& exchange, const Arguments& arguments) -> Task<void> {
                   const nlohmann::json body = co_await exchange.json();
                   const auto made = w->agents.createEndpoint(arguments[0], body.value("name", std::string()),
                                                              versionOf(body));
                   w->hub.agentsChanged();
                   co_await exchange.reply(201, made.toJson());
               });
    router.add("PUT", "/api/v1/agents/{name}/endpoints/{endpoint}",
               [w](Exchange& exchange, const Arguments& arguments) -> Task<void> {
                   const nlohmann::json body = co_await exchange.json();
                   const auto changed = w->agents.updateEndpoint(arguments[0], arguments[1], versionOf(body));
                   w->hub.agentsChanged();
                   co_await exchange.reply(200, changed.toJson());
               });
    router.add("DELETE", "/api/v1/agents/{name}/endpoints/{endpoint}",
               [w](Exchange& exchange, const Arguments& arguments) -> Task<void> {
                   const auto gone = w->agents.removeEndpoint(arguments[0], arguments[1]);
                   w->hub.agentsChanged();
                   co_await exchange.reply(200, gone.toJson());
               });
}

} // namespace agentarium::gateway
