// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/agentarium-init/port.h"
#include "app/agentarium-init/service.h"

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

namespace agentarium::init {

/// The streams of one epoch on one port, each with its service. All services end with it.
class Streams final : public wire::Mux::Handler {
public:
    using Id = wire::Mux::Id;
    /// Makes the service of a target, which accepts or refuses; nothing when the target is unknown.
    using Factory = std::function<ServicePtr(Channel channel, const std::string& target)>;
    using Maker = std::function<ServicePtr(Channel channel)>;

    Streams(Loop& loop, Port& port, wire::Mux::Role role, Factory factory);
    ~Streams() override;

    /// Opens a stream to the host (on `out`).
    void open(const std::string& target, const Maker& make);
    /// False when the peer broke the protocol.
    bool feed(wire::Mux::Bytes data) { return m_mux.feed(data); }
    wire::Mux::Bytes pending() { return m_mux.pending(); }
    void wrote(std::size_t count) { m_mux.wrote(count); }

private:
    friend class Channel;
    void opened(Id id, const std::string& target) override;
    void accepted(Id id) override;
    void refused(Id id, const std::string& reason) override;
    void received(Id id, wire::Mux::Bytes data) override;
    void ended(Id id) override;
    void writable(Id id) override;
    void closed(Id id, bool clean) override;
    void pong(std::uint64_t) override {}

    Service* find(Id id);
    void removeSoon(Id id);

    Loop& m_loop;
    Port& m_port;
    Factory m_factory;
    wire::Mux m_mux;
    std::unordered_map<Id, ServicePtr> m_services;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
};

} // namespace agentarium::init
