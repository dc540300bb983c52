// SPDX-License-Identifier: Apache-2.0
#include "core/gateway/http_exchange.h"

#include "core/base/deadline.h"
#include "core/contract/error.h"
#include "core/gateway/uri.h"
#include "core/invocations/socket_channel.h"

#include <boost/algorithm/string/predicate.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http.hpp>
#include <fmt/format.h>

#include <sys/socket.h>

namespace agentarium::gateway {

namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;
using namespace std::chrono_literals;

namespace {
constexpr std::size_t kMaxJson = 1024 * 1024;
/// Beast reads as much as its buffer has room for, and that is little unless it is told.
constexpr std::size_t kChunkedRead = 64 * 1024;
/// What is read away of a refused body so that the client gets to read the answer.
constexpr std::uint64_t kMaxDrain = 256ULL * 1024 * 1024;

/// What came is no HTTP; a peer that has gone is something else.
bool isHttpError(const boost::system::error_code& ec) {
    return ec.category() == make_error_code(http::error::bad_version).category() &&
           ec != http::error::end_of_stream && ec != http::error::partial_message;
}
} // namespace

HttpExchange::HttpExchange(asio::ip::tcp::socket& socket, boost::beast::flat_buffer& buffer)
    : m_socket(socket), m_buffer(buffer), m_watched(std::make_shared<invocations::Cancellation*>(nullptr)) {
    m_parser.body_limit(boost::none);
    m_parser.header_limit(64 * 1024);
}

HttpExchange::~HttpExchange() {
    *m_watched = nullptr;
}

Task<bool> HttpExchange::readHead() {
    boost::system::error_code ec;
    {
        Deadline idle(m_socket.get_executor(), 75s, [this] { abort(); });
        co_await http::async_read_header(m_socket, m_buffer, m_parser,
                                         asio::redirect_error(asio::use_awaitable, ec));
    }
    if (ec) {
        co_await refuseHead(ec);
        co_return false;
    }
    const auto& request = m_parser.get();
    m_method = std::string(request.method_string());
    const Target target = parseTarget(std::string(request.target()));
    m_path = target.path;
    m_query = target.query;
    for (const auto& field : request)
        m_headers.emplace_back(field.name_string(), field.value());
    m_keepAlive = request.keep_alive();
    m_left = declaredSize();
    co_return true;
}

Task<void> HttpExchange::refuseHead(const boost::system::error_code& why) {
    if (!isHttpError(why)) co_return;
    const bool tooLong = why == http::error::header_limit;
    const Error error(ErrorKind::BadInput,
                      tooLong ? "The request's headers have more than 64 KB."
                              : fmt::format("The request is not HTTP that can be read: {}.", why.message()),
                      tooLong ? "Send fewer or shorter headers." : "Correct the request line or the header.");
    nlohmann::json body;
    body["error"] = error.toJson();
    m_keepAlive = false;
    co_await reply(tooLong ? 431 : 400, body);
    co_await linger();
}

Task<void> HttpExchange::linger() {
    boost::system::error_code ec;
    m_socket.shutdown(asio::ip::tcp::socket::shutdown_send, ec);
    Deadline limit(m_socket.get_executor(), 1s, [this] { abort(); });
    std::vector<char> rest(16 * 1024);
    while (!ec)
        co_await m_socket.async_read_some(asio::buffer(rest), asio::redirect_error(asio::use_awaitable, ec));
}

std::string HttpExchange::query(const std::string& name, const std::string& fallback) const {
    const auto it = m_query.find(name);
    return it == m_query.end() ? fallback : it->second;
}

std::string HttpExchange::header(const std::string& name) const {
    return invocations::headerOf(m_headers, name);
}

bool HttpExchange::wantsWebSocket() const {
    return websocket::is_upgrade(m_parser.get());
}

std::optional<std::uint64_t> HttpExchange::declaredSize() const {
    if (m_parser.chunked()) return std::nullopt;
    const auto length = m_parser.content_length();
    return length ? *length : 0;
}

Task<void> HttpExchange::sendContinue() {
    if (std::exchange(m_continueSent, true) || !boost::iequals(header("Expect"), "100-continue")) co_return;
    static const std::string text = "HTTP/1.1 100 Continue\r\n\r\n";
    co_await asio::async_write(m_socket, asio::buffer(text), asio::use_awaitable);
}

// Past the parser, which would read a few KB at a time and copy them.
Task<std::size_t> HttpExchange::readPlain(asio::mutable_buffer buffer, boost::system::error_code& ec) {
    const std::size_t most = static_cast<std::size_t>(std::min<std::uint64_t>(*m_left, buffer.size()));
    std::size_t n = asio::buffer_copy(buffer, m_buffer.data(), most);
    m_buffer.consume(n);
    if (n == 0)
        n = co_await m_socket.async_read_some(asio::buffer(buffer, most),
                                              asio::redirect_error(asio::use_awaitable, ec));
    *m_left -= n;
    co_return n;
}

Task<std::size_t> HttpExchange::readChunked(asio::mutable_buffer buffer, boost::system::error_code& ec) {
    m_buffer.reserve(kChunkedRead);
    m_parser.get().body().data = buffer.data();
    m_parser.get().body().size = buffer.size();
    co_await http::async_read_some(m_socket, m_buffer, m_parser,
                                   asio::redirect_error(asio::use_awaitable, ec));
    if (ec == http::error::need_buffer) ec = {};
    co_return buffer.size() - m_parser.get().body().size;
}

Task<std::size_t> HttpExchange::read(asio::mutable_buffer buffer) {
    co_await sendContinue();
    while (!bodyDone()) {
        boost::system::error_code ec;
        std::size_t n = 0;
        if (m_left)
            n = co_await readPlain(buffer, ec);
        else
            n = co_await readChunked(buffer, ec);
        if (ec && isHttpError(ec)) {
            m_garbled = true;
            m_keepAlive = false;
            throw Error(ErrorKind::BadInput,
                        fmt::format("The request's body is not HTTP that can be read: {}.", ec.message()),
                        "Correct its chunks.");
        }
        if (ec) {
            if (*m_watched) (*m_watched)->cancel();
            throw boost::system::system_error(ec);
        }
        if (bodyDone()) waitForPeer();
        if (n > 0) co_return n;
    }
    co_return 0;
}

void HttpExchange::abort() {
    boost::system::error_code ec;
    m_socket.shutdown(asio::ip::tcp::socket::shutdown_both, ec);
    m_socket.cancel(ec);
}

Task<nlohmann::json> HttpExchange::json() {
    std::string text;
    std::vector<char> buffer(16 * 1024);
    while (const std::size_t n = co_await read(asio::buffer(buffer))) {
        text.append(buffer.data(), n);
        if (text.size() > kMaxJson)
            throw Error(ErrorKind::TooLarge,
                        fmt::format("The request's JSON is larger than {} bytes.", kMaxJson));
    }
    if (text.empty()) co_return nlohmann::json::object();
    auto json = nlohmann::json::parse(text, nullptr, false);
    if (!json.is_object())
        throw Error(ErrorKind::BadInput, "The request's body is not a JSON object.",
                    "See docs/api.md for its keys.");
    co_return json;
}

Task<void> HttpExchange::reply(unsigned status, const nlohmann::json& json, Headers headers) {
    http::response<http::string_body> response{static_cast<http::status>(status), 11};
    response.set(http::field::content_type, "application/json");
    for (const auto& [name, value] : headers)
        response.set(name, value);
    response.body() = json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
    response.keep_alive(m_keepAlive);
    response.prepare_payload();
    m_headSent = true;
    co_await http::async_write(m_socket, response, asio::use_awaitable);
}

Task<void> HttpExchange::head(unsigned status, const Headers& headers) {
    http::response<http::empty_body> response{static_cast<http::status>(status), 11};
    for (const auto& [name, value] : headers)
        response.set(name, value);
    response.set(http::field::cache_control, "no-store");
    response.keep_alive(m_keepAlive);
    m_bodiless = status < 200 || status == 204 || status == 304;
    if (!m_bodiless) response.chunked(true);
    http::response_serializer<http::empty_body> serializer{response};
    m_headSent = true;
    co_await http::async_write_header(m_socket, serializer, asio::use_awaitable);
}

Task<void> HttpExchange::body(asio::const_buffer bytes) {
    if (bytes.size() == 0 || m_bodiless) co_return;
    co_await asio::async_write(m_socket, http::make_chunk(bytes), asio::use_awaitable);
}

Task<void> HttpExchange::finish() {
    if (m_bodiless) co_return;
    co_await asio::async_write(m_socket, http::make_chunk_last(), asio::use_awaitable);
}

void HttpExchange::watchPeer(invocations::Cancellation& cancellation) {
    *m_watched = &cancellation;
    if (bodyDone()) waitForPeer();
}

void HttpExchange::unwatchPeer() {
    *m_watched = nullptr;
}

void HttpExchange::waitForPeer() {
    if (!*m_watched) return;
    m_socket.async_wait(
        asio::ip::tcp::socket::wait_read, [this, watched = m_watched](boost::system::error_code ec) {
            if (ec || !*watched) return;
            char byte = 0;
            const auto n = ::recv(m_socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
            if (n == 0 || (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK)) (*watched)->cancel();
        });
}

Task<bool> HttpExchange::finishRequest() {
    unwatchPeer();
    if (m_garbled) {
        co_await linger();
        co_return false;
    }
    if (!m_keepAlive && bodyDone()) co_return false;
    // A client that waits for "100 Continue" has sent nothing and will not.
    if (!bodyDone() && !m_continueSent && boost::iequals(header("Expect"), "100-continue")) co_return false;
    std::vector<char> buffer(64 * 1024);
    std::uint64_t drained = 0;
    m_continueSent = true;
    Deadline limit(m_socket.get_executor(), 10s, [this] { abort(); });
    while (!bodyDone() && drained < kMaxDrain) {
        const std::size_t n = co_await read(asio::buffer(buffer));
        if (n == 0) break;
        drained += n;
    }
    co_return m_keepAlive&& bodyDone();
}

Task<std::unique_ptr<FrameChannel>> HttpExchange::upgrade(const Headers& headers) {
    m_upgraded = true;
    m_headSent = true;
    websocket::stream<asio::ip::tcp::socket> socket(std::move(m_socket));
    socket.set_option(websocket::stream_base::timeout{30s, websocket::stream_base::none(), false});
    socket.set_option(websocket::stream_base::decorator([&headers](websocket::response_type& response) {
        for (const auto& [name, value] : headers)
            response.set(name, value);
    }));
    co_await socket.async_accept(m_parser.get(), asio::use_awaitable);
    const auto abortSocket = [](websocket::stream<asio::ip::tcp::socket>& stream) {
        boost::system::error_code ec;
        stream.next_layer().shutdown(asio::ip::tcp::socket::shutdown_both, ec);
    };
    co_return std::make_unique<invocations::SocketChannel<asio::ip::tcp::socket, decltype(abortSocket)>>(
        std::move(socket), abortSocket);
}

} // namespace agentarium::gateway
