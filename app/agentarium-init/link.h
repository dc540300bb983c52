// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/agentarium-init/port.h"
#include "app/agentarium-init/streams.h"
#include "core/wire/byte_queue.h"
#include "core/wire/control.h"
#include "core/wire/line_reader.h"
#include "core/wire/marker.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace agentarium::init {

/// The guest's side of docs/link.md: three ports, epochs, and the streams of the present one.
class Link {
public:
    using Hello = std::function<wire::EpochAnswer()>;
    using Renew = std::function<void(const wire::Renewal& renewal)>;

    Link(Loop& loop, Streams::Factory services, Hello hello, Renew renew);
    /// Opens a stream to the host; false without a live link.
    bool open(const std::string& target, const Streams::Maker& make);

private:
    /// `in` or `out`.
    struct Side {
        Side(Loop& loop, const char* name, wire::Mux::Role itsRole) : port(loop, name), role(itsRole) {}
        Port port;
        wire::Mux::Role role;
        std::optional<wire::MarkerScanner> scanner; ///< set while the epoch's marker has not come
        wire::ByteQueue raw;                        ///< our marker, before the streams
        std::unique_ptr<Streams> streams;           ///< set while the epoch lives
    };

    void start(Side& side);
    void received(Side& side, Port::Bytes bytes);
    void control(const std::string& line);
    void begin(const std::string& epoch);
    void drop();
    void checkHangUp(Side& side);

    Loop& m_loop;
    Streams::Factory m_services;
    Hello m_hello;
    Renew m_renew;
    Port m_ctl;
    wire::LineReader m_lines;
    wire::ByteQueue m_answers;
    Side m_in;
    Side m_out;
    std::string m_epoch;
    std::string m_seed; ///< of the last renewal
};

} // namespace agentarium::init
