// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/agentarium-init/link.h"
#include "app/agentarium-init/loop.h"

namespace agentarium::init {

/// The HTTP proxy on the guest's loopback: each connection is a stream to the host, which reads the request.
class Proxy {
public:
    Proxy(Loop& loop, Link& link);

private:
    void acceptAll();
    void refuse(Fd socket);

    Loop& m_loop;
    Link& m_link;
    Fd m_listener;
};

} // namespace agentarium::init
