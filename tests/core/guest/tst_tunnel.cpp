// SPDX-License-Identifier: Apache-2.0
#include "tests/core/guest/link_fixture.h"
#include "tests/core/wire/bytes_of.h"

#include <QtTest>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <vector>

#undef emit // Qt makes a keyword of it, Asio a function

using namespace agentarium;
using namespace agentarium::guest;
using namespace std::chrono_literals;
using boost::system::error_code;
using tests::bytesOf;
using tests::LinkFixture;
using tests::sleepFor;
using tests::until;
using wire::Mux;

namespace {

Task<std::string> readAll(Tunnel& tunnel, error_code& ec) {
    std::string text;
    std::array<char, 1000> buffer;
    for (;;) {
        const auto n = co_await tunnel.async_read_some(asio::buffer(buffer),
                                                       asio::redirect_error(asio::use_awaitable, ec));
        if (ec) co_return text;
        text.append(buffer.data(), n);
    }
}

} // namespace

class TestTunnel : public QObject {
    Q_OBJECT
private slots:
    void httpRunsOverATunnel() {
        LinkFixture fixture;

        fixture.guest.onData = [&](Mux& mux, Mux::Id id, Mux::Bytes bytes) {
            mux.consume(id, bytes.size());
            if (fixture.guest.data[id].find("prompt") == std::string::npos) return;
            mux.send(id, bytesOf("HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\nhello"));
        };
        namespace http = boost::beast::http;
        http::response<http::string_body> response;
        fixture.run([](LinkFixture& f, http::response<http::string_body>& answer) -> Task<void> {
            co_await f.link.connect(5s);
            Tunnel tunnel = co_await f.link.open("tcp:8080");
            http::request<http::string_body> request(http::verb::post, "/invocations", 11, "{\"prompt\":1}");
            request.prepare_payload();
            co_await http::async_write(tunnel, request, asio::use_awaitable);
            boost::beast::flat_buffer buffer;
            co_await http::async_read(tunnel, buffer, answer, asio::use_awaitable);
        }(fixture, response));
        QCOMPARE(response.result_int(), 201u);
        QCOMPARE(response.body(), std::string("hello"));
    }

