// SPDX-License-Identifier: Apache-2.0
#include "app/agentariumctl/format.h"
#include "app/agentariumctl/verbs.h"
#include "core/contract/error.h"
#include "core/discovery/ensure_daemon.h"

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

} // namespace

void addDaemon(CLI::App& app, Context& context) {
    CLI::App* daemon = addGroup(app, "daemon", "The runtime behind this program");
    addVerb(*daemon, "status", "Show it; exit code 6 when none runs", context,
            [&context] { return status(context); });
    auto force = std::make_shared<bool>(false);
    CLI::App* verb =
        addVerb(*daemon, "stop", "End it", context, [&context, force] { return stop(context, *force); });
    verb->add_flag("--force", *force, "Also when sessions live; they are ended");
}

} // namespace agentarium::ctl
