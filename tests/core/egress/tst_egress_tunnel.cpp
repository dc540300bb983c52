// SPDX-License-Identifier: Apache-2.0
// CONNECT through the egress proxy, what it refuses and what it records.
#include "tests/core/egress/proxy_fixture.h"

#include <QtTest>

using namespace agentarium;
using asio::ip::tcp;
using tests::ProxyFixture;
using tests::runTask;
using tests::runUntil;
using tests::Socket;

namespace {

std::string connectTo(const std::string& authority) {
    return "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n\r\n";
}

/// Sends back what comes, upper case, until the other side ends.
Task<void> shout(tcp::socket& socket) {
    std::string text(64 * 1024, '\0');
    boost::system::error_code ec;
    for (;;) {
        const auto n = co_await socket.async_read_some(asio::buffer(text),
                                                       asio::redirect_error(asio::use_awaitable, ec));
        for (std::size_t i = 0; i < n; ++i)
            text[i] = static_cast<char>(std::toupper(text[i]));
        if (n > 0) co_await asio::async_write(socket, asio::buffer(text.data(), n), asio::use_awaitable);
        if (ec) break;
    }
    socket.shutdown(tcp::socket::shutdown_send, ec);
}

} // namespace

class TestEgressTunnel : public QObject {
    Q_OBJECT
private slots:
    void aNamedLoopbackHostIsReached_data() {
        QTest::addColumn<QString>("host");
        for (const char* host : {"127.0.0.1", "localhost", "model.test.localhost"})
            QTest::newRow(host) << host;
    }
    void aNamedLoopbackHostIsReached() {
        QFETCH(QString, host);
        // The port is known only once the server listens: any port of the host is named.
        ProxyFixture f(host.toStdString());
        const std::string authority = host.toStdString() + ":" + std::to_string(f.server(shout));
        Socket agent = f.connect();
        const auto talk = [&]() -> Task<std::string> {
            std::string buffer;
            co_await asio::async_write(agent, asio::buffer(connectTo(authority)), asio::use_awaitable);
            const std::string head = co_await ProxyFixture::head(agent, buffer);
            const std::string hello = "hello";
            co_await asio::async_write(agent, asio::buffer(hello), asio::use_awaitable);
            agent.shutdown(Socket::shutdown_send);
            co_return head + co_await ProxyFixture::rest(agent);
        };
        QCOMPARE(runTask(f.io, talk()), std::string("HTTP/1.1 200 Connection Established\r\n\r\nHELLO"));
        QVERIFY(runUntil(f.io, [&] { return f.events.size() == 2; }));
        const auto& [openKind, open] = f.events[0];
        QCOMPARE(openKind, std::string("egress.open"));
        QCOMPARE(open["host"].get<std::string>(), host.toStdString());
        QCOMPARE(open["decision"].get<std::string>(), std::string("allowed"));
        const auto& [closeKind, close] = f.events[1];
        QCOMPARE(closeKind, std::string("egress.close"));
        QCOMPARE(close["egressId"], open["egressId"]);
        QCOMPARE(close["bytesOut"].get<int>(), 5);
        QCOMPARE(close["bytesIn"].get<int>(), 5);
        QVERIFY(close["connectMs"].get<double>() <= close["ms"].get<double>());
        QVERIFY(!close.contains("error"));
    }

    void bytesSentTogetherWithTheRequestAreNotLost() {
        ProxyFixture f("localhost");
        const std::string authority = "localhost:" + std::to_string(f.server(shout));
        Socket agent = f.connect();
        const auto talk = [&]() -> Task<std::string> {
            co_await asio::async_write(agent, asio::buffer(connectTo(authority) + "early"),
                                       asio::use_awaitable);
            agent.shutdown(Socket::shutdown_send);
            co_return co_await ProxyFixture::rest(agent);
        };
        QVERIFY(runTask(f.io, talk()).ends_with("\r\n\r\nEARLY"));
    }

