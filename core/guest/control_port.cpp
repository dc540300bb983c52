// SPDX-License-Identifier: Apache-2.0
#include "core/guest/control_port.h"

#include "core/wire/ports.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

#include <chrono>
#include <utility>

namespace agentarium::guest {

using boost::system::error_code;
using std::chrono::milliseconds;

namespace {

/// QEMU takes the connection before the guest reads the port, and a line may be lost when the guest opens it.
constexpr milliseconds kSayAgain{50};

std::int64_t wallNow() {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

} // namespace

ControlPort::ControlPort(Socket socket, wire::EpochRequest request, Callbacks callbacks)
    : m_socket(std::move(socket))
    , m_again(m_socket.get_executor())
    , m_request(std::move(request))
    , m_callbacks(std::move(callbacks))
    , m_lines(wire::kMaxControlLine) {}

void ControlPort::start() {
    read();
    say();
}

void ControlPort::again(std::optional<wire::Renewal> renewal,
                        std::function<void(wire::EpochAnswer answer)> answered) {
    m_request.renewal = std::move(renewal);
    m_callbacks.answered = std::move(answered);
    m_answered = false;
    say();
}

void ControlPort::read() {
    m_socket.async_read_some(asio::buffer(m_buffer), [self = shared_from_this()](error_code ec,
                                                                                 std::size_t count) {
        if (self->m_shut) return;
        if (ec) return self->fail("the machine closed its side of the control port: " + ec.message());
        self->m_lines.feed({self->m_buffer.data(), count}, [&](const std::string& line) {
            const auto answer = wire::parseEpochAnswer(line);
            if (!answer || answer->epoch != self->m_request.epoch || std::exchange(self->m_answered, true))
                return;
            self->m_again.cancel();
            if (!self->m_shut) std::exchange(self->m_callbacks.answered, nullptr)(*answer);
        });
        if (!self->m_shut) self->read();
    });
}

void ControlPort::say() {
    if (m_shut || m_answered) return;
    m_request.wallNs = wallNow();
    auto line = std::make_shared<std::string>(wire::toLine(m_request));
    asio::async_write(
        m_socket, asio::buffer(*line), [self = shared_from_this(), line](error_code ec, std::size_t) {
            if (self->m_shut || self->m_answered) return;
            if (ec) return self->fail("writing to the machine's control port failed: " + ec.message());
            // Only when a line is taken is the next one made: while nothing reads them they do not pile up
            // for long.
            self->m_again.expires_after(kSayAgain);
            self->m_again.async_wait([self](error_code waited) {
                if (!waited) self->say();
            });
        });
}

void ControlPort::fail(const std::string& reason) {
    const auto failed = m_callbacks.failed;
    shut();
    failed(reason);
}

void ControlPort::shut() {
    if (std::exchange(m_shut, true)) return;
    error_code ignored;
    m_again.cancel();
    m_socket.close(ignored);
}

} // namespace agentarium::guest
