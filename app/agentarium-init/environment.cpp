// SPDX-License-Identifier: Apache-2.0
#include "app/agentarium-init/agent.h"
#include "app/agentarium-init/renewal.h"
#include "core/wire/ports.h"

namespace agentarium::init {

std::map<std::string, std::string> agentEnvironment(const std::map<std::string, std::string>& user, int port,
                                                    bool egress) {
    std::map<std::string, std::string> env{
        {"PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"},
        {"HOME", "/root"},
        {"LANG", "C.UTF-8"},
        {"PYTHONUNBUFFERED", "1"},
    };
    if (egress) {
        const std::string proxy = "http://127.0.0.1:" + std::to_string(wire::kProxyPort);
        for (const char* name : {"HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"})
            env[name] = proxy;
        for (const char* name : {"NO_PROXY", "no_proxy"})
            env[name] = "localhost,127.0.0.1";
    }
    for (const auto& [key, value] : user)
        env[key] = value;
    env["DOCKER_CONTAINER"] = "1";
    env["AGENTARIUM_RENEW"] = kRenewFolder;
    env["PORT"] = std::to_string(port);
    return env;
}

} // namespace agentarium::init
