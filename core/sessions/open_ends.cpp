// SPDX-License-Identifier: Apache-2.0
#include "core/sessions/open_ends.h"

#include "core/contract/error.h"
#include "core/contract/event_kinds.h"

#include <algorithm>
#include <array>

namespace agentarium::sessions {

namespace kind = contract::kind;
using nlohmann::json;

namespace {

struct Pair {
    const char* begin;
    const char* end;
    const char* id;
};

constexpr std::array kPairs{Pair{kind::kInvocationBegin, kind::kInvocationEnd, "invocationId"},
                            Pair{kind::kCommandBegin, kind::kCommandEnd, "commandId"},
                            Pair{kind::kShellBegin, kind::kShellEnd, "shellId"},
                            Pair{kind::kEgressOpen, kind::kEgressClose, "egressId"}};

std::string endedWhile(const char* what) {
    return std::string("The daemon ended while this ") + what + " was open.";
}

json invocationEnd(const projection::InvocationView& invocation) {
    json body{
        {"outcome", "runtimeFailed"},
        {"statusCode", 500},
        {"bytesIn", invocation.bytesIn},
        {"bytesOut", invocation.bytesOut},
        {"chunks", invocation.chunks},
        {"error", Error(ErrorKind::RuntimeFailed, endedWhile("invocation"), "Send it again.").toJson()}};
    if (invocation.agentStatus) body["agentStatus"] = *invocation.agentStatus;
    if (invocation.firstByteMs) body["firstByteMs"] = *invocation.firstByteMs;
    return body;
}

} // namespace

void OpenEnds::note(const events::Event& event) {
    m_lastNs = std::max(m_lastNs, event.wallNs);
    for (const Pair& pair : kPairs) {
        const auto id = event.body.find(pair.id);
        if (id == event.body.end() || !id->is_string()) continue;
        if (event.kind == pair.begin && event.body.value("decision", std::string()) != "refused")
            m_open.push_back({pair.end, *id, event.wallNs, event.body, {}});
        if (event.kind == pair.end) close(event.kind, *id);
        if (pair.end != std::string(kind::kInvocationEnd)) continue;
        for (Open& open : m_open)
            if (open.kind == pair.end && open.id == *id)
                open.invocation.apply(event.kind, event.body, event.wallNs);
    }
}

/// The oldest: a shell has its next attachment before the one that is replaced has ended.
void OpenEnds::close(const std::string& kind, const std::string& id) {
    const auto open = std::find_if(m_open.begin(), m_open.end(),
                                   [&](const Open& one) { return one.kind == kind && one.id == id; });
    if (open != m_open.end()) m_open.erase(open);
}

std::vector<OpenEnds::End> OpenEnds::ends() const {
    std::vector<End> ends;
    for (const Open& open : m_open) {
        json body;
        if (open.kind == kind::kInvocationEnd) {
            body = invocationEnd(open.invocation);
            body["invocationId"] = open.id;
        } else if (open.kind == kind::kCommandEnd) {
            body = {{"commandId", open.id},
                    {"exitCode", -1},
                    {"status", "FAILED"},
                    {"detail", endedWhile("command")}};
        } else if (open.kind == kind::kShellEnd) {
            body = {{"shellId", open.id}, {"outcome", "lost"}, {"detail", endedWhile("shell")}};
        } else {
            body = {{"egressId", open.id},
                    {"host", open.begin.value("host", "")},
                    {"port", open.begin.value("port", 0)},
                    {"bytesOut", 0},
                    {"bytesIn", 0},
                    {"error", endedWhile("connection") + " What had passed is not known."}};
        }
        body["ms"] = static_cast<double>((m_lastNs - open.begunNs) / 10'000) / 100;
        ends.push_back({open.kind, std::move(body)});
    }
    return ends;
}

} // namespace agentarium::sessions
