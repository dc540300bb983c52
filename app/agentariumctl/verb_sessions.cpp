// SPDX-License-Identifier: Apache-2.0
#include "app/agentariumctl/format.h"
#include "app/agentariumctl/table.h"
#include "app/agentariumctl/verbs.h"

namespace agentarium::ctl {

namespace {

int listSessions(Context& context, bool all) {
    const nlohmann::json answer = context.http().get(all ? "/sessions?all=1" : "/sessions");
    if (context.json) {
        context.out.document(answer);
        return 0;
    }
    const nlohmann::json sessions = answer.value("sessions", nlohmann::json::array());
    if (sessions.empty()) {
        context.out.note(all ? "There has been no session yet."
                             : "No session lives. --all lists those that ended.");
        return 0;
    }
    Table table(
        {"SESSION", "AGENT", ">VERSION", "STATE", "START", ">IDLE", ">REQUESTS", "STARTED", "REASON"});
    for (const nlohmann::json& row : sessions) {
        const double idle = numberAt(row, "idleSeconds", -1);
        table.add({cell(row, "sessionId"), cell(row, "agent"), cell(row, "version"), cell(row, "state"),
                   cell(row, "startKind"), idle < 0 ? "-" : secondsText(idle), cell(row, "inFlight"),
                   timeText(cell(row, "startedAt")), fitted(cell(row, "reason"), 80)});
    }
    table.print(context.out);
    return 0;
}

int showSession(Context& context, const std::string& id) {
    const nlohmann::json session = context.http().get(sessionPath(id));
    if (context.json) {
        context.out.document(session);
        return 0;
    }
    Output& out = context.out;
    const auto row = [&](const std::string& title, const std::string& text) {
        if (text != "-" && !text.empty()) out.print(title + std::string(12 - title.size(), ' ') + text);
    };
    row("Session", cell(session, "sessionId"));
    row("Recording", cell(session, "recordingId"));
    row("Agent",
        cell(session, "agent") + ", version " + cell(session, "version") + ", " + cell(session, "qualifier"));
    row("State", cell(session, "state") + ": " + cell(session, "reason"));
    if (cell(session, "startKind") != "-")
        row("Start", cell(session, "startKind") + ", " + durationText(numberAt(session, "startMs")) + " (" +
                         phasesText(session.value("phases", nlohmann::json::array())) + ")");
    row("Started", timeText(cell(session, "startedAt")));
    row("Ended", timeText(cell(session, "endedAt")));
    row("Ends by", timeText(cell(session, "endsAt")));
    if (numberAt(session, "idleTimeoutSeconds") > 0)
        row("Idle", secondsText(numberAt(session, "idleSeconds")) + " of " +
                        secondsText(numberAt(session, "idleTimeoutSeconds")));
    row("Requests", cell(session, "inFlight") + " open, " + cell(session, "invocations") + " in all");
    row("Ping", cell(session, "ping"));
    for (const nlohmann::json& notice : session.value("notices", nlohmann::json::array()))
        row("Notice", cell(notice, "detail"));
    return 0;
}

int stopSessions(Context& context, const std::vector<std::string>& ids) {
    client::HttpClient http = context.http();
    nlohmann::json stopped = nlohmann::json::array();
    for (const std::string& id : ids) {
        context.out.progress("Stopping " + id + "…");
        stopped.push_back(http.remove(sessionPath(id)));
        if (!context.json) context.out.print("Stopped " + id);
    }
    context.out.clearProgress();
    if (context.json) context.out.document({{"sessions", stopped}});
    return 0;
}

} // namespace

void addSessions(CLI::App& app, Context& context) {
    auto all = std::make_shared<bool>(false);
    addVerb(app, "sessions", "List the live sessions", context, [&context, all] {
        return listSessions(context, *all);
    })->add_flag("--all", *all, "Also those that ended");

    CLI::App* session = addGroup(app, "session", "One session");
    auto id = std::make_shared<std::string>();
    addVerb(*session, "show", "Show its state, start and limits", context,
            [&context, id] { return showSession(context, *id); })
        ->add_option("ID", *id, "Session or recording id")
        ->required();
    auto ids = std::make_shared<std::vector<std::string>>();
    addVerb(*session, "stop", "Stop sessions and destroy their microVMs", context,
            [&context, ids] { return stopSessions(context, *ids); })
        ->add_option("ID", *ids, "Session ids")
        ->required();
}

} // namespace agentarium::ctl
