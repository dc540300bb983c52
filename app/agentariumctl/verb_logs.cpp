// SPDX-License-Identifier: Apache-2.0
#include "app/agentariumctl/event_stream.h"
#include "app/agentariumctl/harmless.h"
#include "app/agentariumctl/log_text.h"
#include "app/agentariumctl/verbs.h"

#include <cstdio>
#include <sstream>

namespace agentarium::ctl {

namespace {

struct LogOptions {
    EventQuery query;
    std::string source;
};

void printLine(Context& context, const nlohmann::json& event, const std::string& wanted) {
    const nlohmann::json body = event.value("body", nlohmann::json::object());
    const std::string source = body.value("source", "");
    if (!wanted.empty() && source != wanted) return;
    nlohmann::json row{{"t", secondsOf(event)}, {"source", source}, {"line", body.value("line", "")}};
    if (event.value("kind", "") == "log.lost") {
        row["lost"] = body.value("lines", 0);
        row["line"] = "(" + std::to_string(body.value("lines", 0)) + " lines were lost: they came too fast)";
    }
    Output& out = context.out;
    if (context.json) {
        out.line(row);
        return;
    }
    char begin[32];
    std::snprintf(begin, sizeof begin, "%10.3f  ", row["t"].get<double>());
    const Style style = row.contains("lost") ? Style::Yellow : source == "stderr" ? Style::Red : Style::Dim;
    const std::string label = source + std::string(source.size() < 8 ? 8 - source.size() : 0, ' ');
    const std::string margin = out.paint(Style::Dim, begin) + out.paint(style, label);
    std::istringstream lines(harmless(logText(row["line"]), out.colored()));
    for (std::string line; std::getline(lines, line);)
        out.print(margin + line);
}

} // namespace

void addLogs(CLI::App& app, Context& context) {
    auto o = std::make_shared<LogOptions>();
    o->query.kind = "log.";
    CLI::App* verb =
        addVerb(app, "logs", "Print what a session's agent and kernel wrote", context, [&context, o] {
            eachEvent(context, o->query,
                      [&](const nlohmann::json& event) { printLine(context, event, o->source); });
            return 0;
        });
    verb->add_option("ID", o->query.session, "Session or recording id")->required();
    verb->add_flag("--follow", o->query.follow, "Go on until the session has ended");
    verb->add_option("--source", o->source, "Only stdout, stderr, console or runtime")
        ->type_name("SOURCE")
        ->check(CLI::IsMember({"stdout", "stderr", "console", "runtime"}));
}

} // namespace agentarium::ctl
