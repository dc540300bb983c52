// SPDX-License-Identifier: Apache-2.0
#include "app/agentariumctl/failure_report.h"

#include "app/agentariumctl/format.h"
#include "app/agentariumctl/harmless.h"
#include "app/agentariumctl/log_text.h"

namespace agentarium::ctl {

namespace {

constexpr std::size_t kMostOfABody = 8 * 1024;

/// Text of somebody else, indented, so that it is not taken for ours.
void quote(Output& out, const std::string& title, const std::string& foreign) {
    if (foreign.empty()) return;
    const std::string text = harmless(foreign, false);
    out.note(title);
    std::size_t begin = 0;
    while (begin < text.size()) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        out.note("    " + text.substr(begin, end - begin));
        begin = end + 1;
    }
}

std::string textOf(const nlohmann::json& value) {
    if (value.is_string()) return value.get<std::string>();
    return value.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
}

void details(const Error& error, Output& out) {
    const nlohmann::json& known = error.details();
    if (known.contains("agentStatus") && !known["agentStatus"].is_null())
        out.note("The agent's HTTP status: " + textOf(known["agentStatus"]));
    if (known.contains("agentBody") && !known["agentBody"].is_null()) {
        const std::string body = textOf(known["agentBody"]);
        quote(out, "The agent's answer:", std::string(cutUtf8(body, kMostOfABody)));
    }
    if (known.contains("exitCode") && !known["exitCode"].is_null())
        out.note("The agent's exit code: " + textOf(known["exitCode"]));
    if (known.contains("logTail") && known["logTail"].is_array()) {
        std::string lines;
        for (const nlohmann::json& line : known["logTail"])
            lines += logText(textOf(line)) + "\n";
        quote(out, "The last lines of the log:", lines);
    }
    if (known.contains("sessionId") && known["sessionId"].is_string()) {
        const std::string session = known["sessionId"];
        if (std::string(error.what()).find(session) == std::string::npos) out.note("Session: " + session);
    }
}

} // namespace

int report(const Error& error, Context& context) {
    Output& out = context.out;
    out.clearProgress();
    if (context.json) {
        try {
            out.document({{"error", error.toJson()}});
        } catch (const OutputClosed&) {
            // The exit code still says what happened.
        }
        return exitCodeOf(error.kind());
    }
    out.note(out.paintNote(Style::Red, error.what()));
    details(error, out);
    if (!error.fix().empty()) out.note(error.fix());
    return exitCodeOf(error.kind());
}

} // namespace agentarium::ctl
