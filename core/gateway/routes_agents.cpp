// SPDX-License-Identifier: Apache-2.0
// Agents: the bundled ones, new projects, deploying, listing, deleting.
#include "core/agents/templates.h"
#include "core/contract/error.h"
#include "core/gateway/workbench.h"

#include <boost/asio/post.hpp>
#include <fmt/format.h>

namespace agentarium::gateway {

namespace {

/// Whoever deploys often invokes at once: that session is not to share the processors with the template.
constexpr std::chrono::seconds kSessionFirst{3};

std::string titleOf(const agents::DeployRequest& request) {
    return fmt::format("Deploy {}", request.name.value_or(request.path.filename().string()));
}

void deployed(Workbench& workbench, const std::string& agent) {
    workbench.hub.agentsChanged();
    workbench.starts.refresh();
    try {
        workbench.starts.prepare(workbench.agents.resolve(agent), kSessionFirst);
    } catch (const Error&) {
        return; // a failed version has no template
    }
}

} // namespace

void addAgentRoutes(Router& router, Workbench& workbench) {
    Workbench* w = &workbench;
    router.add("GET", "/api/v1/templates", [w](Exchange& exchange, const Arguments&) -> Task<void> {
        const agents::Templates templates(w->installation.resources / "agents");
        nlohmann::json answer;
        answer["templates"] = co_await offload(w->pool, [&] { return templates.list(); });
        co_await exchange.reply(200, answer);
    });
    router.add("POST", "/api/v1/projects", [w](Exchange& exchange, const Arguments&) -> Task<void> {
        const nlohmann::json body = co_await exchange.json();
        const agents::Templates templates(w->installation.resources / "agents");
        const auto answer = co_await offload(w->pool, [&] {
            return templates.create(body.value("template", std::string()), body.value("name", std::string()),
                                    body.value("dir", std::string()));
        });
        co_await exchange.reply(200, answer);
    });
    router.add("POST", "/api/v1/agents/deploy", [w](Exchange& exchange, const Arguments&) -> Task<void> {
        nlohmann::json body = co_await exchange.json();
        if (body.contains("template")) {
            const agents::Templates templates(w->installation.resources / "agents");
            const std::string name = body["template"].get<std::string>();
            body["path"] = templates.pathOf(name).string();
            if (!body.contains("name")) body["name"] = name;
        }
        const auto request = agents::DeployRequest::fromJson(body);
        const std::string id = w->jobs.start("deploy", titleOf(request), [w, request](jobs::JobContext& job) {
            nlohmann::json result = w->deployer.deploy(request, job);
            asio::post(w->io, [w, name = result.value("name", std::string())] { deployed(*w, name); });
            return result;
        });
        co_await exchange.reply(202, *w->jobs.find(id));
    });
    router.add("GET", "/api/v1/agents", [w](Exchange& exchange, const Arguments&) -> Task<void> {
        nlohmann::json rows = nlohmann::json::array();
        for (const agents::Agent& agent : co_await offload(w->pool, [w] { return w->agents.list(); }))
            rows.push_back(agent.toJson());
        nlohmann::json answer;
        answer["agents"] = std::move(rows);
        co_await exchange.reply(200, answer);
    });
    router.add("GET", "/api/v1/agents/{name}",
               [w](Exchange& exchange, const Arguments& arguments) -> Task<void> {
                   co_await exchange.reply(200, w->agents.find(arguments[0]).toJson());
               });
    router.add("DELETE", "/api/v1/agents/{name}",
               [w](Exchange& exchange, const Arguments& arguments) -> Task<void> {
                   const agents::Agent agent = w->agents.findAnyway(arguments[0]);
                   // First it is gone, so that no session begins behind the ones that are stopped.
                   const std::filesystem::path rest = w->agents.remove(agent.name);
                   co_await w->sessions.stopAgent(agent.name);
                   const auto remove = [&rest] { std::filesystem::remove_all(rest); };
                   co_await offload(w->pool, remove);
                   w->starts.refresh();
                   w->hub.agentsChanged();
                   co_await exchange.reply(200, agent.toJson());
               });
}

} // namespace agentarium::gateway
