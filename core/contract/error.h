// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include <stdexcept>
#include <string>

namespace agentarium {

/// What kind of failure it is. The command line's exit code and the HTTP status follow from it
/// (../shared/cli.md keeps the codes; contract section 3.8 the statuses).
enum class ErrorKind {
    BadInput,      ///< exit 2, HTTP 400: the request cannot be right
    NotFound,      ///< exit 3, HTTP 404
    AgentFailed,   ///< exit 4, HTTP 424: the agent answered >= 400, crashed or missed its start window
    Refused,       ///< exit 5, HTTP 403: authorisation, quota or limit
    TooLarge,      ///< exit 5, HTTP 413: a limit on size, named in the message
    Conflict,      ///< exit 1, HTTP 409: try again after what is under way has ended
    RuntimeFailed, ///< exit 1, HTTP 500: the runtime itself failed
    Unreachable,   ///< exit 6: the daemon does not answer
    Cancelled,     ///< exit 130, HTTP 499
};

/// Name on the wire, for example "AgentFailed"; stable.
const char* toString(ErrorKind kind);
ErrorKind errorKindFromString(const std::string& name);
int exitCodeOf(ErrorKind kind);
int httpStatusOf(ErrorKind kind);

/// A failure a person can act on: `message` says what failed, on what and why; `fix` what to do.
/// `details` carries the optional keys of cli.md: sessionId, invocationId, agentStatus, agentBody,
/// exitCode, logTail (array of strings).
class Error : public std::runtime_error {
public:
    Error(ErrorKind kind, const std::string& message, std::string fix = {},
          nlohmann::json details = nlohmann::json::object());

    ErrorKind kind() const { return m_kind; }
    const std::string& fix() const { return m_fix; }
    const nlohmann::json& details() const { return m_details; }
    nlohmann::json& details() { return m_details; }

    /// {"type","message","fix", ...details}: the value of the "error" key everywhere.
    nlohmann::json toJson() const;
    static Error fromJson(const nlohmann::json& json);

private:
    ErrorKind m_kind;
    std::string m_fix;
    nlohmann::json m_details;
};

} // namespace agentarium
