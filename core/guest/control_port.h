// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/async.h"
#include "core/wire/control.h"
#include "core/wire/line_reader.h"

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <functional>
#include <memory>
#include <string>

namespace agentarium::guest {

/// The host's end of `ctl` for one epoch: says the epoch until the guest answers. Private to core/guest.
class ControlPort final : public std::enable_shared_from_this<ControlPort> {
public:
    using Socket = asio::local::stream_protocol::socket;
    struct Callbacks {
        std::function<void(wire::EpochAnswer answer)> answered; ///< once
        std::function<void(std::string reason)> failed;         ///< once; the port is closed then
    };

    ControlPort(Socket socket, wire::EpochRequest request, Callbacks callbacks);
    void start();
    /// Says the epoch and the time once more, with this renewal when there is one; `answered` is called once.
    void again(std::optional<wire::Renewal> renewal, std::function<void(wire::EpochAnswer answer)> answered);
    void shut();

private:
    void read();
    void say();
    void fail(const std::string& reason);

    Socket m_socket;
    asio::steady_timer m_again;
    wire::EpochRequest m_request;
    Callbacks m_callbacks;
    wire::LineReader m_lines;
    std::array<char, 4096> m_buffer{};
    bool m_answered = false;
    bool m_shut = false;
};

} // namespace agentarium::guest
