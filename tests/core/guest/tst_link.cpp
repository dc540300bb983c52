// SPDX-License-Identifier: Apache-2.0
#include "core/contract/error.h"
#include "core/guest/meter_stream.h"
#include "core/guest/services.h"
#include "tests/core/guest/link_fixture.h"

#include <QtTest>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/redirect_error.hpp>

#undef emit // Qt makes a keyword of it, Asio a function

using namespace agentarium;
using namespace agentarium::guest;
using namespace std::chrono_literals;
using boost::system::error_code;
using tests::LinkFixture;
using tests::sleepFor;
using tests::until;
using wire::Mux;

class TestLink : public QObject {
    Q_OBJECT

    static wire::Renewal renewalOf(char digit) {
        return {std::string(64, digit), std::string(32, digit), "copy"};
    }

private slots:
    void whatTheGuestSaysOfItselfArrives() {
        LinkFixture fixture;
        Hello hello;
        fixture.run([](LinkFixture& f, Hello& answer) -> Task<void> {
            answer = co_await f.link.connect(5s);
        }(fixture, hello));
        QVERIFY(hello.initVersion == "fake" && hello.kernelNs == 1'000'000 && hello.agentRunning);
        QVERIFY(fixture.link.isUp());
    }

    void bytesOfAnEarlierConnectionAreDiscarded() {
        LinkFixture fixture;
        fixture.guest.stale =
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + wire::markerOf(wire::newEpoch()) + std::string(200'000, 'x');
        fixture.guest.staleControl =
            "{\"op\":\"epo" + toLine(wire::EpochAnswer{wire::newEpoch(), "old", 1, 1, false});
        Hello hello;
        fixture.run([](LinkFixture& f, Hello& answer) -> Task<void> {
            answer = co_await f.link.connect(5s);
        }(fixture, hello));
        QCOMPARE(hello.initVersion, std::string("fake"));
    }

    void theEpochIsSaidAgainUntilTheGuestHasBooted() {
        LinkFixture fixture;
        fixture.guest.ignoredRequests = 3;
        fixture.run([](LinkFixture& f) -> Task<void> { co_await f.link.connect(5s); }(fixture));
        QCOMPARE(fixture.guest.requests, 4);
    }

    void aRenewalGoesOnceAndTheTimeAlwaysAlong() {
        LinkFixture fixture;
        const auto& last = fixture.guest.last;
        fixture.link.renewAtConnect(renewalOf('a'));
        fixture.run([](LinkFixture& f) -> Task<void> { co_await f.link.connect(5s); }(fixture));
        QVERIFY(last.renewal && last.renewal->seed == renewalOf('a').seed);
        const auto first = last;
        fixture.run([](LinkFixture& f) -> Task<void> { co_await f.link.setClock(); }(fixture));
        QVERIFY(!last.renewal);
        QVERIFY(last.wallNs > first.wallNs);
        fixture.run([](LinkFixture& f) -> Task<void> {
            const wire::Renewal renewal = renewalOf('d');
            co_await f.link.renew(renewal);
        }(fixture));
        QVERIFY(last.renewal && last.renewal->seed == renewalOf('d').seed);
        QCOMPARE(last.epoch, first.epoch);
        QCOMPARE(fixture.guest.requests, 3);
    }

    void theClockOfALostGuestCannotBeSet() {
        LinkFixture fixture;
        fixture.run([](LinkFixture& f) -> Task<void> { co_await f.link.connect(5s); }(fixture));
        fixture.guest.die();
        QVERIFY_THROWS_EXCEPTION(
            Error, fixture.run([](LinkFixture& f) -> Task<void> { co_await f.link.setClock(); }(fixture)));
    }

    void aGuestThatNeverAnswersIsAnErrorAfterTheDeadline() {
        LinkFixture fixture;
        fixture.guest.ignoredRequests = 1'000'000;
        QElapsedTimer timer;
        timer.start();
        QVERIFY_THROWS_EXCEPTION(Error, fixture.run([](LinkFixture& f) -> Task<void> {
            co_await f.link.connect(300ms);
        }(fixture)));
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
        LinkFixture fixture;
        fixture.guest.onOpen = [](Mux& mux, Mux::Id id, const std::string&) {
            mux.refuse(id, "Connection refused");
        };
        QString message;
        fixture.run([](LinkFixture& f, QString& text) -> Task<void> {
            co_await f.link.connect(5s);
            try {
                co_await f.link.open("tcp:8080");
            } catch (const Error& error) {
                text = error.what();
            }
        }(fixture, message));
        QVERIFY2(message.contains("Connection refused") && message.contains("tcp:8080"), qPrintable(message));
    }

    void anOpenThatIsNotAnsweredCanBeCancelled() {
        LinkFixture fixture;
        fixture.guest.onOpen = [](Mux&, Mux::Id, const std::string&) {};
        bool cancelled = false;
        fixture.run([](LinkFixture& f, bool& aborted) -> Task<void> {
            co_await f.link.connect(5s);
            asio::cancellation_signal stop;
            asio::steady_timer soon(f.io, 20ms);
            soon.async_wait([&](auto) { stop.emit(asio::cancellation_type::terminal); });
            const auto open = [&]() -> Task<void> { co_await f.link.open("tcp:8080"); };
            try {
                co_await asio::co_spawn(f.io, open,
                                        asio::bind_cancellation_slot(stop.slot(), asio::use_awaitable));
            } catch (const boost::system::system_error& error) {
                aborted = error.code() == asio::error::operation_aborted;
            }
            const auto isClosed = [&] { return !f.guest.closed.empty(); };
            co_await until(isClosed);
        }(fixture, cancelled));
        QVERIFY(cancelled);
        QCOMPARE(fixture.guest.closed.size(), std::size_t{1});
    }

    void anOpenThatIsNotAnsweredHasItsLimit() {
        LinkFixture fixture;
        fixture.guest.onOpen = [](Mux&, Mux::Id, const std::string&) {};
        QString message;
        fixture.run([](LinkFixture& f, QString& text) -> Task<void> {
            co_await f.link.connect(5s);
            try {
                co_await f.link.open("tcp:8080", 30ms);
            } catch (const Error& error) {
                text = error.what();
            }
            const auto isClosed = [&] { return !f.guest.closed.empty(); };
            co_await until(isClosed);
        }(fixture, message));
        QCOMPARE(message, QString("The guest did not open the stream tcp:8080 within 30 ms."));
        QCOMPARE(fixture.guest.closed.size(), std::size_t{1});
    }

    void aLostLinkFailsWhatWaitsAndIsToldOnce() {
        LinkFixture fixture;
        int lost = 0;
        fixture.link.onLost([&](const std::string&) { ++lost; });
        error_code ec;
        fixture.run([](LinkFixture& f, error_code& failure) -> Task<void> {
            co_await f.link.connect(5s);
            Tunnel tunnel = co_await f.link.open("sink");
            asio::steady_timer soon(f.io, 20ms);
            soon.async_wait([&](auto) { f.guest.die(); });
            std::array<char, 10> buffer;
            co_await tunnel.async_read_some(asio::buffer(buffer),
                                            asio::redirect_error(asio::use_awaitable, failure));
        }(fixture, ec));
        QCOMPARE(ec, error_code(asio::error::connection_reset));
        QCOMPARE(lost, 1);
        QVERIFY(!fixture.link.isUp());
        QVERIFY_THROWS_EXCEPTION(
            Error, fixture.run([](LinkFixture& f) -> Task<void> { co_await f.link.open("sink"); }(fixture)));
    }

    void aGuestThatDoesNotAnswerIsGivenUp() {
        LinkFixture fixture;
        int failures = 0;
        fixture.run([](LinkFixture& f, int& failed) -> Task<void> {
            co_await f.link.connect(5s);
            try {
                co_await guest::MeterStream::readOnce(f.link, 20ms);
            } catch (const std::exception&) {
                ++failed;
            }
            const guest::AgentStart start;
            try {
                co_await guest::startAgent(f.link, start, 20ms);
            } catch (const std::exception&) {
                ++failed;
            }
        }(fixture, failures));
        QCOMPARE(failures, 2);
    }

    void closeIsQuiet() {
        LinkFixture fixture;
        int lost = 0;
        fixture.link.onLost([&](const std::string&) { ++lost; });
        fixture.run([](LinkFixture& f) -> Task<void> {
            co_await f.link.connect(5s);
            f.link.close();
            co_await sleepFor(20ms);
        }(fixture));
        QCOMPARE(lost, 0);
    }

    void anUnknownServiceOfTheHostIsRefused() {
        LinkFixture fixture;
        fixture.link.onEgress([](const Tunnel&) {});
        fixture.run([](LinkFixture& f) -> Task<void> {
            co_await f.link.connect(5s);
            f.guest.out.mux->open("files");
            f.guest.out.flush();
            const auto isRefused = [&] { return !f.guest.refusal.empty(); };
            co_await until(isRefused);
        }(fixture));
        QVERIFY(fixture.guest.refusal.find("files") != std::string::npos);
    }

    void aPingTakesTime() {
        LinkFixture fixture;
        std::chrono::nanoseconds trip{};
        fixture.run([](LinkFixture& f, std::chrono::nanoseconds& time) -> Task<void> {
            co_await f.link.connect(5s);
            time = co_await f.link.ping();
        }(fixture, trip));
        QVERIFY(trip > 0ns && trip < 1s);
    }
};

QTEST_GUILESS_MAIN(TestLink)
#include "tst_link.moc"
