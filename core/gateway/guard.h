// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/gateway/exchange.h"

#include <string>

namespace agentarium::gateway {

/// Who may call the workbench API (design section 8): the token, a loopback Host with our port, and no
/// foreign Origin, so that no web page can reach the daemon.
class Guard {
public:
    Guard(std::string token, unsigned short port);
    /// Throws Refused: 401 for the token, 403 for Host and Origin.
    void check(const Exchange& exchange) const;

private:
    bool isOurAuthority(const std::string& authority) const;

    std::string m_token;
    std::string m_port;
};

} // namespace agentarium::gateway
