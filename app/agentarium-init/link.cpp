// SPDX-License-Identifier: Apache-2.0
#include "app/agentarium-init/link.h"

#include "app/agentarium-init/clock.h"
#include "core/wire/ports.h"

#include <string_view>

namespace agentarium::init {

namespace {

Port::Bytes bytesOf(const std::string& text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// The kernel learns of a new host's data and of its opening the port by different queues: a hang-up that is
/// not there any more after this long was the earlier host's.
constexpr std::chrono::milliseconds kHangUpSettles{50};

} // namespace

Link::Link(Loop& loop, Streams::Factory services, Hello hello, Renew renew)
    : m_loop(loop)
    , m_services(std::move(services))
    , m_hello(std::move(hello))
    , m_renew(std::move(renew))
    , m_ctl(loop, wire::kCtlPort)
    , m_lines(wire::kMaxControlLine)
    , m_in(loop, wire::kInPort, wire::Mux::Role::Server)
    , m_out(loop, wire::kOutPort, wire::Mux::Role::Client) {
    m_ctl.start(
        [this](Port::Bytes bytes) {
            m_lines.feed({reinterpret_cast<const char*>(bytes.data()), bytes.size()},
                         [this](const std::string& line) { control(line); });
        },
        {[this] { return m_answers.front(); }, [this](std::size_t count) { m_answers.pop(count); }});
    start(m_in);
    start(m_out);
}

void Link::start(Side& side) {
    side.port.onHangUp([this, &side] { checkHangUp(side); });
    side.port.start([this, &side](Port::Bytes bytes) { received(side, bytes); },
                    {[&side]() -> Port::Bytes {
                         if (!side.raw.empty()) return side.raw.front();
                         return side.streams ? side.streams->pending() : Port::Bytes{};
                     },
                     [&side](std::size_t count) {
                         if (!side.raw.empty())
                             side.raw.pop(count);
                         else if (side.streams)
                             side.streams->wrote(count);
                     }});
}

bool Link::open(const std::string& target, const Streams::Maker& make) {
    if (!m_out.streams) return false;
    m_out.streams->open(target, make);
    return true;
}

void Link::control(const std::string& line) {
    const auto request = wire::parseEpochRequest(line);
    if (!request) return;
    const bool isNew = request->epoch != m_epoch;
    // The host repeats itself while it waits: the last of its lines is the nearest to its clock.
    if (request->wallNs > 0 && (isNew || request->wallNs > wallNs())) setWallNs(request->wallNs);
    if (request->renewal && request->renewal->seed != m_seed) {
        m_seed = request->renewal->seed;
        m_renew(*request->renewal);
    }
    if (isNew) begin(request->epoch);
    auto answer = m_hello();
    answer.epoch = m_epoch;
    m_answers.clear();
    m_answers.append(bytesOf(wire::toLine(answer)));
    m_ctl.flushSoon();
}

void Link::begin(const std::string& epoch) {
    drop();
    m_epoch = epoch;
    for (Side* side : {&m_in, &m_out})
        side->scanner.emplace(wire::markerOf(epoch));
}

void Link::drop() {
    for (Side* side : {&m_in, &m_out}) {
        side->streams.reset();
        side->scanner.reset();
        side->raw.clear();
    }
}

void Link::received(Side& side, Port::Bytes bytes) {
    if (side.scanner) {
        const auto old = side.scanner->feed(bytes);
        if (!old) return;
        bytes = bytes.subspan(*old);
        side.scanner.reset();
        // Not before the host's has come: until QEMU has its new connection on this port, ours goes to the
        // old one.
        side.raw.append(bytesOf(wire::markerOf(m_epoch)));
        side.streams = std::make_unique<Streams>(m_loop, side.port, side.role, m_services);
    }
    if (side.streams && !side.streams->feed(bytes)) drop();
}

void Link::checkHangUp(Side& side) {
    if (!side.streams) return;
    m_loop.after(kHangUpSettles, [this, &side, epoch = m_epoch] {
        if (epoch == m_epoch && side.streams && side.port.hungUp()) drop();
    });
}

} // namespace agentarium::init
