// SPDX-License-Identifier: Apache-2.0
#include "core/guest/link_impl.h"

#include "core/base/deadline.h"
#include "core/contract/error.h"

#include <boost/asio/async_result.hpp>
#include <boost/asio/redirect_error.hpp>

#include <algorithm>
#include <utility>

namespace agentarium::guest {

using boost::system::error_code;
using std::chrono::milliseconds;

namespace {

/// How long the guest may take for the rest of the handshake once it has answered; then a new epoch is tried.
constexpr milliseconds kHandshake{5000};
constexpr milliseconds kRetry{20};
constexpr const char* kFix = "Look at the session's console lines; stop the session and start it again.";

Error linkError(const std::string& message) {
    return {ErrorKind::RuntimeFailed, message, kFix};
}

} // namespace

GuestLink::Impl::Impl(asio::io_context& io, std::filesystem::path ctl, std::filesystem::path in,
                      std::filesystem::path out)
    : m_io(io), m_ctlPath(std::move(ctl)), m_inPath(std::move(in)), m_outPath(std::move(out)), m_wake(io) {}

template <class Done>
Task<bool> GuestLink::Impl::waitUntil(Clock::time_point until, Done done) {
    while (!done()) {
        if (m_closed || !m_failure.empty() || Clock::now() >= until) co_return false;
        m_wake.expires_at(until);
        error_code ec;
        co_await m_wake.async_wait(asio::redirect_error(asio::use_awaitable, ec));
    }
    co_return true;
}

Task<MuxPort::Socket> GuestLink::Impl::socketTo(const std::filesystem::path& path) {
    MuxPort::Socket socket(m_io);
    try {
        co_await socket.async_connect(asio::local::stream_protocol::endpoint(path.string()),
                                      asio::use_awaitable);
    } catch (const boost::system::system_error& failure) {
        throw linkError("Cannot connect to the port " + path.string() + ": " + failure.code().message() +
                        ".");
    }
    co_return socket;
}

MuxPort::Callbacks GuestLink::Impl::portCallbacks(bool out) {
    const std::weak_ptr<Impl> weak = weak_from_this();
    MuxPort::Callbacks callbacks;
    callbacks.marked = [weak] {
        if (const auto self = weak.lock()) self->m_wake.cancel();
    };
    callbacks.failed = [weak](const std::string& reason) {
        if (const auto self = weak.lock()) self->failed(reason);
    };
    if (out)
        callbacks.egress = [weak](Tunnel tunnel) {
            if (const auto self = weak.lock(); self && self->egress) self->egress(std::move(tunnel));
        };
    return callbacks;
}

Task<bool> GuestLink::Impl::attempt(Clock::time_point until) {
    shutPorts(asio::error::connection_reset);
    m_failure.clear();
    m_answer.reset();
    const std::string epoch = wire::newEpoch();
    const std::string marker = wire::markerOf(epoch);
    const std::weak_ptr<Impl> weak = weak_from_this();
    try {
        MuxPort::Socket ctl = co_await socketTo(m_ctlPath);
        MuxPort::Socket in = co_await socketTo(m_inPath);
        MuxPort::Socket out = co_await socketTo(m_outPath);
        if (m_closed) co_return false;
        m_in =
            std::make_shared<MuxPort>(std::move(in), wire::Mux::Role::Client, marker, portCallbacks(false));
        m_out =
            std::make_shared<MuxPort>(std::move(out), wire::Mux::Role::Server, marker, portCallbacks(true));
        m_ctl = std::make_shared<ControlPort>(std::move(ctl), wire::EpochRequest{epoch, 0, renewal},
                                              ControlPort::Callbacks{[weak](wire::EpochAnswer answer) {
                                                                         const auto self = weak.lock();
                                                                         if (!self) return;
                                                                         self->m_answer = std::move(answer);
                                                                         self->m_wake.cancel();
                                                                     },
                                                                     [weak](const std::string& reason) {
                                                                         if (const auto self = weak.lock())
                                                                             self->failed(reason);
                                                                     }});
    } catch (const Error& failure) {
        m_failure = failure.what();
        co_return false;
    }
    m_in->start();
    m_out->start();
    m_ctl->start();
    if (!co_await waitUntil(until, [this] { return m_answer.has_value(); })) {
        if (m_failure.empty()) m_failure = "The guest did not answer on its control port.";
        co_return false;
    }
    m_in->sendMarker();
    m_out->sendMarker();
    const auto soon = std::min(until, Clock::now() + kHandshake);
    // The guest sends its marker on a port when the host's has come there: both ways carry.
    const auto ready = [&] { return m_in->isMarked() && m_out->isMarked(); };
    const bool isReady = co_await waitUntil(soon, ready);
    if (!isReady && m_failure.empty()) m_failure = "The guest answered on its control port only.";
    co_return isReady;
}

Task<Hello> GuestLink::Impl::connect(milliseconds deadline) {
    const auto until = Clock::now() + deadline;
    up = false;
    m_closed = false;
    std::string failure;
    while (!m_closed) {
        if (co_await attempt(until)) {
            up = true;
            renewal.reset();
            co_return Hello{m_answer->initVersion, m_answer->kernelNs, m_answer->initNs,
                            m_answer->agentRunning};
        }
        failure = m_failure;
        if (Clock::now() >= until) break;
        asio::steady_timer pause(m_io, kRetry);
        co_await pause.async_wait(asio::use_awaitable);
    }
    shutPorts(asio::error::connection_reset);
    if (m_closed) failure = "The link was closed.";
    throw linkError("No link to the guest within " + std::to_string(deadline.count()) + " ms. " + failure);
}

Task<void> GuestLink::Impl::sayAgain(std::optional<wire::Renewal> fresh) {
    if (!up)
        throw linkError("The copied microVM cannot be told of its session: there is no link to the guest.");
    m_failure.clear();
    auto answered = std::make_shared<bool>(false);
    m_ctl->again(std::move(fresh), [weak = weak_from_this(), answered](const wire::EpochAnswer&) {
        *answered = true;
        if (const auto self = weak.lock()) self->m_wake.cancel();
    });
    const bool& done = *answered;
    const auto until = Clock::now() + kHandshake;
    if (!co_await waitUntil(until, [&done] { return done; }))
        throw linkError("The copied microVM did not answer. " + m_failure);
}

std::shared_ptr<TunnelState> GuestLink::Impl::begin(const std::string& target) {
    auto state = up ? m_in->open(target) : nullptr;
    if (!state) throw linkError("The stream " + target + " cannot be opened: there is no link to the guest.");
    return state;
}

Task<Tunnel> GuestLink::Impl::open(std::string target, milliseconds limit) {
    const auto state = begin(target);
    Tunnel tunnel(state);
    std::string reason;
    const auto wait = [&](auto handler) {
        auto slot = asio::get_associated_cancellation_slot(handler);
        if (slot.is_connected())
            slot.assign([weak = std::weak_ptr<TunnelState>(state)](asio::cancellation_type) {
                if (const auto alive = weak.lock()) alive->reset();
            });
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        state->waitOpen([shared, slot, &reason](error_code ec, const std::string& why) mutable {
            if (slot.is_connected()) slot.clear();
            reason = why;
            (*shared)(ec);
        });
    };
    bool late = false;
    const Deadline guard(m_io.get_executor(), limit, [&late, weak = std::weak_ptr<TunnelState>(state)] {
        late = true;
        if (const auto alive = weak.lock()) alive->reset();
    });
    error_code ec;
    auto token = asio::redirect_error(asio::use_awaitable, ec);
    co_await asio::async_initiate<decltype(token), void(error_code)>(wait, token);
    if (late)
        throw linkError("The guest did not open the stream " + target + " within " +
                        std::to_string(limit.count()) + " ms.");
    if (ec == asio::error::connection_refused)
        throw linkError("The guest refused the stream " + target + ": " + reason + ".");
    if (ec == asio::error::operation_aborted) throw boost::system::system_error(ec);
    if (ec) throw linkError("The stream " + target + " was not opened: the link to the guest was lost.");
    co_return tunnel;
}

Task<std::chrono::nanoseconds> GuestLink::Impl::ping() {
    if (!up) throw linkError("The guest cannot be pinged: there is no link.");
    const auto begun = Clock::now();
    error_code ec;
    auto token = asio::redirect_error(asio::use_awaitable, ec);
    const auto port = m_in;
    const auto wait = [port](auto handler) {
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        port->ping([shared](error_code answer) { (*shared)(answer); });
    };
    co_await asio::async_initiate<decltype(token), void(error_code)>(wait, token);
    if (ec) throw linkError("The link to the guest was lost.");
    co_return Clock::now() - begun;
}

void GuestLink::Impl::failed(const std::string& reason) {
    if (m_failure.empty()) m_failure = reason;
    const bool wasUp = std::exchange(up, false);
    shutPorts(asio::error::connection_reset);
    m_wake.cancel();
    if (wasUp && lost) lost("The link to the guest was lost: " + reason + ".");
}

void GuestLink::Impl::close() {
    m_closed = true;
    up = false;
    shutPorts(asio::error::operation_aborted);
    m_wake.cancel();
}

void GuestLink::Impl::shutPorts(error_code why) {
    if (m_ctl) m_ctl->shut();
    if (m_in) m_in->shut(why);
    if (m_out) m_out->shut(why);
}

} // namespace agentarium::guest
