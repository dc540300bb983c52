// SPDX-License-Identifier: Apache-2.0
#include "app/agentariumctl/format.h"
#include "app/agentariumctl/verbs.h"
#include "core/contract/error.h"
#include "core/discovery/ensure_daemon.h"

#include <optional>

namespace agentarium::ctl {

namespace {

/// Its answer, without starting one.
nlohmann::json statusOf(Context& context) {
    const auto info = discovery::runningDaemon(discovery::homeFolder());
    if (!info)
        throw Error(ErrorKind::Unreachable, "No daemon runs for " + discovery::homeFolder().string() + ".",
                    "Every other verb starts one when needed.");
    return client::HttpClient(client::Endpoint::of(*info), &context.cancel).get("/daemon");
}

int status(Context& context) {
    const nlohmann::json answer = statusOf(context);
    if (context.json) {
        context.out.document(answer);
        return 0;
    }
    context.out.print("agentariumd " + cell(answer, "version") + ", process " + cell(answer, "pid") + ", " +
                      cell(answer, "url"));
    context.out.print("Sessions  " + cell(answer, "sessions"));
    context.out.print("Up for    " + secondsText(numberAt(answer, "uptime")));
    context.out.print("Data      " + cell(answer, "home"));
    for (const char* key : {"isolationWarning", "trouble", "notice"})
        if (answer.contains(key)) context.out.print(cell(answer, key));
    return 0;
}

int stop(Context& context, bool force) {
    const auto home = discovery::homeFolder();
    const auto info = discovery::runningDaemon(home);
    nlohmann::json answer = {{"stopped", false}};
    if (info) {
        client::HttpClient http(client::Endpoint::of(*info), &context.cancel);
        answer = http.get("/daemon");
        http.post("/daemon/stop", {{"force", force}});
        context.out.progress("Waiting for the daemon to end…");
        if (!discovery::waitUntilGone(home, std::chrono::seconds(60)))
            throw Error(ErrorKind::RuntimeFailed, "The daemon has not ended within 60 s.",
                        "Read daemon.log in " + home.string() + ", or end process " +
                            std::to_string(info->pid) + ".");
        context.out.clearProgress();
        answer["stopped"] = true;
    }
    if (context.json)
        context.out.document(answer);
    else
        context.out.print(info ? "The daemon has ended." : "No daemon was running.");
    return 0;
}

struct LimitOptions {
    std::optional<int> maxSessions, maxStarting, keepFreeMb, maxQueued, maxWaitSeconds, newSessionsPerSecond,
        requestsPerSecond;
    std::optional<std::string> whenFull;
};

int limits(Context& context, const LimitOptions& options) {
    nlohmann::json change = nlohmann::json::object();
    const auto set = [&](const char* key, const std::optional<int>& value) {
        if (value) change[key] = *value;
    };
    set("maxSessions", options.maxSessions);
    set("maxStarting", options.maxStarting);
    set("keepFreeMb", options.keepFreeMb);
    set("maxQueued", options.maxQueued);
    set("maxWaitSeconds", options.maxWaitSeconds);
    set("newSessionsPerSecond", options.newSessionsPerSecond);
    set("requestsPerSecond", options.requestsPerSecond);
    if (options.whenFull) change["queue"] = *options.whenFull == "queue";
    client::HttpClient http = context.http();
    const nlohmann::json answer = change.empty() ? http.get("/limits") : http.post("/limits", change);
    if (context.json) {
        context.out.document(answer);
        return 0;
    }
    const nlohmann::json& now = answer["limits"];
    const nlohmann::json& host = answer["host"];
    const auto megabytes = [](const nlohmann::json& bytes) {
        return std::to_string(bytes.get<std::uint64_t>() / (1024 * 1024)) + " MB";
    };
    context.out.print("Sessions  " + cell(answer, "sessions") + " of at most " + cell(now, "maxSessions"));
    context.out.print("Starting  " + cell(answer, "starting") + " of at most " +
                      cell(answer, "startingAtMost") + ", " + cell(answer, "queued") +
                      " waiting of at most " + cell(now, "maxQueued"));
    context.out.print("Memory    " + megabytes(host["freeBytes"]) + " free of " +
                      megabytes(host["memoryBytes"]) + "; " + cell(now, "keepFreeMb") + " MB are kept free");
    context.out.print(now["queue"].get<bool>()
                          ? "A start that does not fit waits, at most " + cell(now, "maxWaitSeconds") + " s."
                          : std::string("A start that does not fit is refused."));
    context.out.print("A second  " + cell(now, "newSessionsPerSecond") + " new sessions and " +
                      cell(now, "requestsPerSecond") + " requests; what goes beyond is throttled (429).");
    return 0;
}

} // namespace

void addDaemon(CLI::App& app, Context& context) {
    CLI::App* daemon = addGroup(app, "daemon", "The runtime behind this program");
    addVerb(*daemon, "status", "Show it; exit code 6 when none runs", context,
            [&context] { return status(context); });
    auto force = std::make_shared<bool>(false);
    CLI::App* verb =
        addVerb(*daemon, "stop", "End it", context, [&context, force] { return stop(context, *force); });
    verb->add_flag("--force", *force, "Also when sessions live; they are ended");

    auto o = std::make_shared<LimitOptions>();
    CLI::App* limit = addVerb(*daemon, "limits", "What sessions may take of this host; options change it",
                              context, [&context, o] { return limits(context, *o); });
    limit->add_option("--max-sessions", o->maxSessions, "Sessions that may live at the same time (2500)");
    limit->add_option("--max-starting", o->maxStarting,
                      "Sessions that may start at the same time (0: one a processor, two at least)");
    limit->add_option("--keep-free", o->keepFreeMb, "Memory that stays free on the host (512)")
        ->type_name("MB");
    limit
        ->add_option("--when-full", o->whenFull,
                     "A start that does not fit waits (queue) or is refused (refuse)")
        ->check(CLI::IsMember({"queue", "refuse"}));
    limit->add_option("--max-queued", o->maxQueued, "Starts that may wait (100)");
    limit->add_option("--max-wait", o->maxWaitSeconds, "How long one may wait (120)")->type_name("S");
    limit->add_option("--new-sessions-per-second", o->newSessionsPerSecond,
                      "More are throttled as AgentCore does it, with 429 (25)");
    limit->add_option("--requests-per-second", o->requestsPerSecond,
                      "Requests to agents and sessions; more are throttled (1000)");
}

} // namespace agentarium::ctl
