// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/guest/tunnel.h"
#include "core/wire/byte_queue.h"
#include "core/wire/mux.h"

#include <functional>
#include <memory>
#include <string>

namespace agentarium::guest {

class MuxPort;

/// One stream of the link, shared by its Tunnel and its port. Private to core/guest.
class TunnelState : public std::enable_shared_from_this<TunnelState> {
public:
    using Handler = Tunnel::Handler;
    /// The guest's answer to open(): an error code and the guest's reason.
    using OpenHandler = std::function<void(boost::system::error_code ec, std::string reason)>;

    TunnelState(std::shared_ptr<MuxPort> port, asio::any_io_executor executor, wire::Mux::Id id);

    asio::any_io_executor executor() const { return m_executor; }
    bool isOpen() const { return !m_error && !m_closed; }
    void waitOpen(OpenHandler handler) { m_open = std::move(handler); }

    void startRead(asio::mutable_buffer buffer, Handler handler);
    void startWrite(asio::const_buffer buffer, Handler handler);
    void cancelRead();
    void cancelWrite();
    void finish();
    void close();
    void reset();

    // From the port.
    void answered(boost::system::error_code ec, std::string reason);
    void received(wire::Mux::Bytes data);
    void ended();
    void writable();
    /// The stream is over; reading gives what was received and then `ec`.
    void over(boost::system::error_code ec);

private:
    struct Read {
        asio::mutable_buffer buffer;
        Handler handler;
    };
    struct Write {
        asio::const_buffer buffer;
        Handler handler;
    };

    void complete(Handler& handler, boost::system::error_code ec, std::size_t count);
    void acknowledge(std::size_t count);
    bool tryRead(const Read& read);
    bool tryWrite(const Write& write);
    void abandon();

    std::weak_ptr<MuxPort> m_port;
    asio::any_io_executor m_executor;
    wire::Mux::Id m_id;
    OpenHandler m_open;
    wire::ByteQueue m_in;
    Read m_read;
    Write m_write;
    boost::system::error_code m_error; ///< eof or why the stream broke; data in m_in comes first
    boost::system::error_code m_sendError;
    bool m_closed = false;
};

} // namespace agentarium::guest
