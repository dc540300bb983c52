// SPDX-License-Identifier: Apache-2.0
// What a session has used, and the prices it is billed by.
#include "core/base/clock.h"
#include "core/contract/error.h"
#include "core/gateway/workbench.h"

#include <fmt/format.h>

namespace agentarium::gateway {

namespace {

constexpr std::size_t kPage = 5000;

/// Folds a recording from its beginning.
Task<projection::UsageView> foldRecording(events::Journal& journal, std::string recordingId, bool seconds) {
    projection::UsageView view(seconds);
    for (std::uint64_t from = 1;;) {
        const auto page = co_await journal.read(recordingId, from, kPage);
        for (const events::Event& event : page) {
            try {
                view.apply(event.kind, event.body, event.wallNs);
            } catch (const nlohmann::json::exception&) {
                // As in SessionView: one bad event must not hide the others.
            }
        }
        if (page.size() < kPage) co_return view;
        from = page.back().seq + 1;
    }
}

Task<void> sendUsage(Workbench& w, Exchange& exchange, std::string id) {
    const bool seconds = !exchange.query("seconds").empty() && exchange.query("seconds") != "0";
    const auto session = w.sessions.find(id);
    if (session) co_await session->refreshUsage();
    const auto row = co_await w.journal.find(id);
    if (!row)
        throw Error(ErrorKind::NotFound, fmt::format("There is no session {}.", id),
                    "`agentariumctl sessions --all` lists them.", {{"sessionId", id}});
    nlohmann::json answer;
    if (session && session->spec().recordingId == row->recordingId && !seconds) {
        answer = session->recorder().view().usage().toJson(w.sessions.prices());
    } else {
        const projection::UsageView view = co_await foldRecording(w.journal, row->recordingId, seconds);
        answer = view.toJson(w.sessions.prices());
        if (seconds && !answer.contains("seconds")) answer["seconds"] = nlohmann::json::array();
    }
    answer["sessionId"] = row->sessionId;
    answer["recordingId"] = row->recordingId;
    answer["agent"] = row->agent;
    co_await exchange.reply(200, answer);
}

/// An amount above 0, or null for none.
std::optional<double> amountOf(const nlohmann::json& body, const char* key) {
    if (!body.contains(key) || !(body[key].is_number() || body[key].is_null()))
        throw Error(ErrorKind::BadInput, fmt::format("The request has no amount \"{}\" in US dollars.", key),
                    "Give a number, or null for no budget.");
    return body[key].is_null() ? std::nullopt : std::optional(body[key].get<double>());
}

} // namespace

void addUsageRoutes(Router& router, Workbench& workbench) {
    Workbench* w = &workbench;
    router.add("GET", "/api/v1/sessions/{id}/usage", [w](Exchange& exchange, const Arguments& arguments) {
        return sendUsage(*w, exchange, arguments[0]);
    });
    router.add("POST", "/api/v1/sessions/{id}/budget",
               [w](Exchange& exchange, const Arguments& arguments) -> Task<void> {
                   const nlohmann::json body = co_await exchange.json();
                   const auto session = w->sessions.find(arguments[0]);
                   if (!session)
                       throw Error(ErrorKind::NotFound,
                                   fmt::format("There is no live session {}.", arguments[0]),
                                   "`agentariumctl sessions` lists them.");
                   session->setBudget(amountOf(body, "usd"));
                   co_await exchange.reply(200, session->toJson());
               });
    router.add("GET", "/api/v1/budget", [w](Exchange& exchange, const Arguments&) -> Task<void> {
        co_await exchange.reply(200, w->sessions.budgets().toJson(wallNowNs()));
    });
    router.add("POST", "/api/v1/budget", [w](Exchange& exchange, const Arguments&) -> Task<void> {
        const nlohmann::json body = co_await exchange.json();
        w->sessions.budgets().setDayUsd(amountOf(body, "dayUsd"));
        co_await exchange.reply(200, w->sessions.budgets().toJson(wallNowNs()));
    });
    router.add("GET", "/api/v1/prices", [w](Exchange& exchange, const Arguments&) -> Task<void> {
        co_await exchange.reply(200, w->sessions.prices().toJson());
    });
}

} // namespace agentarium::gateway
