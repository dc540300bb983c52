// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/wire/mux.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

namespace agentarium::init {

class Streams;

/// A service's end of one stream. Valid as long as the service lives.
class Channel {
public:
    using Bytes = std::span<const std::uint8_t>;
    Channel(Streams& streams, wire::Mux::Id id) : m_streams(&streams), m_id(id) {}

    void accept();
    void refuse(const std::string& reason);
    std::size_t send(Bytes data);
    std::size_t send(const std::string& text);
    /// Room for send(), in bytes; after 0, writable() comes.
    std::size_t room();
    /// writable() comes when half the queue is free, whatever room() is now.
    void askRoom();
    void consume(std::size_t count);
    /// No more from us; the service goes on.
    void finish();
    /// Ends the stream after what is queued and the service with it, once the current event is done.
    void close();
    /// The same, losing what is queued.
    void reset();

private:
    Streams* m_streams;
    wire::Mux::Id m_id;
};

/// What serves one stream of the link. Destroyed when the stream or the link is over: it frees what it holds
/// then.
class Service {
public:
    using Bytes = Channel::Bytes;
    explicit Service(Channel channel) : m_channel(channel) {}
    virtual ~Service() = default;
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;

    virtual void received(Bytes data) = 0; ///< to be consumed
    virtual void ended() {}                ///< the peer sends no more
    virtual void writable() {}
    virtual void accepted() {} ///< streams the guest opened
    virtual void refused(const std::string&) {}
    /// The stream is over; a service that still has bytes to hand on may live on: false. It calls close() at
    /// its end.
    virtual bool closed(bool /*clean*/) { return true; }

protected:
    Channel m_channel;
};

using ServicePtr = std::unique_ptr<Service>;

} // namespace agentarium::init
