// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/guest/tunnel_state.h"
#include "core/wire/byte_queue.h"
#include "core/wire/marker.h"
#include "core/wire/mux.h"

#include <boost/asio/local/stream_protocol.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace agentarium::guest {

/// The host's end of `in` or `out` for one epoch: the socket, the marker, the streams. Private to core/guest.
class MuxPort final : public std::enable_shared_from_this<MuxPort>, public wire::Mux::Handler {
public:
    using Socket = asio::local::stream_protocol::socket;
    using Id = wire::Mux::Id;
    using PongHandler = std::function<void(boost::system::error_code ec)>;
    struct Callbacks {
        std::function<void()> marked;                   ///< the guest's marker has come
        std::function<void(std::string reason)> failed; ///< once; the port is closed then
        std::function<void(Tunnel tunnel)> egress;      ///< the guest opened a stream
    };

    MuxPort(Socket socket, wire::Mux::Role role, std::string marker, Callbacks callbacks);
    ~MuxPort() override;

    /// Begins to read, discarding until the marker.
    void start();
    /// Writes our marker; streams may follow.
    void sendMarker();
    bool isMarked() const { return m_mux != nullptr; }
    std::shared_ptr<TunnelState> open(const std::string& target);
    void ping(PongHandler handler);
    /// Ends all streams and the socket; the callbacks are not called any more.
    void shut(boost::system::error_code why);

    // For TunnelState.
    std::size_t send(Id id, wire::Mux::Bytes data);
    void consume(Id id, std::size_t count);
    void finish(Id id);
    void close(Id id);
    void reset(Id id);

private:
    void opened(Id id, const std::string& target) override;
    void accepted(Id id) override;
    void refused(Id id, const std::string& reason) override;
    void received(Id id, wire::Mux::Bytes data) override;
    void ended(Id id) override;
    void writable(Id id) override;
    void closed(Id id, bool clean) override;
    void pong(std::uint64_t token) override;

    void read();
    bool take(wire::Mux::Bytes bytes);
    void writeSoon();
    void write();
    void fail(const std::string& reason);
    std::shared_ptr<TunnelState> find(Id id) const;

    Socket m_socket;
    wire::Mux::Role m_role;
    std::string m_marker;
    Callbacks m_callbacks;
    wire::MarkerScanner m_scanner;
    wire::ByteQueue m_raw;
    std::unique_ptr<wire::Mux> m_mux; ///< from the guest's marker on
    std::map<Id, std::shared_ptr<TunnelState>> m_tunnels;
    std::map<std::uint64_t, PongHandler> m_pings;
    std::uint64_t m_lastPing = 0;
    std::vector<std::uint8_t> m_buffer;
    bool m_marked = false; ///< ours is queued: the streams may be written
    bool m_writing = false;
    bool m_writePosted = false;
    bool m_shut = false;
};

} // namespace agentarium::guest
