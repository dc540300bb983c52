// SPDX-License-Identifier: Apache-2.0
#include "app/agentariumctl/broken_answer.h"

#include "app/agentariumctl/format.h"
#include "core/contract/headers.h"

#include <thread>

namespace agentarium::ctl {

namespace {

/// The end of the invocation, or null when it is not recorded.
nlohmann::json endOf(client::HttpClient& http, const std::string& recording, const std::string& invocation) {
    std::uint64_t from = 1;
    const std::string path = sessionPath(recording) + "/events?kind=invocation.end&from=";
    for (;;) {
        const nlohmann::json page = http.get(path + std::to_string(from));
        const nlohmann::json events = page.value("events", nlohmann::json::array());
        for (const nlohmann::json& event : events)
            if (event["body"].value("invocationId", "") == invocation) return event["body"];
        const std::uint64_t next = page.value("next", from);
        if (events.empty() || next <= from) return nullptr;
        from = next;
    }
}

} // namespace

Error whyBroken(Context& context, const client::ResponseHead& head) {
    const std::string recording = head.header(contract::header::kRecordingId);
    const std::string invocation = head.header(contract::header::kInvocationId);
    Error error(ErrorKind::RuntimeFailed, "The answer broke off before its end.",
                "See `agentariumctl logs` and `agentariumctl events` of the session.");
    try {
        client::HttpClient http = context.http();
        for (int attempt = 0; attempt < 10 && !recording.empty(); ++attempt) {
            const nlohmann::json end = endOf(http, recording, invocation);
            if (end.is_object()) {
                if (end.contains("error") && end["error"].is_object()) error = Error::fromJson(end["error"]);
                break;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
    } catch (const std::exception&) {
        // What broke the answer may have ended the daemon too; the sentence above has to do.
    }
    error.details().emplace("sessionId", head.header(contract::header::kSessionId));
    error.details().emplace("invocationId", invocation);
    return error;
}

} // namespace agentarium::ctl
