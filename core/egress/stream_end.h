// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/guest/tunnel.h"

#include <boost/asio/ip/tcp.hpp>

namespace agentarium::egress {

/// Says that we write no more; reading goes on. The same for a socket and for a tunnel into the guest.
template <class Protocol, class Executor>
void endSending(asio::basic_stream_socket<Protocol, Executor>& socket) {
    boost::system::error_code ec;
    socket.shutdown(asio::socket_base::shutdown_send, ec);
}
inline void endSending(guest::Tunnel& tunnel) {
    tunnel.shutdownSend();
}

/// Ends both directions; what is pending fails.
template <class Protocol, class Executor>
void abortStream(asio::basic_stream_socket<Protocol, Executor>& socket) {
    boost::system::error_code ec;
    socket.close(ec);
}
inline void abortStream(guest::Tunnel& tunnel) {
    tunnel.cancel();
}

} // namespace agentarium::egress
