// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/wire/byte_queue.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

struct nghttp2_session;

namespace agentarium::wire {

/// Many flow-controlled byte streams on one: HTTP/2 CONNECT streams by the rules of docs/link.md, for both
/// sides. Does no I/O: bytes that came are fed, bytes to write are fetched. Not thread-safe; not destroyed
/// from a callback.
class Mux {
public:
    using Id = std::int32_t;
    using Bytes = std::span<const std::uint8_t>;
    enum class Role { Client, Server };

    /// What happens to streams. Called from feed() and pending() only; every call of Mux but these two is
    /// allowed.
    class Handler {
    public:
        virtual ~Handler() = default;
        /// Server: the peer opened a stream. Answer with accept() or refuse(), now or after a while.
        virtual void opened(Id id, const std::string& target) = 0;
        /// Client: the peer answered open().
        virtual void accepted(Id id) = 0;
        virtual void refused(Id id, const std::string& reason) = 0;
        /// Bytes for the reader. The peer may send more when they are acknowledged by consume().
        virtual void received(Id id, Bytes data) = 0;
        /// The peer will send no more; our direction is still open.
        virtual void ended(Id id) = 0;
        /// After send() took less than offered, room() was 0, or askRoom(): half of the queue is free.
        virtual void writable(Id id) = 0;
        /// The stream is over both ways; nothing follows. `clean` is false when it was reset with an error.
        virtual void closed(Id id, bool clean) = 0;
        virtual void pong(std::uint64_t token) = 0;
    };

    Mux(Role role, Handler& handler);
    ~Mux();
    Mux(const Mux&) = delete;
    Mux& operator=(const Mux&) = delete;

    /// Takes bytes from the peer. False when the connection is unusable: it cannot recover.
    bool feed(Bytes data);
    /// The next bytes to write, empty when there are none: they stay until wrote() has taken them all,
    /// whatever is called between.
    Bytes pending();
    /// `count` bytes of pending() are written.
    void wrote(std::size_t count) { m_ready = m_ready.subspan(count); }

    /// Client: asks for a stream to a target.
    Id open(const std::string& target);
    /// Server: answers opened().
    void accept(Id id);
    void refuse(Id id, const std::string& reason);

    /// Queues bytes; returns how many were taken, which is less when the queue is full or our direction has
    /// ended.
    std::size_t send(Id id, Bytes data);
    /// Room in the stream's queue, in bytes.
    std::size_t room(Id id);
    void askRoom(Id id);
    /// Ends our direction after what is queued.
    void finish(Id id);
    /// Ends the stream after what is queued: the peer is told that nobody reads any more.
    void close(Id id);
    /// Ends the stream now; what is queued is lost.
    void reset(Id id);
    /// The reader took `count` bytes. Allowed after closed() too.
    void consume(Id id, std::size_t count);

    void ping(std::uint64_t token);
    std::size_t streams() const { return m_streams.size(); }

private:
    struct Stream {
        std::string header; ///< :authority or x-reason while headers come
        bool ok = false;    ///< client: status 200
        ByteQueue out;
        std::size_t unread = 0;
        bool answered = false;
        bool deferred = false;
        bool full = false;      ///< send() took less than offered
        bool finishing = false; ///< our direction ends when `out` is empty
        bool sentEnd = false;
        bool peerEnded = false;
        bool closing = false; ///< nobody reads: what comes is acknowledged and dropped
        bool gone = false;    ///< nghttp2 knows it no more
    };
    struct Callbacks;

    Stream* find(Id id);
    void resume(Id id, Stream& stream);
    void drop(Id id, Stream& stream);

    Handler& m_handler;
    Role m_role;
    nghttp2_session* m_session = nullptr;
    std::unordered_map<Id, Stream> m_streams;
    std::vector<Id> m_writable;
    std::vector<std::uint8_t> m_small; ///< frames gathered for one write
    Bytes m_ready;
};

} // namespace agentarium::wire
