// SPDX-License-Identifier: Apache-2.0
#include "app/agentarium-init/streams.h"

namespace agentarium::init {

Streams::Streams(Loop& loop, Port& port, wire::Mux::Role role, Factory factory)
    : m_loop(loop), m_port(port), m_factory(std::move(factory)), m_mux(role, *this) {
    m_port.flushSoon();
}

Streams::~Streams() {
    *m_alive = false;
    m_services.clear();
}

void Streams::open(const std::string& target, const Maker& make) {
    const Id id = m_mux.open(target);
    m_services[id] = make(Channel(*this, id));
    m_port.flushSoon();
}

Service* Streams::find(Id id) {
    const auto it = m_services.find(id);
    return it == m_services.end() ? nullptr : it->second.get();
}

void Streams::removeSoon(Id id) {
    // Never destroyed inside its own call.
    m_loop.post([this, id, alive = m_alive] {
        if (!*alive) return;
        m_services.erase(id);
        m_mux.close(id); // acknowledges what was not read
    });
    m_port.flushSoon();
}

void Streams::opened(Id id, const std::string& target) {
    if (auto service = m_factory(Channel(*this, id), target))
        m_services[id] = std::move(service);
    else
        m_mux.refuse(id, "the guest knows no service \"" + target + "\"");
}

void Streams::accepted(Id id) {
    if (Service* service = find(id)) service->accepted();
}

void Streams::refused(Id id, const std::string& reason) {
    if (Service* service = find(id)) service->refused(reason);
    removeSoon(id);
}

void Streams::received(Id id, wire::Mux::Bytes data) {
    if (Service* service = find(id))
        service->received(data);
    else
        m_mux.consume(id, data.size());
}

void Streams::ended(Id id) {
    if (Service* service = find(id)) service->ended();
}

void Streams::writable(Id id) {
    if (Service* service = find(id)) service->writable();
}

void Streams::closed(Id id, bool clean) {
    Service* service = find(id);
    if (service && service->closed(clean)) removeSoon(id);
}

void Channel::accept() {
    m_streams->m_mux.accept(m_id);
    m_streams->m_port.flushSoon();
}

void Channel::refuse(const std::string& reason) {
    m_streams->m_mux.refuse(m_id, reason);
    m_streams->removeSoon(m_id);
}

std::size_t Channel::send(Bytes data) {
    m_streams->m_port.flushSoon();
    return m_streams->m_mux.send(m_id, data);
}

std::size_t Channel::send(const std::string& text) {
    return send(Bytes(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

std::size_t Channel::room() {
    return m_streams->m_mux.room(m_id);
}

void Channel::askRoom() {
    m_streams->m_mux.askRoom(m_id);
}

void Channel::consume(std::size_t count) {
    m_streams->m_mux.consume(m_id, count);
    m_streams->m_port.flushSoon();
}

void Channel::finish() {
    m_streams->m_mux.finish(m_id);
    m_streams->m_port.flushSoon();
}

void Channel::close() {
    m_streams->m_mux.close(m_id);
    m_streams->removeSoon(m_id);
}

void Channel::reset() {
    m_streams->m_mux.reset(m_id);
    m_streams->removeSoon(m_id);
}

} // namespace agentarium::init
