// SPDX-License-Identifier: Apache-2.0
#include "core/contract/error.h"

#include <array>

namespace agentarium {

namespace {

struct Row {
    ErrorKind kind;
    const char* name;
    int exitCode;
    int httpStatus;
};

constexpr std::array kRows{
    Row{ErrorKind::BadInput, "BadInput", 2, 400},
    Row{ErrorKind::NotFound, "NotFound", 3, 404},
    Row{ErrorKind::AgentFailed, "AgentFailed", 4, 424},
    Row{ErrorKind::Refused, "Refused", 5, 403},
    Row{ErrorKind::TooLarge, "TooLarge", 5, 413},
    Row{ErrorKind::Conflict, "Conflict", 1, 409},
    Row{ErrorKind::RuntimeFailed, "RuntimeFailed", 1, 500},
    Row{ErrorKind::Unreachable, "Unreachable", 6, 503},
    Row{ErrorKind::Cancelled, "Cancelled", 130, 499},
};

const Row& rowOf(ErrorKind kind) {
    for (const Row& row : kRows)
        if (row.kind == kind) return row;
    return kRows[6];
}

} // namespace

const char* toString(ErrorKind kind) {
    return rowOf(kind).name;
}
int exitCodeOf(ErrorKind kind) {
    return rowOf(kind).exitCode;
}
int httpStatusOf(ErrorKind kind) {
    return rowOf(kind).httpStatus;
}

ErrorKind errorKindFromString(const std::string& name) {
    for (const Row& row : kRows)
        if (name == row.name) return row.kind;
    return ErrorKind::RuntimeFailed;
}

Error::Error(ErrorKind kind, const std::string& message, std::string fix, nlohmann::json details)
    : std::runtime_error(message), m_kind(kind), m_fix(std::move(fix)), m_details(std::move(details)) {}

nlohmann::json Error::toJson() const {
    nlohmann::json json = m_details.is_object() ? m_details : nlohmann::json::object();
    json["type"] = toString(m_kind);
    json["message"] = what();
    json["fix"] = m_fix;
    return json;
}

Error Error::fromJson(const nlohmann::json& json) {
    nlohmann::json details = json.is_object() ? json : nlohmann::json::object();
    const ErrorKind kind = errorKindFromString(details.value("type", std::string()));
    std::string message =
        details.value("message", std::string("The daemon reported a failure without a message."));
    std::string fix = details.value("fix", std::string());
    for (const char* key : {"type", "message", "fix"})
        details.erase(key);
    return Error(kind, message, std::move(fix), std::move(details));
}

} // namespace agentarium
