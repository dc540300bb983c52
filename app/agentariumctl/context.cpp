// SPDX-License-Identifier: Apache-2.0
#include "app/agentariumctl/context.h"

#include "core/contract/error.h"
#include "core/discovery/ensure_daemon.h"

#include <filesystem>

namespace agentarium::ctl {

client::Endpoint Context::daemon() {
    discovery::StartOptions options;
    options.onStarting = [this] { out.progress("Starting the daemon…"); };
    options.isCancelled = [this] { return cancel.cancelled(); };
    const auto info = discovery::ensureDaemon(options);
    out.clearProgress();
    return client::Endpoint::of(info);
}

std::string agentPath(const std::string& agent) {
    return "/agents/" + client::percentEncode(agent);
}
std::string sessionPath(const std::string& session) {
    return "/sessions/" + client::percentEncode(session);
}

std::pair<std::string, std::string> keyValue(const std::string& text, const std::string& option) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
        throw Error(ErrorKind::BadInput, option + " \"" + text + "\" is not of the form KEY=VALUE.",
                    "Write " + option + " KEY=VALUE, once for each.");
    return {text.substr(0, equals), text.substr(equals + 1)};
}

std::string absolutePath(const std::string& path) {
    return std::filesystem::absolute(path).lexically_normal().string();
}

} // namespace agentarium::ctl
