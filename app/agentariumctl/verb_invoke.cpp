// SPDX-License-Identifier: Apache-2.0
#include "app/agentariumctl/broken_answer.h"
#include "app/agentariumctl/format.h"
#include "app/agentariumctl/header_option.h"
#include "app/agentariumctl/invoke_answer.h"
#include "app/agentariumctl/invoke_body.h"
#include "app/agentariumctl/start_watch.h"
#include "app/agentariumctl/verb_task.h"
#include "app/agentariumctl/verbs.h"
#include "core/base/ids.h"
#include "core/base/text.h"
#include "core/contract/headers.h"
#include "core/contract/session_id.h"

namespace agentarium::ctl {

namespace {

client::Request requestOf(const InvokeOptions& options, InvokeBody& body) {
    client::Request request;
    request.method = "POST";
    request.target = agentPath(options.agent) + (options.isAsync ? "/tasks" : "/invocations");
    if (!options.qualifier.empty())
        request.target += "?qualifier=" + client::percentEncode(options.qualifier);
    request.headers = {{"Content-Type", body.contentType()},
                       {"Accept", options.accept},
                       {contract::header::kSessionId, options.session}};
    requireHeader("--content-type", "Content-Type", body.contentType());
    requireHeader("--accept", "Accept", options.accept);
    requireHeader("--user", contract::header::kUserId, options.user);
    if (!options.user.empty()) request.headers.emplace_back(contract::header::kUserId, options.user);
    if (options.isPrivate) request.headers.emplace_back(contract::header::kPrivate, "1");
    if (options.budget)
        request.headers.emplace_back(contract::header::kBudget, nlohmann::json(*options.budget).dump());
    for (const std::string& header : options.headers) {
        auto [name, value] = keyValue(header, "--header");
        requireHeader("--header", name, value);
        request.headers.emplace_back(std::move(name), std::move(value));
    }
    request.body = &body.source();
    return request;
}

nlohmann::json startOf(const client::ResponseHead& head) {
    const std::string text = head.header(contract::header::kStart);
    if (text.empty()) return nullptr;
    const nlohmann::json start = nlohmann::json::parse(text, nullptr, false);
    return start.is_object() ? start : nlohmann::json();
}

nlohmann::json documentOf(const client::ExchangeResult& result, InvokeAnswer& answer) {
    nlohmann::json document{{"sessionId", result.head.header(contract::header::kSessionId)},
                            {"invocationId", result.head.header(contract::header::kInvocationId)},
                            {"statusCode", result.head.status},
                            {"contentType", result.head.header("Content-Type")},
                            {"bytesIn", result.bytesSent},
                            {"bytesOut", result.bytesReceived},
                            {"chunks", result.chunks},
                            {"firstByteMs", result.firstByteMs},
                            {"totalMs", result.totalMs},
                            {"start", startOf(result.head)}};
    answer.addTo(document);
    return document;
}

std::string summaryOf(const client::ExchangeResult& result) {
    std::string text = "Status " + std::to_string(result.head.status) + ", " +
                       formatBytes(result.bytesReceived) + " in " + std::to_string(result.chunks) +
                       (result.chunks == 1 ? " chunk" : " chunks") + "; first byte after " +
                       durationText(result.firstByteMs) + ", all after " + durationText(result.totalMs) + ".";
    if (const nlohmann::json start = startOf(result.head); start.is_object())
        text += " " + cell(start, "kind") + " start " + durationText(numberAt(start, "ms")) + " (" +
                phasesText(start.value("phases", nlohmann::json::array())) + ").";
    return text;
}

int invoke(Context& context, InvokeOptions options) {
    Output& out = context.out;
    if (options.session.empty())
        options.session = makeUuid();
    else
        contract::requireSessionId(options.session);
    if (options.isAsync && (options.isPrivate || !options.out.empty()))
        throw Error(ErrorKind::BadInput,
                    std::string("--async and ") + (options.isPrivate ? "--private" : "--out") +
                        " do not go together: the answer comes later, from the recording.",
                    options.isPrivate ? "Leave out one of the two."
                                      : "Give --out to `agentariumctl task ID`.");
    InvokeBody body(options);
    const client::Request request = requestOf(options, body);
    context.cancelWhenUnread();
    client::HttpClient http = context.http();
    if (options.isAsync) return beginTask(context, http, request);
    InvokeAnswer answer(out, context.json, options.out);
    StartWatch watch(out, http.endpoint(), options.session, body.source().size());
    client::ExchangeHandlers handlers;
    handlers.onSent = [&](std::uint64_t bytes) { watch.sent(bytes); };
    handlers.onHead = [&](const client::ResponseHead& head) {
        watch.stop();
        answer.begin();
        if (!context.json)
            out.note(out.paintNote(Style::Dim, "Session: " + head.header(contract::header::kSessionId)));
    };
    handlers.onBody = [&](std::string_view bytes) { answer.add(bytes); };
    client::ExchangeResult result;
    try {
        result = http.stream(request, handlers);
    } catch (Error& error) {
        watch.stop();
        if (error.kind() == ErrorKind::Cancelled) error.details().emplace("sessionId", options.session);
        throw;
    }
    answer.end();
    if (!result.complete) throw whyBroken(context, result.head);
    if (context.json)
        out.document(documentOf(result, answer));
    else
        out.note(out.paintNote(Style::Dim, summaryOf(result)));
    return 0;
}

} // namespace

void addInvoke(CLI::App& app, Context& context) {
    auto o = std::make_shared<InvokeOptions>();
    CLI::App* verb = addVerb(app, "invoke", "Send a request to an agent and print its answer as it comes",
                             context, [&context, o] { return invoke(context, *o); });
    verb->add_option("AGENT", o->agent, "Name, runtime id or ARN")->required();
    verb->add_option("PAYLOAD", o->payload, "The body, usually JSON; {} without");
    verb->add_option("--data", o->data, "Take the body from a file, or from standard input with -")
        ->type_name("FILE");
    addRepeated(*verb, "--attach", o->attachments, "Put a file, as base64, at a place in the JSON")
        ->type_name("JSONPOINTER=FILE");
    verb->add_option("--content-type", o->contentType,
                     "Default: application/json, and application/octet-stream for a file that is no JSON")
        ->type_name("T");
    verb->add_option("--accept", o->accept, "Default: application/json, text/event-stream")->type_name("T");
    addRepeated(*verb, "--header", o->headers, "One more header of the request")->type_name("K=V");
    verb->add_option("--session", o->session, "Session id, 33 to 256 characters; a new session without")
        ->type_name("ID");
    verb->add_option("--user", o->user, "User id passed to the agent")->type_name("ID");
    verb->add_option("--qualifier", o->qualifier, "Endpoint (DEFAULT)")->type_name("Q");
    verb->add_option("--out", o->out, "Write the answer's body to a file")->type_name("FILE");
    verb->add_option("--budget", o->budget, "What the session may cost; it is stopped there")
        ->type_name("USD")
        ->check(CLI::PositiveNumber);
    verb->add_flag("--private", o->isPrivate, "Record no payload");
    verb->add_flag("--async", o->isAsync, "Print an id at once; `task ID` asks for the answer");
}

} // namespace agentarium::ctl
