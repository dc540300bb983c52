// SPDX-License-Identifier: Apache-2.0
#include "core/contract/error.h"
#include "core/guest/link.h"
#include "core/guest/meter_stream.h"
#include "core/guest/services.h"
#include "tests/core/guest/fake_guest.h"

#include <QTemporaryDir>
#include <QtTest>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <vector>

#undef emit // Qt makes a keyword of it, Asio a function

using namespace agentarium;
using namespace agentarium::guest;
using namespace std::chrono_literals;
using boost::system::error_code;
using wire::Mux;

namespace {

Mux::Bytes bytesOf(const std::string& text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// A link to a fake guest in a folder of its own.
struct Bench {
    QTemporaryDir folder;
    std::filesystem::path path = folder.path().toStdString();
    asio::io_context io;
    FakeGuest guest{io, path};
    GuestLink link{io, path / "ctl", path / "in", path / "out"};

    /// Runs the coroutine to its end; what it threw.
    void run(Task<void> task) {
        std::exception_ptr thrown;
        asio::co_spawn(io, std::move(task), [&](std::exception_ptr error) {
            thrown = error;
            io.stop();
        });
        io.restart();
        io.run_for(10s);
        if (thrown) std::rethrow_exception(thrown);
    }
};

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

Task<void> sleepFor(std::chrono::milliseconds time) {
    asio::steady_timer timer(co_await asio::this_coro::executor, time);
    co_await timer.async_wait(asio::use_awaitable);
}

} // namespace

class TestLink : public QObject {
    Q_OBJECT
private slots:
    void whatTheGuestSaysOfItselfArrives() {
        Bench bench;
        Hello hello;
        bench.run([](Bench& b, Hello& answer) -> Task<void> { answer = co_await b.link.connect(5s); }(bench,
                                                                                                      hello));
        QVERIFY(hello.initVersion == "fake" && hello.kernelNs == 1'000'000 && hello.agentRunning);
        QVERIFY(bench.link.isUp());
    }

