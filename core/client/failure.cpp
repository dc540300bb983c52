// SPDX-License-Identifier: Apache-2.0
#include "core/client/failure.h"

namespace agentarium::client {

namespace {

ErrorKind kindOf(int status) {
    switch (status) {
    case 400:
        return ErrorKind::BadInput;
    case 401:
    case 402:
    case 403:
    case 429:
        return ErrorKind::Refused;
    case 404:
        return ErrorKind::NotFound;
    case 409:
        return ErrorKind::Conflict;
    case 413:
        return ErrorKind::TooLarge;
    case 424:
        return ErrorKind::AgentFailed;
    case 499:
        return ErrorKind::Cancelled;
    case 503:
        return ErrorKind::Unreachable;
    default:
        return ErrorKind::RuntimeFailed;
    }
}

Error fromBody(int status, const std::string& body) {
    const nlohmann::json json = nlohmann::json::parse(body, nullptr, false);
    try {
        if (json.is_object() && json.contains("error")) return Error::fromJson(json["error"]);
    } catch (const nlohmann::json::exception&) {
        // Not an error as docs/api.md has them; the status has to do.
    }
    return Error(kindOf(status), "The daemon answered with HTTP status " + std::to_string(status) + ".",
                 "Read daemon.log in the data folder.");
}

} // namespace

Error failureOf(const ResponseHead& head, const std::string& body) {
    Error error = fromBody(head.status, body);
    const auto add = [&](const char* key, const char* name) {
        const std::string value = head.header(name);
        if (!value.empty() && !error.details().contains(key)) error.details()[key] = value;
    };
    add("sessionId", "X-Amzn-Bedrock-AgentCore-Runtime-Session-Id");
    add("invocationId", "X-Agentarium-Invocation-Id");
    return error;
}

} // namespace agentarium::client