    void loopbackIsRefusedUnlessNamed_data() {
        QTest::addColumn<QString>("policy");
        QTest::addColumn<QString>("target");
        QTest::addColumn<QString>("says");
        QTest::newRow("address") << "public"
                                 << "127.0.0.1:9000"
                                 << "loopback";
        QTest::newRow("name") << "public"
                              << "localhost:9000"
                              << "loopback";
        QTest::newRow("name below localhost") << "public"
                                              << "model.test.localhost:9000"
                                              << "loopback";
        QTest::newRow("short address") << "public"
                                       << "127.1:9000"
                                       << "loopback";
        QTest::newRow("one number") << "public"
                                    << "2130706433:9000"
                                    << "loopback";
        QTest::newRow("ipv6") << "public"
                              << "[::1]:9000"
                              << "loopback";
        QTest::newRow("mapped") << "public"
                                << "[::ffff:127.0.0.1]:9000"
                                << "loopback";
        QTest::newRow("any") << "public"
                             << "0.0.0.0:9000"
                             << "unspecified";
        QTest::newRow("private") << "public"
                                 << "10.1.2.3:80"
                                 << "private";
        QTest::newRow("metadata") << "public"
                                  << "169.254.169.254:80"
                                  << "metadata";
        QTest::newRow("none") << "none"
                              << "example.com:443"
                              << "allows no connections";
        QTest::newRow("other host") << "api.example.com"
                                    << "example.com:443"
                                    << "not in the list";
        QTest::newRow("other port") << "localhost:9001"
                                    << "localhost:9000"
                                    << "not in the list";
    }
    void loopbackIsRefusedUnlessNamed() {
        QFETCH(QString, policy);
        QFETCH(QString, target);
        QFETCH(QString, says);
        ProxyFixture f(policy.toStdString());
        const std::string answer = f.ask(connectTo(target.toStdString()));
        QVERIFY2(answer.starts_with("HTTP/1.1 403 Forbidden\r\n"), answer.c_str());
        QVERIFY2(answer.find(says.toStdString()) != std::string::npos, answer.c_str());
        QVERIFY2(answer.find("deploy with --egress ") != std::string::npos, answer.c_str());
        QCOMPARE(f.events.size(), std::size_t(2));
        QCOMPARE(f.events[0].second["decision"].get<std::string>(), std::string("refused"));
        QVERIFY(f.events[0].second["reason"].get<std::string>().find(policy.toStdString()) !=
                std::string::npos);
        QCOMPARE(f.events[1].second["bytesOut"].get<int>(), 0);
    }

    void aHostThatDoesNotListenIsSaid() {
        ProxyFixture f("localhost:1");
        const std::string answer = f.ask(connectTo("localhost:1"));
        QVERIFY2(answer.starts_with("HTTP/1.1 502"), answer.c_str());
        QVERIFY2(answer.find("Cannot connect to localhost:1: Connection refused.") != std::string::npos,
                 answer.c_str());
        QVERIFY(f.events.back().second["error"].get<std::string>().find("refused") != std::string::npos);
        QVERIFY(!f.events.back().second.contains("connectMs"));
    }

    void aNameThatDoesNotExistIsSaid() {
        egress::ProxyTimes times;
        times.connect = std::chrono::seconds(2);
        ProxyFixture f("public", times);
        const std::string answer = f.ask(connectTo("no-such-host.invalid:443"));
        QVERIFY2(answer.starts_with("HTTP/1.1 502"), answer.c_str());
        QVERIFY2(answer.find("no-such-host.invalid") != std::string::npos, answer.c_str());
        QCOMPARE(f.events.size(), std::size_t(2));
        QVERIFY(f.events[1].second.contains("error"));
    }

    void aRequestThatIsNoProxyRequestIsExplained() {
        ProxyFixture f("public");
        for (const char* request :
             {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "GET https://a.example/ HTTP/1.1\r\n\r\n",
              "CONNECT nowhere HTTP/1.1\r\n\r\n", "nonsense\r\n\r\n"}) {
            const std::string answer = f.ask(request);
            QVERIFY2(answer.starts_with("HTTP/1.1 400"), answer.c_str());
        }
        QVERIFY(f.events.empty());
    }

    void anAgentThatAsksForNothingLeavesNoTrace() {
        ProxyFixture f("public");
        f.connect().close();
        QVERIFY(runUntil(f.io, [&] { return f.proxy->open() == 0; }));
        QVERIFY(f.events.empty());
    }

