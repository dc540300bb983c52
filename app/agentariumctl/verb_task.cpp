// SPDX-License-Identifier: Apache-2.0
#include "app/agentariumctl/verb_task.h"

#include "app/agentariumctl/failure_report.h"
#include "app/agentariumctl/format.h"
#include "app/agentariumctl/invoke_answer.h"
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
    CLI::App* verb = addVerb(app, "task", "Ask for the answer of an `invoke --async`", context,
                             [&context, asked] { return askTask(context, *asked); });
    verb->add_option("ID", asked->id, "The id that `invoke --async` printed")->required();
    verb->add_option("--out", asked->out, "Write the answer's body to a file")->type_name("FILE");
}

} // namespace agentarium::ctl
