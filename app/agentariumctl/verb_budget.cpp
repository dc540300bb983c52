// SPDX-License-Identifier: Apache-2.0
#include "app/agentariumctl/format.h"
#include "app/agentariumctl/verbs.h"

#include <cstdio>
#include <optional>

namespace agentarium::ctl {

namespace {

struct BudgetOptions {
    std::optional<double> day;
    bool noDay = false;
};

std::string usd(double amount) {
    char text[64];
    std::snprintf(text, sizeof text, "$%.6f", amount);
    return text;
}

int budget(Context& context, const BudgetOptions& options) {
    client::HttpClient http = context.http();
    nlohmann::json answer;
    if (options.day)
        answer = http.post("/budget", {{"dayUsd", *options.day}});
    else if (options.noDay)
        answer = http.post("/budget", {{"dayUsd", nullptr}});
    else
        answer = http.get("/budget");
    if (context.json) {
        context.out.document(answer);
        return 0;
    }
    const nlohmann::json day = answer.value("day", nlohmann::json::object());
    const double limit = numberAt(day, "usd");
    context.out.print("Sessions have cost " + usd(numberAt(day, "spentUsd")) + " on " + cell(day, "date") +
                      " (UTC)" + (limit > 0 ? " of " + usd(limit) + "." : "; a day has no budget."));
    return 0;
}

} // namespace

void addBudget(CLI::App& app, Context& context) {
    auto o = std::make_shared<BudgetOptions>();
    CLI::App* verb = addVerb(app, "budget", "Show or set what a day's sessions may cost", context,
                             [&context, o] { return budget(context, *o); });
    CLI::Option* day = verb->add_option("--day", o->day, "Sessions are stopped when a day has cost this much")
                           ->type_name("USD")
                           ->check(CLI::PositiveNumber);
    verb->add_flag("--no-day", o->noDay, "A day has no budget")->excludes(day);
}

} // namespace agentarium::ctl
