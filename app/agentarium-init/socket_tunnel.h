// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/agentarium-init/fd.h"
#include "app/agentarium-init/loop.h"
#include "app/agentarium-init/service.h"
#include "core/wire/byte_queue.h"

#include <cstdint>
#include <memory>

namespace agentarium::init {

/// A stream of the link joined to a socket on the guest's loopback, each direction at its reader's pace.
class SocketTunnel final : public Service {
public:
    /// `tcp:<port>`: connects to 127.0.0.1, then accepts or refuses.
    static ServicePtr connect(Loop& loop, Channel channel, std::uint16_t port);
    /// A socket somebody connected to us; waits until the host accepts the stream.
    static ServicePtr adopt(Loop& loop, Channel channel, Fd socket);
    ~SocketTunnel() override;

    void received(Bytes data) override;
    void ended() override;
    void writable() override { readSocket(); }
    void accepted() override;
    bool closed(bool clean) override;

private:
    enum class State { Connecting, Waiting, Open };
    SocketTunnel(Loop& loop, Channel channel, Fd socket, State state);
    void ready(std::uint32_t events);
    void connected();
    void readSocket();
    void writeSocket();
    void writeSoon();

    Loop& m_loop;
    Fd m_socket;
    State m_state;
    wire::ByteQueue m_toSocket;
    bool m_writePosted = false;
    bool m_hostEnded = false;
    bool m_shut = false;    ///< our write side of the socket
    bool m_discard = false; ///< the socket takes no more
    bool m_socketEnded = false;
    bool m_orphan = false; ///< the stream is over; only what is queued is still to be written
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
};

} // namespace agentarium::init
