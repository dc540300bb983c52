// SPDX-License-Identifier: Apache-2.0
#include "app/agentariumctl/context.h"

#include "core/contract/error.h"
#include "core/discovery/ensure_daemon.h"

#include <filesystem>
#include <poll.h>
#include <thread>
#include <unistd.h>

namespace agentarium::ctl {

void Context::cancelWhenUnread() {
    std::thread([this] {
        // Asks for nothing: what is reported then is only that the other end is gone.
        pollfd output{STDOUT_FILENO, 0, 0};
        while (poll(&output, 1, -1) < 0) {
        }
        if (!(output.revents & (POLLERR | POLLHUP))) return;
        unread = true;
        cancel.cancel();
    }).detach();
}

client::Endpoint Context::daemon() {
    discovery::StartOptions options;
    options.onStarting = [this] { out.progress("Starting the daemon…"); };
    options.isCancelled = [this] { return cancel.cancelled(); };
    const auto info = discovery::ensureDaemon(options);
    out.clearProgress();
    return client::Endpoint::of(info);
}

std::string agentPath(const std::string& agent) {
    if (agent.empty())
        throw Error(ErrorKind::BadInput, "The agent's name is empty.", "`agentariumctl agents` lists them.");
    return "/agents/" + client::percentEncode(agent);
}
std::string sessionPath(const std::string& session) {
    if (session.empty())
        throw Error(ErrorKind::BadInput, "The session id is empty.",
                    "`agentariumctl sessions --all` lists them.");
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
    if (path.empty()) throw Error(ErrorKind::BadInput, "The path is empty.", "Name a file or folder.");
    return std::filesystem::absolute(path).lexically_normal().string();
}

} // namespace agentarium::ctl