    void aReaderThatWaitsHoldsTheGuestBack() {
        LinkFixture fixture;
        std::size_t taken = 0;

        fixture.run([](LinkFixture& f, std::size_t& sent) -> Task<void> {
            co_await f.link.connect(5s);
            Tunnel tunnel = co_await f.link.open("source");
            const std::string piece(64 * 1024, 'x');
            for (int i = 0; i < 60; ++i) {
                sent += f.guest.in.mux->send(1, bytesOf(piece));
                f.guest.in.flush();
                co_await sleepFor(2ms);
            }
            const std::size_t before = sent;
            std::vector<char> buffer(700'000);
            co_await asio::async_read(tunnel, asio::buffer(buffer), asio::use_awaitable);
            bool more = false;
            const auto isTaken = [&] { return more = f.guest.in.mux->send(1, bytesOf(piece)) > 0; };
            co_await until(isTaken);
            sent = before * 10 + more;
        }(fixture, taken));
        QCOMPARE(taken, (std::size_t{wire::kStreamWindow} + wire::kSendQueue) * 10 + 1);
    }

    void aWriterWaitsForAGuestThatDoesNotRead() {
        LinkFixture fixture;
        fixture.guest.onData = [](Mux&, Mux::Id, Mux::Bytes) {};
        std::size_t written = 0;
        fixture.run([](LinkFixture& f, std::size_t& total) -> Task<void> {
            co_await f.link.connect(5s);
            Tunnel tunnel = co_await f.link.open("sink");
            const std::string piece(64 * 1024, 'x');
            asio::steady_timer idle(f.io);
            for (;;) {
                idle.expires_after(500ms);
                idle.async_wait([&](error_code stopped) {
                    if (!stopped) tunnel.cancel();
                });
                error_code ec;
                total += co_await tunnel.async_write_some(asio::buffer(piece),
                                                          asio::redirect_error(asio::use_awaitable, ec));
                if (ec == asio::error::operation_aborted) co_return;
            }
        }(fixture, written));
        QCOMPARE(written, std::size_t{wire::kStreamWindow} + wire::kSendQueue);
    }

    void halfOfATunnelMayEndBeforeTheOther() {
        LinkFixture fixture;
        fixture.guest.onEnd = [&](Mux& mux, Mux::Id id) {
            mux.send(id, bytesOf("got " + fixture.guest.data[id]));
            mux.finish(id);
        };
        std::string text;
        error_code ec;
        fixture.run([](LinkFixture& f, std::string& answer, error_code& end) -> Task<void> {
            co_await f.link.connect(5s);
            Tunnel tunnel = co_await f.link.open("sink");
            co_await asio::async_write(tunnel, asio::buffer("abc", 3), asio::use_awaitable);
            tunnel.shutdownSend();
            answer = co_await readAll(tunnel, end);
        }(fixture, text, ec));
        QCOMPARE(text, std::string("got abc"));
        QCOMPARE(ec, error_code(asio::error::eof));
    }

    void aTunnelThatIsDroppedDeliversItsLastBytes_data() {
        QTest::addColumn<bool>("cancelled");
        QTest::newRow("destroyed") << false;
        QTest::newRow("cancelled") << true;
    }
    void aTunnelThatIsDroppedDeliversItsLastBytes() {
        QFETCH(bool, cancelled);
        LinkFixture fixture;
        fixture.run([](LinkFixture& f, bool cancel) -> Task<void> {
            co_await f.link.connect(5s);
            {
                Tunnel tunnel = co_await f.link.open("sink");
                const std::string last(300'000, 'z');
                co_await asio::async_write(tunnel, asio::buffer(last), asio::use_awaitable);
                if (cancel) tunnel.cancel();
            }
            const auto isClosed = [&] { return !f.guest.closed.empty(); };
            co_await until(isClosed);
        }(fixture, cancelled));
        QCOMPARE(fixture.guest.closed.size(), std::size_t{1});
        QCOMPARE(fixture.guest.closed.begin()->second, !cancelled);
        if (!cancelled) QCOMPARE(fixture.guest.data.begin()->second.size(), std::size_t{300'000});
    }

    void aCancelledReadLosesNoByte() {
        LinkFixture fixture;
        std::string text;
        fixture.run([](LinkFixture& f, std::string& answer) -> Task<void> {
            co_await f.link.connect(5s);
            Tunnel tunnel = co_await f.link.open("source");
            std::array<char, 10> buffer;
            asio::cancellation_signal stop;
            asio::steady_timer soon(f.io, 20ms);
            soon.async_wait([&](auto) { stop.emit(asio::cancellation_type::terminal); });
            error_code ec;
            co_await asio::co_spawn(
                f.io,
                [&]() -> Task<void> {
                    co_await tunnel.async_read_some(asio::buffer(buffer),
                                                    asio::redirect_error(asio::use_awaitable, ec));
                },
                asio::bind_cancellation_slot(stop.slot(), asio::use_awaitable));
            if (ec != asio::error::operation_aborted) co_return;
            f.guest.in.mux->send(1, bytesOf("hello"));
            f.guest.in.flush();
            const auto n = co_await tunnel.async_read_some(asio::buffer(buffer), asio::use_awaitable);
            answer.assign(buffer.data(), n);
        }(fixture, text));
        QCOMPARE(text, std::string("hello"));
    }

    void theGuestsEgressArrivesAsATunnel() {
        LinkFixture fixture;
        std::optional<Tunnel> egress;
        fixture.link.onEgress([&](Tunnel tunnel) { egress.emplace(std::move(tunnel)); });
        fixture.guest.onAccepted = [](Mux& mux, Mux::Id id) { mux.send(id, bytesOf("CONNECT x:443")); };
        std::string text;
        fixture.run([](LinkFixture& f, std::optional<Tunnel>& tunnel, std::string& got) -> Task<void> {
            co_await f.link.connect(5s);
            f.guest.out.mux->open("proxy");
            f.guest.out.flush();
            const auto isThere = [&] { return tunnel.has_value(); };
            co_await until(isThere);
            std::array<char, 100> buffer;
            const auto n = co_await tunnel->async_read_some(asio::buffer(buffer), asio::use_awaitable);
            got.assign(buffer.data(), n);
        }(fixture, egress, text));
        QCOMPARE(text, std::string("CONNECT x:443"));
        egress.reset();
    }
};

QTEST_GUILESS_MAIN(TestTunnel)
#include "tst_tunnel.moc"
