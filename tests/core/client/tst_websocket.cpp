// SPDX-License-Identifier: Apache-2.0
#include "core/client/follow.h"
#include "core/contract/error.h"
#include "tests/core/client/loopback_server.h"

#include <QTest>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>

using namespace agentarium;
using namespace std::chrono_literals;
namespace asio = boost::asio;
namespace websocket = boost::beast::websocket;

namespace {

/// The server's end of one WebSocket, on the blocking calls of Beast.
class Peer {
public:
    explicit Peer(int fd) : m_stream(m_io) {
        m_stream.next_layer().assign(asio::ip::tcp::v4(), dup(fd));
        m_stream.set_option(websocket::stream_base::decorator(
            [](websocket::response_type& response) { response.set("X-Agentarium-Invocation-Id", "i1"); }));
        m_stream.accept(m_ec);
    }
    std::string read() {
        boost::beast::flat_buffer buffer;
        m_stream.read(buffer, m_ec);
        return m_ec ? std::string() : boost::beast::buffers_to_string(buffer.data());
    }
    void write(const std::string& text) {
        m_stream.text(true);
        m_stream.write(asio::buffer(text), m_ec);
    }
    void close(websocket::close_code code, const std::string& why) { m_stream.close({code, why}, m_ec); }
    /// Ends the connection without a word.
    void drop() { m_stream.next_layer().close(m_ec); }

private:
    asio::io_context m_io;
    websocket::stream<asio::ip::tcp::socket> m_stream;
    boost::system::error_code m_ec;
};

std::string batch(std::initializer_list<int> seqs, int terminatedAt = 0) {
    nlohmann::json events = nlohmann::json::array();
    for (const int seq : seqs) {
        nlohmann::json event{{"seq", seq}, {"kind", "log.line"}, {"body", {{"line", "x"}}}};
        if (seq == terminatedAt)
            event = {{"seq", seq}, {"kind", "session.state"}, {"body", {{"state", "Terminated"}}}};
        events.push_back(event);
    }
    return nlohmann::json{{"recordingId", "r1"}, {"events", events}}.dump();
}

} // namespace

class TestWebSocket : public QObject {
    Q_OBJECT

private slots:
    void framesPassBothWaysAndTheCloseCodeIsTold() {
        LoopbackServer server([](int fd, int) {
            Peer peer(fd);
            for (int i = 0; i < 3; ++i)
                peer.write("echo " + peer.read());
            peer.close(websocket::close_code::policy_error, "enough");
        });
        client::WebSocket socket({server.port(), "t"}, "/agents/a/ws", {});
        std::vector<std::string> seen;
        std::string invocation;
        client::WebSocket::Handlers handlers;
        handlers.onOpen = [&](const client::ResponseHead& head) {
            invocation = head.header("x-agentarium-invocation-id");
            for (const char* text : {"a", "b", "c"})
                socket.send(text);
        };
        handlers.onMessage = [&](client::Opcode, std::string_view text) { seen.emplace_back(text); };
        const auto reason = socket.run(handlers);
        QCOMPARE(seen, (std::vector<std::string>{"echo a", "echo b", "echo c"}));
        QCOMPARE(invocation, std::string("i1"));
        QCOMPARE(reason.code, 1008);
        QCOMPARE(reason.reason, std::string("enough"));
    }

    void closingSendsWhatIsQueuedFirst() {
        std::vector<std::string> seen;
        LoopbackServer server([&](int fd, int) {
            Peer peer(fd);
            for (std::string text; !(text = peer.read()).empty();)
                seen.push_back(text);
        });
        {
            client::WebSocket socket({server.port(), "t"}, "/x", {});
            client::WebSocket::Handlers handlers;
            handlers.onOpen = [&](const client::ResponseHead&) {
                for (int i = 0; i < 100; ++i)
                    socket.send("message " + std::to_string(i));
                socket.close();
            };
            QCOMPARE(socket.run(handlers).code, 1000);
        }
        QTRY_COMPARE(seen.size(), std::size_t(100));
    }

