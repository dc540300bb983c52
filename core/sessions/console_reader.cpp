// SPDX-License-Identifier: Apache-2.0
#include "core/sessions/console_reader.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include <array>

namespace agentarium::sessions {

class ConsoleReader::State : public std::enable_shared_from_this<State> {
public:
    State(asio::io_context& io, LineHandler handler) : m_socket(io), m_handler(std::move(handler)) {}

    void connect(const std::filesystem::path& path) {
        boost::system::error_code ec;
        m_socket.connect(asio::local::stream_protocol::endpoint(path.string()), ec);
        if (!ec) read();
    }

    void close() {
        m_handler = {};
        boost::system::error_code ec;
        m_socket.close(ec);
    }

private:
    void read() {
        m_socket.async_read_some(asio::buffer(m_buffer),
                                 [self = shared_from_this()](boost::system::error_code ec, std::size_t n) {
                                     self->take(n);
                                     if (!ec && self->m_handler) self->read();
                                 });
    }

    void take(std::size_t n) {
        for (std::size_t i = 0; i < n && m_handler; ++i) {
            const char c = m_buffer[i];
            if (c == '\n' || m_line.size() >= kMaxLine) flush();
            if (c != '\n' && c != '\r') m_line.push_back(static_cast<unsigned char>(c) < 0x20 ? ' ' : c);
        }
    }

    void flush() {
        if (m_line.empty()) return;
        const std::string line = std::exchange(m_line, {});
        m_handler(line);
    }

    static constexpr std::size_t kMaxLine = 8 * 1024;
    asio::local::stream_protocol::socket m_socket;
    LineHandler m_handler;
    std::array<char, 4096> m_buffer{};
    std::string m_line;
};

ConsoleReader::ConsoleReader(asio::io_context& io, const std::filesystem::path& socket, LineHandler handler)
    : m_state(std::make_shared<State>(io, std::move(handler))) {
    m_state->connect(socket);
}

ConsoleReader::~ConsoleReader() {
    m_state->close();
}

} // namespace agentarium::sessions
