// SPDX-License-Identifier: Apache-2.0
#include "app/agentariumctl/event_stream.h"
#include "app/agentariumctl/format.h"
#include "app/agentariumctl/verbs.h"

#include <cstdio>

namespace agentarium::ctl {

namespace {

std::string textOf(const nlohmann::json& event) {
    char begin[64];
    std::snprintf(begin, sizeof begin, "%6llu %11.6f  ",
                  static_cast<unsigned long long>(numberAt(event, "seq")), secondsOf(event));
    std::string kind = cell(event, "kind");
    kind.resize(std::max<std::size_t>(kind.size(), 20), ' ');
    std::string text = begin + kind + " ";
    const nlohmann::json body = event.value("body", nlohmann::json::object());
    return text + body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

} // namespace

void addEvents(CLI::App& app, Context& context) {
    auto query = std::make_shared<EventQuery>();
    CLI::App* verb = addVerb(app, "events", "Print the events of a session", context, [&context, query] {
        eachEvent(context, *query, [&](const nlohmann::json& event) {
            if (context.json)
                context.out.line(event);
            else
                context.out.print(textOf(event));
        });
        return 0;
    });
    verb->add_option("ID", query->session, "Session or recording id")->required();
    verb->add_option("--from", query->from, "The first event's number (1)")->type_name("SEQ");
    verb->add_flag("--follow", query->follow, "Go on until the session has ended");
    verb->add_option("--kind", query->kind, "Only events whose kind is this or begins so")->type_name("K");
}

} // namespace agentarium::ctl
