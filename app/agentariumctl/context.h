// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/agentariumctl/output.h"
#include "core/client/http_client.h"

#include <atomic>
#include <functional>
#include <string>
#include <vector>

namespace agentarium::ctl {

/// What every verb works with.
struct Context {
    Output out;
    client::CancelToken cancel;      ///< Ctrl-C
    std::atomic<bool> unread{false}; ///< nobody reads standard output any more
    bool json = false;
    std::vector<std::string> rest; ///< the words behind "--"
    std::function<int()> verb;     ///< what the command line asks for; returns the exit code

    /// From here on a closed standard output cancels, also while there is nothing to write: `… --follow |
    /// head -1`.
    void cancelWhenUnread();
    /// The daemon, started when none runs.
    client::Endpoint daemon();
    client::HttpClient http() { return client::HttpClient(daemon(), &cancel); }
};

/// "/agents/hello" and the like, encoded.
std::string agentPath(const std::string& agent);
std::string sessionPath(const std::string& session);

/// Splits "K=V"; throws Error(BadInput) naming `option`.
std::pair<std::string, std::string> keyValue(const std::string& text, const std::string& option);

/// A path as the daemon, whose working folder is another, has to be told it.
std::string absolutePath(const std::string& path);

} // namespace agentarium::ctl
