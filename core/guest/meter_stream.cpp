// SPDX-License-Identifier: Apache-2.0
#include "core/guest/meter_stream.h"

#include "core/base/deadline.h"
#include "core/contract/error.h"
#include "core/wire/line_reader.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>

#include <array>

namespace agentarium::guest {

using boost::system::error_code;

namespace {
constexpr std::size_t kMaxLine = 4096;
constexpr std::array<char, 1> kAsk{'\n'};
} // namespace

Task<std::shared_ptr<MeterStream>> MeterStream::open(GuestLink& link) {
    Tunnel tunnel = co_await link.open("meter");
    co_return std::make_shared<MeterStream>(std::move(tunnel));
}

Task<wire::MeterReading> MeterStream::readOnce(GuestLink& link, std::chrono::milliseconds limit) {
    const auto stream = co_await open(link);
    std::optional<wire::MeterReading> first;
    Handler handler = [&](const std::vector<wire::MeterReading>& readings) {
        if (!first) first = readings.front();
        stream->m_tunnel.cancel();
    };
    const Deadline late(stream->m_tunnel.get_executor(), limit, [&] { stream->m_tunnel.cancel(); });
    co_await stream->follow(handler);
    if (!first) throw Error(ErrorKind::RuntimeFailed, "The guest's meter did not answer.", "Start it again.");
    co_return *first;
}

Task<void> MeterStream::follow(Handler handler) {
    const auto self = shared_from_this();
    wire::LineReader lines(kMaxLine);
    std::array<char, 16 * 1024> buffer;
    for (;;) {
        error_code ec;
        const std::size_t count = co_await m_tunnel.async_read_some(
            asio::buffer(buffer), asio::redirect_error(asio::use_awaitable, ec));
        if (ec) co_return;
        std::vector<wire::MeterReading> readings;
        lines.feed(std::string_view(buffer.data(), count), [&](const std::string& line) {
            if (const auto reading = wire::MeterReading::parse(line)) readings.push_back(*reading);
        });
        if (!readings.empty()) handler(readings);
    }
}

void MeterStream::ask() {
    if (std::exchange(m_asking, true)) return;
    asio::async_write(m_tunnel, asio::buffer(kAsk),
                      [self = shared_from_this()](error_code, std::size_t) { self->m_asking = false; });
}

} // namespace agentarium::guest