    void theServersHalfMayEndFirst() {
        ProxyFixture f("localhost");
        std::string heard;
        const auto port = f.server([&](tcp::socket& socket) -> Task<void> {
            const std::string bye = "bye";
            co_await asio::async_write(socket, asio::buffer(bye), asio::use_awaitable);
            socket.shutdown(tcp::socket::shutdown_send);
            heard = co_await ProxyFixture::rest(socket);
        });
        Socket agent = f.connect();
        const auto talk = [&]() -> Task<std::string> {
            const std::string answer =
                co_await ProxyFixture::exchange(agent, connectTo("localhost:" + std::to_string(port)));
            const std::string late = "still here";
            co_await asio::async_write(agent, asio::buffer(late), asio::use_awaitable);
            agent.shutdown(Socket::shutdown_send);
            co_return answer;
        };
        QVERIFY(runTask(f.io, talk()).ends_with("\r\n\r\nbye"));
        QVERIFY(runUntil(f.io, [&] { return f.events.size() == 2 && !heard.empty(); }));
        QCOMPARE(heard, std::string("still here"));
    }

    void aServerThatReadsNothingHoldsTheAgentBack() {
        ProxyFixture f("localhost");
        const auto port = f.server([&](tcp::socket& socket) -> Task<void> {
            asio::steady_timer timer(socket.get_executor(), std::chrono::hours(1));
            co_await timer.async_wait(asio::use_awaitable);
        });
        Socket agent = f.connect();
        std::size_t sent = 0;
        const auto flood = [&]() -> Task<void> {
            std::string buffer;
            co_await asio::async_write(agent, asio::buffer(connectTo("localhost:" + std::to_string(port))),
                                       asio::use_awaitable);
            co_await ProxyFixture::head(agent, buffer);
            const std::string piece(64 * 1024, 'x');
            for (;;)
                sent += co_await asio::async_write(agent, asio::buffer(piece), asio::use_awaitable);
        };
        asio::co_spawn(f.io, flood(), [](std::exception_ptr) {});
        std::size_t before = 1;
        // Until nothing moves any more: the sockets' own buffers are full.
        while (before != sent) {
            before = sent;
            runUntil(
                f.io, [] { return false; }, std::chrono::milliseconds(150));
        }
        QVERIFY2(sent < 20'000'000, std::to_string(sent).c_str());
        agent.close();
    }

    void closingEndsEveryConnectionWithItsLastEvent() {
        ProxyFixture f("localhost");
        const std::string authority = "localhost:" + std::to_string(f.server(shout));
        std::vector<Socket> agents;
        for (int i = 0; i < 3; ++i) {
            agents.push_back(f.connect());
            asio::write(agents.back(), asio::buffer(connectTo(authority)));
        }
        std::string buffer;
        for (Socket& agent : agents)
            runTask(f.io, ProxyFixture::head(agent, buffer));
        QCOMPARE(f.events.size(), std::size_t(3));
        f.proxy->close("The session ended.");
        QCOMPARE(f.events.size(), std::size_t(6));
        QCOMPARE(f.events.back().second["error"].get<std::string>(), std::string("The session ended."));
        for (Socket& agent : agents)
            QCOMPARE(runTask(f.io, ProxyFixture::rest(agent)), std::string());
        QVERIFY(runUntil(f.io, [&] { return f.proxy->open() == 0; }));
        QCOMPARE(f.events.size(), std::size_t(6));
    }

    void aMegabyteGoesThroughUnchanged() {
        ProxyFixture f("localhost");
        const std::string authority = "localhost:" + std::to_string(f.server(shout));
        Socket agent = f.connect();
        std::string sent(3'000'000, 'a');
        for (std::size_t i = 0; i < sent.size(); ++i)
            sent[i] = static_cast<char>('a' + i * 7 % 26);
        const auto send = [&]() -> Task<void> {
            co_await asio::async_write(agent, asio::buffer(connectTo(authority) + sent), asio::use_awaitable);
            agent.shutdown(Socket::shutdown_send);
        };
        asio::co_spawn(f.io, send(), [](std::exception_ptr) {});
        const std::string answer = runTask(f.io, ProxyFixture::rest(agent));
        for (char& c : sent)
            c = static_cast<char>(std::toupper(c));
        QVERIFY(answer.ends_with("\r\n\r\n" + sent));
        QVERIFY(runUntil(f.io, [&] { return f.events.size() == 2; }));
        QCOMPARE(f.events[1].second["bytesOut"].get<std::size_t>(), sent.size());
    }
};

QTEST_GUILESS_MAIN(TestEgressTunnel)
#include "tst_egress_tunnel.moc"