    void inputIsReadWhileFramesCome() {
        LoopbackServer server([](int fd, int) {
            Peer peer(fd);
            for (std::string text; !(text = peer.read()).empty();)
                peer.write(text);
        });
        int ends[2];
        QCOMPARE(pipe(ends), 0);
        client::WebSocket socket({server.port(), "t"}, "/x", {});
        std::string echoed;
        bool ended = false;
        client::WebSocket::Handlers handlers;
        handlers.onOpen = [&](const client::ResponseHead&) {
            socket.readInput(ends[0], [&](std::string_view bytes) {
                if (bytes.empty())
                    ended = true;
                else
                    socket.send(std::string(bytes));
            });
            [[maybe_unused]] const auto n = write(ends[1], "one", 3);
        };
        handlers.onMessage = [&](client::Opcode, std::string_view text) {
            echoed += text;
            if (echoed == "one") {
                [[maybe_unused]] const auto n = write(ends[1], "two", 3);
                ::close(ends[1]);
            } else {
                socket.close();
            }
        };
        socket.run(handlers);
        ::close(ends[0]);
        QCOMPARE(echoed, std::string("onetwo"));
        QVERIFY(ended);
    }

    void anAnswerThatIsNo101IsItsError() {
        LoopbackServer server([](int fd, int) {
            LoopbackServer::readHead(fd);
            const std::string body = R"({"error":{"type":"AgentFailed","message":"No /ws here.","fix":""}})";
            LoopbackServer::write(fd, "HTTP/1.1 424 X\r\nContent-Length: " + std::to_string(body.size()) +
                                          "\r\n\r\n" + body);
        });
        client::WebSocket socket({server.port(), "t"}, "/x", {});
        try {
            socket.run({});
            QFAIL("it opened");
        } catch (const Error& error) {
            QCOMPARE(error.kind(), ErrorKind::AgentFailed);
            QCOMPARE(std::string(error.what()), std::string("No /ws here."));
        }
    }

    void aConnectionThatEndsWithoutACloseIs1006() {
        LoopbackServer server([](int fd, int) {
            Peer peer(fd);
            peer.drop();
            shutdown(fd, SHUT_RDWR);
        });
        client::WebSocket socket({server.port(), "t"}, "/x", {});
        QCOMPARE(socket.run({}).code, 1006);
    }

    void cancellingEndsTheWait() {
        client::CancelToken token;
        LoopbackServer server([&](int fd, int) {
            Peer peer(fd);
            token.cancel();
            peer.read();
        });
        client::WebSocket socket({server.port(), "t"}, "/x", {}, &token);
        try {
            socket.run({});
            QFAIL("it went on");
        } catch (const Error& error) {
            QCOMPARE(error.kind(), ErrorKind::Cancelled);
        }
    }

    void followingGoesOnWhereAConnectionBroke() {
        std::vector<std::string> asked;
        LoopbackServer server([&](int fd, int number) {
            Peer peer(fd);
            asked.push_back(peer.read());
            peer.write(R"({"following":"r1","sessionId":"s1"})");
            if (number == 1) {
                peer.write(batch({1, 2}));
                peer.drop();
                shutdown(fd, SHUT_RDWR);
                return;
            }
            peer.write(batch({2, 3}));
            peer.write(batch({4, 5}, 4));
            peer.read();
        });
        std::vector<int> seen;
        client::FollowOptions options;
        options.session = "s1";
        options.grace = 50ms;
        client::followEvents(
            [&] {
                return client::Endpoint{server.port(), "t"};
            },
            options, [&](const nlohmann::json& event) { seen.push_back(event["seq"]); });
        QCOMPARE(seen, (std::vector<int>{1, 2, 3, 4, 5}));
        QCOMPARE(asked,
                 (std::vector<std::string>{R"({"follow":"s1","from":1})", R"({"follow":"r1","from":3})"}));
    }

    void followingWhatIsUnknownSaysSo() {
        LoopbackServer server([](int fd, int) {
            Peer peer(fd);
            peer.read();
            peer.write(R"({"error":{"type":"NotFound","message":"There is no session s1.","fix":"x"}})");
            peer.read();
        });
        try {
            client::FollowOptions options;
            options.session = "s1";
            client::followEvents(
                [&] {
                    return client::Endpoint{server.port(), "t"};
                },
                options, [](const nlohmann::json&) {});
            QFAIL("it followed");
        } catch (const Error& error) {
            QCOMPARE(error.kind(), ErrorKind::NotFound);
        }
    }
};

QTEST_GUILESS_MAIN(TestWebSocket)
#include "tst_websocket.moc"