    void bytesOfAnEarlierConnectionAreDiscarded() {
        Bench bench;
        bench.guest.stale =
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + wire::markerOf(wire::newEpoch()) + std::string(200'000, 'x');
        bench.guest.staleControl =
            "{\"op\":\"epo" + toLine(wire::EpochAnswer{wire::newEpoch(), "old", 1, 1, false});
        Hello hello;
        bench.run([](Bench& b, Hello& answer) -> Task<void> { answer = co_await b.link.connect(5s); }(bench,
                                                                                                      hello));
        QCOMPARE(hello.initVersion, std::string("fake"));
    }

    void theEpochIsSaidAgainUntilTheGuestHasBooted() {
        Bench bench;
        bench.guest.ignoredRequests = 3;
        bench.run([](Bench& b) -> Task<void> { co_await b.link.connect(5s); }(bench));
        QCOMPARE(bench.guest.requests, 4);
    }

    void aGuestThatNeverAnswersIsAnErrorAfterTheDeadline() {
        Bench bench;
        bench.guest.ignoredRequests = 1'000'000;
        QElapsedTimer timer;
        timer.start();
        QVERIFY_THROWS_EXCEPTION(
            Error, bench.run([](Bench& b) -> Task<void> { co_await b.link.connect(300ms); }(bench)));
        QVERIFY(timer.elapsed() >= 300 && timer.elapsed() < 3000);
    }

    void aSocketThatComesLateIsWaitedFor() {
        QTemporaryDir folder;
        const std::filesystem::path path = folder.path().toStdString();
        asio::io_context io;
        GuestLink link(io, path / "ctl", path / "in", path / "out");
        std::unique_ptr<FakeGuest> guest;
        bool up = false;
        asio::co_spawn(io, link.connect(5s), [&](std::exception_ptr thrown, const Hello&) {
            up = !thrown;
            io.stop();
        });
        asio::steady_timer later(io, 150ms);
        later.async_wait([&](auto) { guest = std::make_unique<FakeGuest>(io, path); });
        io.run_for(5s);
        QVERIFY(up);
    }

    void aRefusalGivesTheGuestsReason() {
        Bench bench;
        bench.guest.onOpen = [](Mux& mux, Mux::Id id, const std::string&) {
            mux.refuse(id, "Connection refused");
        };
        QString message;
        bench.run([](Bench& b, QString& text) -> Task<void> {
            co_await b.link.connect(5s);
            try {
                co_await b.link.open("tcp:8080");
            } catch (const Error& error) {
                text = error.what();
            }
        }(bench, message));
        QVERIFY2(message.contains("Connection refused") && message.contains("tcp:8080"), qPrintable(message));
    }

    void anOpenThatIsNotAnsweredCanBeCancelled() {
        Bench bench;
        bench.guest.onOpen = [](Mux&, Mux::Id, const std::string&) {};
        bool cancelled = false;
        bench.run([](Bench& b, bool& aborted) -> Task<void> {
            co_await b.link.connect(5s);
            asio::cancellation_signal stop;
            asio::steady_timer soon(b.io, 20ms);
            soon.async_wait([&](auto) { stop.emit(asio::cancellation_type::terminal); });
            const auto open = [&]() -> Task<void> { co_await b.link.open("tcp:8080"); };
            try {
                co_await asio::co_spawn(b.io, open,
                                        asio::bind_cancellation_slot(stop.slot(), asio::use_awaitable));
            } catch (const boost::system::system_error& error) {
                aborted = error.code() == asio::error::operation_aborted;
            }
            co_await sleepFor(20ms);
        }(bench, cancelled));
        QVERIFY(cancelled);
        QCOMPARE(bench.guest.closed.size(), std::size_t{1});
    }

    void anOpenThatIsNotAnsweredHasItsLimit() {
        Bench bench;
        bench.guest.onOpen = [](Mux&, Mux::Id, const std::string&) {};
        QString message;
        bench.run([](Bench& b, QString& text) -> Task<void> {
            co_await b.link.connect(5s);
            try {
                co_await b.link.open("tcp:8080", 30ms);
            } catch (const Error& error) {
                text = error.what();
            }
            co_await sleepFor(20ms);
        }(bench, message));
        QCOMPARE(message, QString("The guest did not open the stream tcp:8080 within 30 ms."));
        QCOMPARE(bench.guest.closed.size(), std::size_t{1});
    }

    void httpRunsOverATunnel() {
        Bench bench;

        bench.guest.onData = [&](Mux& mux, Mux::Id id, Mux::Bytes bytes) {
            mux.consume(id, bytes.size());
            if (bench.guest.data[id].find("prompt") == std::string::npos) return;
            mux.send(id, bytesOf("HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\nhello"));
        };
        namespace http = boost::beast::http;
        http::response<http::string_body> response;
        bench.run([](Bench& b, http::response<http::string_body>& answer) -> Task<void> {
            co_await b.link.connect(5s);
            Tunnel tunnel = co_await b.link.open("tcp:8080");
            http::request<http::string_body> request(http::verb::post, "/invocations", 11, "{\"prompt\":1}");
            request.prepare_payload();
            co_await http::async_write(tunnel, request, asio::use_awaitable);
            boost::beast::flat_buffer buffer;
            co_await http::async_read(tunnel, buffer, answer, asio::use_awaitable);
        }(bench, response));
        QCOMPARE(response.result_int(), 201u);
        QCOMPARE(response.body(), std::string("hello"));
    }

    void aReaderThatWaitsHoldsTheGuestBack() {
        Bench bench;
        std::size_t taken = 0;

        bench.run([](Bench& b, std::size_t& sent) -> Task<void> {
            co_await b.link.connect(5s);
            Tunnel tunnel = co_await b.link.open("source");
            const std::string piece(64 * 1024, 'x');
            for (int i = 0; i < 60; ++i) {
                sent += b.guest.in.mux->send(1, bytesOf(piece));
                b.guest.in.flush();
                co_await sleepFor(2ms);
            }
            const std::size_t before = sent;
            std::vector<char> buffer(700'000);
            co_await asio::async_read(tunnel, asio::buffer(buffer), asio::use_awaitable);
            co_await sleepFor(20ms);
            sent = before * 10 + (b.guest.in.mux->send(1, bytesOf(piece)) > 0);
        }(bench, taken));
        QCOMPARE(taken, (std::size_t{wire::kStreamWindow} + wire::kSendQueue) * 10 + 1);
    }

    void aWriterWaitsForAGuestThatDoesNotRead() {
        Bench bench;
        bench.guest.onData = [](Mux&, Mux::Id, Mux::Bytes) {};
        std::size_t written = 0;
        bench.run([](Bench& b, std::size_t& total) -> Task<void> {
            co_await b.link.connect(5s);
            Tunnel tunnel = co_await b.link.open("sink");
            const std::string piece(64 * 1024, 'x');
            asio::steady_timer limit(b.io, 500ms);
            limit.async_wait([&](auto) { tunnel.cancel(); });
            for (;;) {
                error_code ec;
                total += co_await tunnel.async_write_some(asio::buffer(piece),
                                                          asio::redirect_error(asio::use_awaitable, ec));
                if (ec == asio::error::operation_aborted) co_return;
            }
        }(bench, written));
        QCOMPARE(written, std::size_t{wire::kStreamWindow} + wire::kSendQueue);
    }

    void aLostLinkFailsWhatWaitsAndIsToldOnce() {
        Bench bench;
        int lost = 0;
        bench.link.onLost([&](const std::string&) { ++lost; });
        error_code ec;
        bench.run([](Bench& b, error_code& failure) -> Task<void> {
            co_await b.link.connect(5s);
            Tunnel tunnel = co_await b.link.open("sink");
            asio::steady_timer soon(b.io, 20ms);
            soon.async_wait([&](auto) { b.guest.die(); });
            std::array<char, 10> buffer;
            co_await tunnel.async_read_some(asio::buffer(buffer),
                                            asio::redirect_error(asio::use_awaitable, failure));
        }(bench, ec));
        QCOMPARE(ec, error_code(asio::error::connection_reset));
        QCOMPARE(lost, 1);
        QVERIFY(!bench.link.isUp());
        QVERIFY_THROWS_EXCEPTION(
            Error, bench.run([](Bench& b) -> Task<void> { co_await b.link.open("sink"); }(bench)));
    }

    void aGuestThatDoesNotAnswerIsGivenUp() {
        Bench bench;
        int failures = 0;
        bench.run([](Bench& b, int& failed) -> Task<void> {
            co_await b.link.connect(5s);
            try {
                co_await guest::MeterStream::readOnce(b.link, 20ms);
            } catch (const std::exception&) {
                ++failed;
            }
            const guest::AgentStart start;
            try {
                co_await guest::startAgent(b.link, start, 20ms);
            } catch (const std::exception&) {
                ++failed;
            }
        }(bench, failures));
        QCOMPARE(failures, 2);
    }

    void closeIsQuiet() {
        Bench bench;
        int lost = 0;
        bench.link.onLost([&](const std::string&) { ++lost; });
        bench.run([](Bench& b) -> Task<void> {
            co_await b.link.connect(5s);
            b.link.close();
            co_await sleepFor(20ms);
        }(bench));
        QCOMPARE(lost, 0);
    }

    void halfOfATunnelMayEndBeforeTheOther() {
        Bench bench;
        bench.guest.onEnd = [&](Mux& mux, Mux::Id id) {
            mux.send(id, bytesOf("got " + bench.guest.data[id]));
            mux.finish(id);
        };
        std::string text;
        error_code ec;
        bench.run([](Bench& b, std::string& answer, error_code& end) -> Task<void> {
            co_await b.link.connect(5s);
            Tunnel tunnel = co_await b.link.open("sink");
            co_await asio::async_write(tunnel, asio::buffer("abc", 3), asio::use_awaitable);
            tunnel.shutdownSend();
            answer = co_await readAll(tunnel, end);
        }(bench, text, ec));
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
        Bench bench;
        bench.run([](Bench& b, bool cancel) -> Task<void> {
            co_await b.link.connect(5s);
            {
                Tunnel tunnel = co_await b.link.open("sink");
                const std::string last(300'000, 'z');
                co_await asio::async_write(tunnel, asio::buffer(last), asio::use_awaitable);
                if (cancel) tunnel.cancel();
            }
            co_await sleepFor(50ms);
        }(bench, cancelled));
        QCOMPARE(bench.guest.closed.size(), std::size_t{1});
        QCOMPARE(bench.guest.closed.begin()->second, !cancelled);
        if (!cancelled) QCOMPARE(bench.guest.data.begin()->second.size(), std::size_t{300'000});
    }

    void aCancelledReadLosesNoByte() {
        Bench bench;
        std::string text;
        bench.run([](Bench& b, std::string& answer) -> Task<void> {
            co_await b.link.connect(5s);
            Tunnel tunnel = co_await b.link.open("source");
            std::array<char, 10> buffer;
            asio::cancellation_signal stop;
            asio::steady_timer soon(b.io, 20ms);
            soon.async_wait([&](auto) { stop.emit(asio::cancellation_type::terminal); });
            error_code ec;
            co_await asio::co_spawn(
                b.io,
                [&]() -> Task<void> {
                    co_await tunnel.async_read_some(asio::buffer(buffer),
                                                    asio::redirect_error(asio::use_awaitable, ec));
                },
                asio::bind_cancellation_slot(stop.slot(), asio::use_awaitable));
            if (ec != asio::error::operation_aborted) co_return;
            b.guest.in.mux->send(1, bytesOf("hello"));
            b.guest.in.flush();
            const auto n = co_await tunnel.async_read_some(asio::buffer(buffer), asio::use_awaitable);
            answer.assign(buffer.data(), n);
        }(bench, text));
        QCOMPARE(text, std::string("hello"));
    }

    void theGuestsEgressArrivesAsATunnel() {
        Bench bench;
        std::optional<Tunnel> egress;
        bench.link.onEgress([&](Tunnel tunnel) { egress.emplace(std::move(tunnel)); });
        bench.guest.onAccepted = [](Mux& mux, Mux::Id id) { mux.send(id, bytesOf("CONNECT x:443")); };
        std::string text;
        bench.run([](Bench& b, std::optional<Tunnel>& tunnel, std::string& got) -> Task<void> {
            co_await b.link.connect(5s);
            b.guest.out.mux->open("proxy");
            b.guest.out.flush();
            for (int i = 0; i < 100 && !tunnel; ++i)
                co_await sleepFor(5ms);
            std::array<char, 100> buffer;
            const auto n = co_await tunnel->async_read_some(asio::buffer(buffer), asio::use_awaitable);
            got.assign(buffer.data(), n);
        }(bench, egress, text));
        QCOMPARE(text, std::string("CONNECT x:443"));
        egress.reset();
    }

    void anUnknownServiceOfTheHostIsRefused() {
        Bench bench;
        bench.link.onEgress([](const Tunnel&) {});
        bench.run([](Bench& b) -> Task<void> {
            co_await b.link.connect(5s);
            b.guest.out.mux->open("files");
            b.guest.out.flush();
            co_await sleepFor(50ms);
        }(bench));
        QVERIFY(bench.guest.refusal.find("files") != std::string::npos);
    }

    void aPingTakesTime() {
        Bench bench;
        std::chrono::nanoseconds trip{};
        bench.run([](Bench& b, std::chrono::nanoseconds& time) -> Task<void> {
            co_await b.link.connect(5s);
            time = co_await b.link.ping();
        }(bench, trip));
        QVERIFY(trip > 0ns && trip < 1s);
    }
};

QTEST_GUILESS_MAIN(TestLink)
#include "tst_link.moc"
