// SPDX-License-Identifier: Apache-2.0
// Asynchronous invocations: an id at once, the answer later.
#include "core/gateway/workbench.h"

namespace agentarium::gateway {

void addTaskRoutes(Router& router, Workbench& workbench) {
    Workbench* w = &workbench;
    router.add("POST", "/api/v1/agents/{name}/tasks",
               [w](Exchange& exchange, const Arguments& arguments) -> Task<void> {
                   w->sessions.countRequest();
                   const auto task = co_await w->tasks.begin(invocationOf(exchange, arguments[0]), exchange);
                   co_await exchange.reply(202, task);
               });
    router.add("GET", "/api/v1/tasks", [w](Exchange& exchange, const Arguments&) -> Task<void> {
        nlohmann::json answer;
        answer["tasks"] = co_await w->tasks.list(!exchange.query("all").empty(), exchange.query("agent"));
        co_await exchange.reply(200, answer);
    });
    router.add("DELETE", "/api/v1/tasks/{id}",
               [w](Exchange& exchange, const Arguments& arguments) -> Task<void> {
                   w->sessions.countRequest();
                   const auto task = co_await w->tasks.cancel(arguments[0]);
                   co_await exchange.reply(200, task);
               });
    router.add("GET", "/api/v1/tasks/{id}",
               [w](Exchange& exchange, const Arguments& arguments) -> Task<void> {
                   const auto task = co_await w->tasks.find(arguments[0]);
                   co_await exchange.reply(200, task);
               });
}

} // namespace agentarium::gateway
