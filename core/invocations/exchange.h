// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/async.h"

#include <boost/asio/buffer.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace agentarium::invocations {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// Value of a header, by name in any case; empty when absent.
std::string headerOf(const Headers& headers, const std::string& name);

/// The caller's request body, read as it comes.
class BodySource {
public:
    virtual ~BodySource() = default;
    /// Bytes of the whole body when the caller declared them.
    virtual std::optional<std::uint64_t> declaredSize() const = 0;
    /// Reads some bytes; 0 at the end. Throws boost::system::system_error when the caller has gone.
    virtual Task<std::size_t> read(asio::mutable_buffer buffer) = 0;
    /// Makes a pending read fail.
    virtual void abort() = 0;
};

/// Where the answer goes, written through at once.
class ResponseSink {
public:
    virtual ~ResponseSink() = default;
    virtual Task<void> head(unsigned status, const Headers& headers) = 0;
    virtual Task<void> body(asio::const_buffer bytes) = 0;
    virtual Task<void> finish() = 0;
};

/// One WebSocket message. A close has `opcode` close, the code in `closeCode` and the reason in `data`.
struct Frame {
    enum class Opcode { Text, Binary, Close };
    Opcode opcode = Opcode::Text;
    std::string data;
    unsigned closeCode = 0;
};
const char* toString(Frame::Opcode opcode);

/// One end of a WebSocket, whoever is on it.
class FrameChannel {
public:
    virtual ~FrameChannel() = default;
    /// The next message; a Close is the last. Never throws for a peer that left: that is Close 1006.
    virtual Task<Frame> read() = 0;
    virtual Task<void> write(Frame frame) = 0;
    /// Makes a pending read return Close 1006.
    virtual void abort() = 0;
};

} // namespace agentarium::invocations
