// SPDX-License-Identifier: Apache-2.0
#include "app/agentariumctl/event_stream.h"

#include "app/agentariumctl/format.h"
#include "core/client/follow.h"

namespace agentarium::ctl {

namespace {

void eachRecorded(Context& context, const EventQuery& query,
                  const std::function<void(const nlohmann::json&)>& onEvent) {
    client::HttpClient http = context.http();
    const std::string path =
        sessionPath(query.session) + "/events?limit=1000&kind=" + client::percentEncode(query.kind);
    for (std::uint64_t from = query.from;;) {
        const nlohmann::json page = http.get(path + "&from=" + std::to_string(from));
        const nlohmann::json events = page.value("events", nlohmann::json::array());
        for (const nlohmann::json& event : events)
            onEvent(event);
        const std::uint64_t next = page.value("next", from);
        if (events.empty() || next <= from) return;
        from = next;
    }
}

} // namespace

void eachEvent(Context& context, const EventQuery& query,
               const std::function<void(const nlohmann::json&)>& onEvent) {
    const auto over = [&] {
        return context.http().get(sessionPath(query.session)).value("state", "") == "Terminated";
    };
    if (!query.follow || over()) {
        eachRecorded(context, query, onEvent);
        return;
    }
    context.cancelWhenUnread();
    client::FollowOptions options;
    options.session = query.session;
    options.from = query.from;
    client::followEvents([&] { return context.daemon(); }, options,
                         [&](const nlohmann::json& event) {
                             if (event.value("kind", "").starts_with(query.kind)) onEvent(event);
                         },
                         &context.cancel);
}

double secondsOf(const nlohmann::json& event) {
    return numberAt(event, "tNs") / 1e9;
}

} // namespace agentarium::ctl
