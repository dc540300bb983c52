// SPDX-License-Identifier: Apache-2.0
// Sessions, their events, commands in them, recorded payloads.
#include "core/base/ids.h"
#include "core/contract/error.h"
#include "core/gateway/output_allowance.h"
#include "core/gateway/workbench.h"
#include "core/guest/services.h"

#include <fmt/format.h>

#include <charconv>

namespace agentarium::gateway {

namespace {

/// Output of a command that waits for its client; more of it waits in the guest.
constexpr std::size_t kMaxPending = 1024 * 1024;

constexpr const char* kOutputCut = "The command was ended: it had written 100 MB, the most a command may in "
                                   "AgentCore. Write to a file in the "
                                   "session, or print less.";

std::uint64_t numberOf(const Exchange& exchange, const std::string& name, std::uint64_t fallback,
                       std::uint64_t most) {
    const std::string text = exchange.query(name);
    if (text.empty()) return fallback;
    std::uint64_t value = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (ec != std::errc() || end != text.data() + text.size())
        throw Error(ErrorKind::BadInput,
                    fmt::format("`{}` has to be a whole number, not \"{}\".", name, text));
    return std::min(value, most);
}

Error noSession(const std::string& id) {
    return Error(ErrorKind::NotFound, fmt::format("There is no session {}.", id),
                 "`agentariumctl sessions --all` lists them.", {{"sessionId", id}});
}

Task<nlohmann::json> sessionJson(Workbench& w, std::string id) {
    if (const auto session = w.sessions.find(id)) co_return session->toJson();
    const auto row = co_await w.journal.find(id);
    if (!row) throw noSession(id);
    co_return row->summary;
}

Task<void> listSessions(Workbench& w, Exchange& exchange) {
    nlohmann::json rows = nlohmann::json::array();
    for (const auto& session : w.sessions.live())
        rows.push_back(session->toJson());
    if (!exchange.query("all").empty())
        for (const events::SessionRow& row : co_await w.journal.sessions(false))
            if (!w.sessions.find(row.recordingId)) rows.push_back(row.summary);
    nlohmann::json answer;
    answer["sessions"] = std::move(rows);
    co_await exchange.reply(200, answer);
}

Task<void> listEvents(Workbench& w, Exchange& exchange, std::string id) {
    const auto row = co_await w.journal.find(id);
    if (!row) throw noSession(id);
    const std::uint64_t from = numberOf(exchange, "from", 1, UINT64_MAX);
    const std::size_t limit = numberOf(exchange, "limit", 1000, 10000);
    const auto page = co_await w.journal.read(row->recordingId, from, limit, exchange.query("kind"));
    nlohmann::json events = nlohmann::json::array();
    for (const events::Event& event : page)
        events.push_back(event.toJson());
    nlohmann::json answer;
    answer["events"] = std::move(events);
    answer["next"] = page.empty() ? from : page.back().seq + 1;
    answer["recordingId"] = row->recordingId;
    co_await exchange.reply(200, answer);
}

Task<void> runCommand(Workbench& w, Exchange& exchange, std::string id) {
    w.sessions.countRequest();
    const auto session = w.sessions.find(id);
    if (!session) throw noSession(id);
    const nlohmann::json body = co_await exchange.json();
    guest::ExecRequest request;
    request.command = body.value("command", std::string());
    request.timeout = std::chrono::seconds(body.value("timeout", 300));
    if (request.command.empty() || request.command.size() > 65536)
        throw Error(ErrorKind::BadInput, "A command has 1 to 65,536 characters.");
    if (request.timeout.count() < 1 || request.timeout.count() > 3600)
        throw Error(ErrorKind::BadInput, "A command's timeout is 1 to 3600 seconds.");
    co_await session->ready();
    const sessions::Session::Activity activity(session, "a command");
    const std::string commandId = makeUuid();
    const auto begun = std::chrono::steady_clock::now();
    // Before it begins: a caller who has gone ends this here.
    const Headers headers{{"Content-Type", "application/x-ndjson"}};
    co_await exchange.head(200, headers);
    session->recorder().emit("command.begin",
                             {{"commandId", commandId}, {"timeoutSeconds", request.timeout.count()}});

    // Output comes by callback; lines wait here while the client is written to.
    std::string pending;
    OutputAllowance allowance;
    bool done = false;
    Signal more(w.io.get_executor());
    Signal drained(w.io.get_executor());
    request.keepUp = [&]() -> Task<void> {
        while (pending.size() > kMaxPending)
            co_await drained.wait(std::chrono::seconds(1));
    };
    guest::ExecResult result;
    std::exception_ptr failure;
    asio::co_spawn(w.io,
                   guest::exec(session->link(), request,
                               [&](const std::string& source, std::string data) {
                                   allowance.cut(data);
                                   if (data.empty()) return !allowance.hasCut();
                                   pending += nlohmann::json{{source, std::move(data)}}.dump(
                                                  -1, ' ', false, nlohmann::json::error_handler_t::replace) +
                                              "\n";
                                   more.notifyAll();
                                   return !allowance.hasCut();
                               }),
                   [&](std::exception_ptr error, guest::ExecResult answer) {
                       failure = error;
                       result = std::move(answer);
                       done = true;
                       more.notifyAll();
                   });
    std::exception_ptr clientGone;
    while (!done || !pending.empty()) {
        if (pending.empty()) {
            co_await more.wait(std::chrono::seconds(1));
            continue;
        }
        const std::string lines = std::exchange(pending, {});
        drained.notifyAll();
        if (clientGone) continue;
        try {
            co_await exchange.body(asio::buffer(lines));
        } catch (const std::exception&) {
            // The command still has to end: its coroutine writes into this frame.
            clientGone = std::current_exception();
        }
    }
    const std::chrono::duration<double, std::milli> ms = std::chrono::steady_clock::now() - begun;
    nlohmann::json end{{"commandId", commandId},
                       {"exitCode", result.exitCode},
                       {"status", failure ? "FAILED" : result.status},
                       {"ms", ms.count()}};
    if (allowance.hasCut()) end["detail"] = kOutputCut;
    session->recorder().emit("command.end", end);
    if (clientGone) std::rethrow_exception(clientGone);
    nlohmann::json last{{"exitCode", result.exitCode}, {"status", result.status}};
    if (allowance.hasCut()) last["notice"] = kOutputCut;
    if (failure) {
        try {
            std::rethrow_exception(failure);
        } catch (const Error& error) {
            last = {{"error", error.toJson()}};
        } catch (const std::exception& error) {
            last = {{"error", Error(ErrorKind::RuntimeFailed, error.what()).toJson()}};
        }
    }
    const std::string line = last.dump() + "\n";
    co_await exchange.body(asio::buffer(line));
    co_await exchange.finish();
}

Task<void> sendBlob(Workbench& w, Exchange& exchange, std::string name) {
    const std::uint64_t size = co_await w.blobs.size(name);
    std::uint64_t offset = numberOf(exchange, "offset", 0, UINT64_MAX);
    std::uint64_t left =
        offset >= size ? 0 : std::min(size - offset, numberOf(exchange, "length", UINT64_MAX, UINT64_MAX));
    const Headers headers{{"Content-Type", "application/octet-stream"}};
    co_await exchange.head(200, headers);
    while (left > 0) {
        const auto bytes = co_await w.blobs.read(name, offset, std::min<std::uint64_t>(left, 256 * 1024));
        if (bytes.empty()) break;
        co_await exchange.body(asio::buffer(bytes));
        offset += bytes.size();
        left -= bytes.size();
    }
    co_await exchange.finish();
}

} // namespace

void addSessionRoutes(Router& router, Workbench& workbench) {
    Workbench* w = &workbench;
    router.add("GET", "/api/v1/sessions",
               [w](Exchange& exchange, const Arguments&) { return listSessions(*w, exchange); });
    router.add("GET", "/api/v1/sessions/{id}",
               [w](Exchange& exchange, const Arguments& arguments) -> Task<void> {
                   co_await exchange.reply(200, co_await sessionJson(*w, arguments[0]));
               });
    router.add("DELETE", "/api/v1/sessions/{id}",
               [w](Exchange& exchange, const Arguments& arguments) -> Task<void> {
                   w->sessions.countRequest();
                   const auto session = w->sessions.find(arguments[0]);
                   if (!session) throw noSession(arguments[0]);
                   co_await session->stop("stopRequested", "A caller stopped it.");
                   co_await exchange.reply(200, session->toJson());
               });
    router.add("POST", "/api/v1/agents/{name}/sessions",
               [w](Exchange& exchange, const Arguments& arguments) -> Task<void> {
                   w->sessions.countRequest();
                   const nlohmann::json body = co_await exchange.json();
                   const auto [session, isNew] =
                       co_await w->sessions.acquire(body.value("sessionId", std::string()), arguments[0],
                                                    body.value("qualifier", std::string("DEFAULT")));
                   if (!body.value("wait", true)) {
                       co_await exchange.reply(202, session->toJson());
                       co_return;
                   }
                   co_await session->ready();
                   co_await exchange.reply(isNew ? 201 : 200, session->toJson());
               });
    router.add("GET", "/api/v1/sessions/{id}/events", [w](Exchange& exchange, const Arguments& arguments) {
        return listEvents(*w, exchange, arguments[0]);
    });
    router.add("POST", "/api/v1/sessions/{id}/commands", [w](Exchange& exchange, const Arguments& arguments) {
        return runCommand(*w, exchange, arguments[0]);
    });
    router.add("GET", "/api/v1/blobs/{id}", [w](Exchange& exchange, const Arguments& arguments) {
        return sendBlob(*w, exchange, arguments[0]);
    });
}

} // namespace agentarium::gateway
