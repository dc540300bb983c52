// SPDX-License-Identifier: Apache-2.0
#include "app/agentariumctl/verb_task.h"

#include "app/agentariumctl/failure_report.h"
#include "app/agentariumctl/format.h"
#include "app/agentariumctl/invoke_answer.h"
#include "app/agentariumctl/table.h"
#include "app/agentariumctl/verbs.h"

namespace agentarium::ctl {

namespace {

struct Asked {
    std::string id;
    std::string out;
};

/// The whole answer, of any size, from the recording.
void printBody(Context& context, client::HttpClient& http, const nlohmann::json& task,
               const std::string& file) {
    InvokeAnswer answer(context.out, false, file);
    answer.begin();
    if (numberAt(task, "bytesOut") > 0) {
        client::Request request;
        request.method = "GET";
        request.target = "/blobs/" + client::percentEncode(cell(task, "bodySha256"));
        const auto result =
            http.stream(request, {{}, [&](std::string_view bytes) { answer.add(bytes); }, {}});
        if (!result.complete)
            throw Error(ErrorKind::RuntimeFailed, "The recorded answer broke off in the middle.",
                        "Ask again: agentariumctl task " + cell(task, "taskId"));
    }
    answer.end();
}

int askTask(Context& context, const Asked& asked) {
    if (asked.id.empty())
        throw Error(ErrorKind::BadInput, "The ID of a task is missing.",
                    "`agentariumctl task list` shows those that run, and with --all the others.");
    client::HttpClient http = context.http();
    const nlohmann::json task = http.get("/tasks/" + client::percentEncode(asked.id));
    Output& out = context.out;
    const std::string status = cell(task, "status");
    const bool failed = task.contains("error");
    if (status == "done" && (!context.json || !asked.out.empty())) printBody(context, http, task, asked.out);
    if (context.json) {
        out.document(task);
    } else if (failed) {
        return report(Error::fromJson(task["error"]), context);
    } else if (status == "done") {
        out.note(out.paintNote(Style::Dim, "Status " + cell(task, "statusCode") + ", all after " +
                                               durationText(numberAt(task, "totalMs")) + "; session " +
                                               cell(task, "sessionId") + "."));
    } else {
        out.note("It is still running, since " + timeText(cell(task, "startedAt")) + ", in session " +
                 cell(task, "sessionId") + ".");
    }
    return failed ? exitCodeOf(Error::fromJson(task["error"]).kind()) : 0;
}

struct Listed {
    bool all = false;
    std::string agent;
};

int listTasks(Context& context, const Listed& listed) {
    std::string path = "/tasks?agent=" + client::percentEncode(listed.agent);
    if (listed.all) path += "&all=1";
    const nlohmann::json answer = context.http().get(path);
    if (context.json) {
        context.out.document(answer);
        return 0;
    }
    const nlohmann::json tasks = answer.value("tasks", nlohmann::json::array());
    if (tasks.empty()) {
        context.out.note(listed.all ? "There is no task." : "No task runs. --all lists those that ended.");
        return 0;
    }
    Table table({"TASK", "AGENT", "STATUS", "STARTED", "ENDED", "SESSION", "ERROR"});
    for (const nlohmann::json& row : tasks)
        table.add({cell(row, "taskId"), cell(row, "agent"), cell(row, "status"),
                   timeText(cell(row, "startedAt")), timeText(cell(row, "endedAt")), cell(row, "sessionId"),
                   fitted(cell(row.value("error", nlohmann::json()), "message"), 60)});
    table.print(context.out);
    return 0;
}

int cancelTask(Context& context, const std::string& id) {
    const nlohmann::json task = context.http().remove("/tasks/" + client::percentEncode(id));
    if (context.json)
        context.out.document(task);
    else if (cell(task, "status") == "cancelled")
        context.out.print("Cancelled " + id);
    else
        context.out.print("The task is " + cell(task, "status") + ".");
    return 0;
}

} // namespace

int beginTask(Context& context, client::HttpClient& http, const client::Request& request) {
    std::string answer;
    http.stream(request, {{}, [&](std::string_view bytes) { answer += bytes; }, {}});
    const nlohmann::json task = nlohmann::json::parse(answer, nullptr, false);
    if (!task.is_object())
        throw Error(ErrorKind::Unreachable, "The daemon's answer broke off.",
                    "Look at `agentariumctl sessions`: the request may have begun.");
    if (context.json) {
        context.out.document(task);
        return 0;
    }
    context.out.print(cell(task, "taskId"));
    context.out.note("It runs in session " + cell(task, "sessionId") +
                     ". Ask for the answer: agentariumctl task " + cell(task, "taskId"));
    return 0;
}

void addTask(CLI::App& app, Context& context) {
    auto asked = std::make_shared<Asked>();
    CLI::App* task = addVerb(app, "task", "Ask for the answer of an `invoke --async`, list or cancel such",
                             context, [&context, asked] { return askTask(context, *asked); });
    // Without this it would also run behind one of its second words.
    task->callback([&context, task, asked] {
        if (task->get_subcommands().empty())
            context.verb = [&context, asked] { return askTask(context, *asked); };
    });
    task->add_option("ID", asked->id, "The id that `invoke --async` printed");
    task->add_option("--out", asked->out, "Write the answer's body to a file")->type_name("FILE");

    auto listed = std::make_shared<Listed>();
    CLI::App* list = addVerb(*task, "list", "List those that run, newest first", context,
                             [&context, listed] { return listTasks(context, *listed); });
    list->add_flag("--all", listed->all, "Also those that ended; the newest 1000 are kept");
    list->add_option("--agent", listed->agent, "Only those of this agent")->type_name("N");

    auto id = std::make_shared<std::string>();
    addVerb(*task, "cancel", "Cancel one that runs; its session goes on", context,
            [&context, id] { return cancelTask(context, *id); })
        ->add_option("ID", *id, "Task id")
        ->required();
}

} // namespace agentarium::ctl
