// SPDX-License-Identifier: Apache-2.0
#include "core/guest/link_impl.h"

#include <utility>

namespace agentarium::guest {

GuestLink::GuestLink(asio::io_context& io, std::filesystem::path ctl, std::filesystem::path in,
                     std::filesystem::path out)
    : m_impl(std::make_shared<Impl>(io, std::move(ctl), std::move(in), std::move(out))) {}

GuestLink::~GuestLink() {
    m_impl->close();
}

void GuestLink::onEgress(EgressHandler handler) {
    m_impl->egress = std::move(handler);
}
void GuestLink::onLost(std::function<void(std::string)> handler) {
    m_impl->lost = std::move(handler);
}
bool GuestLink::isUp() const {
    return m_impl->up;
}
void GuestLink::close() {
    m_impl->close();
}

// The coroutines hold the implementation: the link may be destroyed while they wait.
Task<Hello> GuestLink::connect(std::chrono::milliseconds deadline) {
    const auto impl = m_impl;
    co_return co_await impl->connect(deadline);
}

Task<Tunnel> GuestLink::open(std::string target, std::chrono::milliseconds limit) {
    const auto impl = m_impl;
    co_return co_await impl->open(std::move(target), limit);
}

Tunnel GuestLink::openNow(const std::string& target) {
    return Tunnel(m_impl->begin(target));
}

void GuestLink::renewAtConnect(wire::Renewal renewal) {
    m_impl->renewal = std::move(renewal);
}

Task<void> GuestLink::renew(wire::Renewal renewal) {
    const auto impl = m_impl;
    co_await impl->sayAgain(std::move(renewal));
}

Task<void> GuestLink::setClock() {
    const auto impl = m_impl;
    co_await impl->sayAgain(std::nullopt);
}

Task<std::chrono::nanoseconds> GuestLink::ping() {
    const auto impl = m_impl;
    co_return co_await impl->ping();
}

} // namespace agentarium::guest
