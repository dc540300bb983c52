// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace agentarium::ctl {

/// The command line of `invoke`.
struct InvokeOptions {
    std::string agent;
    std::optional<std::string> payload;
    std::optional<std::string> data;
    std::vector<std::string> attachments;
    std::optional<std::string> contentType;
    std::string accept = "application/json, text/event-stream";
    std::vector<std::string> headers;
    std::string session; ///< never empty once the request is made
    std::string user;
    std::string qualifier;
    std::string out;
    bool isPrivate = false;
    bool isAsync = false;
    std::optional<double> budget;
};

} // namespace agentarium::ctl
