// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/beast/http/fields.hpp>
#include <boost/beast/http/message.hpp>

#include <cstdint>
#include <stdexcept>
#include <string>

namespace agentarium::egress {

/// Why a proxy request gets an answer of ours instead of the upstream's. The text is for a person.
struct ProxyFailure : std::runtime_error {
    ProxyFailure(unsigned httpStatus, const std::string& sentence)
        : std::runtime_error(sentence), status(httpStatus) {}
    unsigned status;
};

/// Where a proxy request wants to go.
struct ProxyTarget {
    std::string host; ///< as normalHost() gives it
    std::uint16_t port = 0;
    std::string path;    ///< of a plain request; empty for a tunnel
    bool tunnel = false; ///< CONNECT
    std::string authority() const;
};

/// Reads the target of "CONNECT host:port" or "GET http://host/path". Throws ProxyFailure(400).
ProxyTarget targetOf(boost::beast::http::verb method, const std::string& target);

/// The fields that belong to one connection and are not passed on (RFC 9110, 7.6.1), removed.
void removeHopByHop(boost::beast::http::fields& fields);

} // namespace agentarium::egress
