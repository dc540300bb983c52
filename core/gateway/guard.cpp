// SPDX-License-Identifier: Apache-2.0
#include "core/gateway/guard.h"

#include "core/contract/error.h"

#include <openssl/crypto.h>

namespace agentarium::gateway {

Guard::Guard(std::string token, unsigned short port)
    : m_token(std::move(token)), m_port(std::to_string(port)) {}

bool Guard::isOurAuthority(const std::string& authority) const {
    return authority == "127.0.0.1:" + m_port || authority == "localhost:" + m_port;
}

void Guard::check(const Exchange& exchange) const {
    if (!isOurAuthority(exchange.header("Host")))
        throw Error(ErrorKind::Refused, "The Host header names another server.",
                    "Call the url in daemon.json.", {{"httpStatus", 403}});
    const std::string origin = exchange.header("Origin");
    const std::string scheme = "http://";
    if (!origin.empty() && (origin.rfind(scheme, 0) != 0 || !isOurAuthority(origin.substr(scheme.size()))))
        throw Error(ErrorKind::Refused, "Requests from web pages are refused.",
                    "Call from a program, without Origin.", {{"httpStatus", 403}});
    const std::string expected = "Bearer " + m_token;
    const std::string given = exchange.header("Authorization");
    if (given.size() != expected.size() || CRYPTO_memcmp(given.data(), expected.data(), expected.size()) != 0)
        throw Error(ErrorKind::Refused, "The token is missing or wrong.",
                    "Send `Authorization: Bearer` with the token in daemon.json.", {{"httpStatus", 401}});
}

} // namespace agentarium::gateway
