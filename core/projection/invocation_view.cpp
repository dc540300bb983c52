// SPDX-License-Identifier: Apache-2.0
#include "core/projection/invocation_view.h"

#include "core/contract/event_kinds.h"
#include "core/contract/iso_time.h"

namespace agentarium::projection {

namespace kind = contract::kind;

void InvocationView::apply(const std::string& eventKind, const nlohmann::json& body, std::int64_t wallNs) {
    if (eventKind == kind::kInvocationBegin) {
        id = body.value("invocationId", id);
        number = body.value("number", 0);
        type = body.value("type", std::string());
        path = body.value("path", std::string());
        contentType = body.value("contentType", std::string());
        isPrivate = body.value("private", false);
        begunNs = wallNs;
    } else if (eventKind == kind::kInvocationRequest) {
        bytesIn = body.value("bytes", bytesIn);
    } else if (eventKind == kind::kInvocationResponse) {
        agentStatus = body.value("statusCode", 0);
        answerContentType = body.value("contentType", std::string());
        if (body.contains("ms")) firstByteMs = body["ms"].get<double>();
    } else if (eventKind == kind::kInvocationChunk) {
        ++chunks;
        bytesOut = body.value("offset", std::uint64_t(0)) + body.value("bytes", std::uint64_t(0));
    } else if (eventKind == kind::kInvocationFrame) {
        ++chunks;
        (body.value("direction", std::string()) == "in" ? bytesIn : bytesOut) +=
            body.value("bytes", std::uint64_t(0));
    } else if (eventKind == kind::kInvocationEnd) {
        running = false;
        outcome = body.value("outcome", std::string());
        statusCode = body.value("statusCode", 0);
        if (body.contains("agentStatus")) agentStatus = body["agentStatus"].get<int>();
        bytesIn = body.value("bytesIn", bytesIn);
        bytesOut = body.value("bytesOut", bytesOut);
        chunks = body.value("chunks", chunks);
        if (body.contains("firstByteMs")) firstByteMs = body["firstByteMs"].get<double>();
        ms = body.value("ms", 0.0);
        if (body.contains("error")) error = body["error"];
    }
}

nlohmann::json InvocationView::toJson() const {
    nlohmann::json json{{"invocationId", id},
                        {"number", number},
                        {"type", type},
                        {"path", path},
                        {"running", running},
                        {"outcome", outcome},
                        {"private", isPrivate},
                        {"bytesIn", bytesIn},
                        {"bytesOut", bytesOut},
                        {"chunks", chunks},
                        {"begunAt", contract::toIsoTime(begunNs)}};
    if (statusCode) json["statusCode"] = *statusCode;
    if (agentStatus) json["agentStatus"] = *agentStatus;
    if (firstByteMs) json["firstByteMs"] = *firstByteMs;
    if (ms) json["ms"] = *ms;
    if (!error.is_null()) json["error"] = error;
    return json;
}

} // namespace agentarium::projection
