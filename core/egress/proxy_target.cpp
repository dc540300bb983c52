// SPDX-License-Identifier: Apache-2.0
#include "core/egress/proxy_target.h"

#include "core/base/text.h"
#include "core/contract/host_pattern.h"

#include <boost/beast/http/verb.hpp>

#include <array>

namespace agentarium::egress {

namespace http = boost::beast::http;

namespace {

constexpr std::string_view kScheme = "http://";

void readAuthority(ProxyTarget& target, const std::string& authority, std::uint16_t defaultPort) {
    const auto pattern = contract::HostPattern::parse(authority);
    if (!pattern || pattern->wildcard || (!pattern->port && defaultPort == 0))
        throw ProxyFailure(400, "\"" + authority.substr(0, 200) + "\" names no host and port to connect to.");
    target.host = pattern->host;
    target.port = pattern->port.value_or(defaultPort);
}

} // namespace

std::string ProxyTarget::authority() const {
    return (host.find(':') == std::string::npos ? host : "[" + host + "]") + ":" + std::to_string(port);
}

ProxyTarget targetOf(http::verb method, const std::string& text) {
    ProxyTarget target;
    if (method == http::verb::connect) {
        target.tunnel = true;
        readAuthority(target, text, 0);
        return target;
    }
    if (toLower(text.substr(0, kScheme.size())) != kScheme)
        throw ProxyFailure(400,
                           "This is the proxy through which the agent reaches the network: it takes CONNECT "
                           "host:port and requests for http:// addresses.");
    const std::string rest = text.substr(kScheme.size());
    const auto end = rest.find_first_of("/?#");
    std::string authority = rest.substr(0, end);
    if (const auto at = authority.rfind('@'); at != std::string::npos) authority = authority.substr(at + 1);
    readAuthority(target, authority, 80);
    target.path = end == std::string::npos ? "/" : rest.substr(end);
    target.path = target.path.substr(0, target.path.find('#'));
    if (target.path.empty() || target.path.front() != '/') target.path = "/" + target.path;
    return target;
}

void removeHopByHop(http::fields& fields) {
    for (const std::string& name : split(std::string(fields[http::field::connection]), ','))
        if (const std::string listed = trim(name); !listed.empty()) fields.erase(listed);
    static constexpr std::array names{http::field::connection,
                                      http::field::keep_alive,
                                      http::field::proxy_authenticate,
                                      http::field::proxy_authorization,
                                      http::field::proxy_connection,
                                      http::field::te,
                                      http::field::trailer,
                                      http::field::transfer_encoding,
                                      http::field::upgrade};
    for (const http::field name : names)
        fields.erase(name);
}

} // namespace agentarium::egress
