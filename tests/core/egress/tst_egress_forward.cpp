// SPDX-License-Identifier: Apache-2.0
// Plain HTTP requests through the egress proxy.
#include "tests/core/egress/proxy_fixture.h"

#include <QtTest>

using namespace agentarium;
using asio::ip::tcp;
using tests::ProxyFixture;
using tests::runTask;
using tests::runUntil;
using tests::Socket;

namespace {

/// Answers each connection's request with a fixed text and keeps what was asked.
struct Upstream {
    std::string heard;
    std::string answer;

    ProxyFixture::Handler handler() {
        return [this](tcp::socket& socket) -> Task<void> {
            std::string buffer;
            heard = co_await ProxyFixture::head(socket, buffer);
            while (!complete(heard + buffer)) {
                std::string more(4096, '\0');
                const auto n = co_await socket.async_read_some(asio::buffer(more), asio::use_awaitable);
                buffer.append(more, 0, n);
            }
            heard += buffer;
            co_await asio::async_write(socket, asio::buffer(answer), asio::use_awaitable);
        };
    }

    static bool complete(const std::string& text) {
        if (text.find("Transfer-Encoding: chunked") != std::string::npos) return text.ends_with("0\r\n\r\n");
        const auto at = text.find("Content-Length: ");
        if (at == std::string::npos) return true;
        return text.size() - text.find("\r\n\r\n") - 4 >= std::stoul(text.substr(at + 16));
    }
};

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace

class TestEgressForward : public QObject {
    Q_OBJECT
private slots:
    void aRequestIsForwardedWithoutTheHopsOwnFields() {
        ProxyFixture f("localhost");
        Upstream upstream{{},
                          "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nKeep-Alive: 5\r\nX-Own: 1\r\n\r\nhello"};
        const std::string authority = "localhost:" + std::to_string(f.server(upstream.handler()));
        const std::string answer =
            f.ask("GET http://user:pw@" + authority +
                  "/v1/models?a=b#c HTTP/1.1\r\nHost: other\r\nProxy-Authorization: secret\r\n"
                  "Proxy-Connection: keep-alive\r\nConnection: X-Hop\r\nX-Hop: 1\r\n"
                  "Authorization: Bearer k\r\n\r\n");
        QVERIFY2(upstream.heard.starts_with("GET /v1/models?a=b HTTP/1.1\r\n"), upstream.heard.c_str());
        QVERIFY(contains(upstream.heard, "Host: " + authority + "\r\n"));
        QVERIFY(contains(upstream.heard, "Authorization: Bearer k\r\n"));
        QVERIFY(contains(upstream.heard, "Connection: close\r\n"));
        for (const char* gone : {"Proxy-", "X-Hop", "other", "user:pw"})
            QVERIFY2(!contains(upstream.heard, gone), gone);
        QVERIFY2(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.ends_with("\r\n\r\nhello"),
                 answer.c_str());
        QVERIFY(contains(answer, "X-Own: 1\r\n") && !contains(answer, "Keep-Alive"));
        QVERIFY(runUntil(f.io, [&] { return f.events.size() == 2; }));
        QVERIFY(!f.events[1].second.contains("error"));
        QVERIFY(f.events[1].second["bytesOut"].get<std::size_t>() >= upstream.heard.size());
        QVERIFY(!contains(f.events[0].second.dump() + f.events[1].second.dump(), "Bearer"));
    }

    void bodiesOfKnownLengthPass() {
        ProxyFixture f("localhost");
        Upstream upstream{{}, "HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok"};
        const auto port = std::to_string(f.server(upstream.handler()));
        const std::string body(300'000, 'z');
        const std::string answer =
            f.ask("POST http://localhost:" + port + "/x HTTP/1.1\r\nContent-Length: 300000\r\n\r\n" + body);
        QVERIFY2(answer.starts_with("HTTP/1.1 201 Created"), answer.c_str());
        QVERIFY(upstream.heard.ends_with("\r\n\r\n" + body));
    }

    void chunkedBodiesPassAsChunks() {
        ProxyFixture f("localhost");
        Upstream upstream{
            {}, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n"};
        const auto port = std::to_string(f.server(upstream.handler()));
        const std::string answer =
            f.ask("POST http://localhost:" + port +
                  "/ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n");
        QVERIFY2(contains(upstream.heard, "4\r\nabcd\r\n") && upstream.heard.ends_with("0\r\n\r\n"),
                 upstream.heard.c_str());
        QVERIFY2(contains(answer, "one") && contains(answer, "two") && answer.ends_with("0\r\n\r\n"),
                 answer.c_str());
    }

    void anAnswerWithoutALengthEndsWithTheConnection() {
        ProxyFixture f("localhost");
        Upstream upstream{{}, "HTTP/1.0 200 OK\r\n\r\nuntil the end"};
        const auto port = std::to_string(f.server(upstream.handler()));
        const std::string answer = f.ask("GET http://localhost:" + port + "/ HTTP/1.1\r\n\r\n");
        QVERIFY2(answer.ends_with("\r\n\r\nuntil the end"), answer.c_str());
    }

    void anAnswerToHeadHasNoBody() {
        ProxyFixture f("localhost");
        Upstream upstream{{}, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"};
        const auto port = std::to_string(f.server(upstream.handler()));
        const std::string answer = f.ask("HEAD http://localhost:" + port + "/ HTTP/1.1\r\n\r\n");
        QVERIFY2(contains(answer, "Content-Length: 1000") && answer.ends_with("\r\n\r\n"), answer.c_str());
    }

    void piecesOfAStreamArriveAsTheyAreSent() {
        ProxyFixture f("localhost");
        bool goOn = false;
        const auto port = f.server([&](tcp::socket& socket) -> Task<void> {
            std::string buffer;
            co_await ProxyFixture::head(socket, buffer);
            const std::string first = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n";
            co_await asio::async_write(socket, asio::buffer(first), asio::use_awaitable);
            asio::steady_timer timer(socket.get_executor());
            while (!goOn) {
                timer.expires_after(std::chrono::milliseconds(5));
                co_await timer.async_wait(asio::use_awaitable);
            }
            const std::string last = "4\r\nlast\r\n0\r\n\r\n";
            co_await asio::async_write(socket, asio::buffer(last), asio::use_awaitable);
        });
        Socket agent = f.connect();
        const auto talk = [&]() -> Task<std::string> {
            const std::string request = "GET http://localhost:" + std::to_string(port) + "/ HTTP/1.1\r\n\r\n";
            std::string buffer;
            co_await asio::async_write(agent, asio::buffer(request), asio::use_awaitable);
            co_await asio::async_read_until(agent, asio::dynamic_buffer(buffer), "first",
                                            asio::use_awaitable);
            goOn = true;
            co_return buffer + co_await ProxyFixture::rest(agent);
        };
        QVERIFY(contains(runTask(f.io, talk()), "last"));
    }

    void expectContinueIsAnsweredByTheProxy() {
        ProxyFixture f("localhost");
        Upstream upstream{{}, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"};
        const auto port = f.server(upstream.handler());
        Socket agent = f.connect();
        const auto talk = [&]() -> Task<std::string> {
            const std::string request = "POST http://localhost:" + std::to_string(port) +
                                        "/ HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n";
            std::string buffer;
            co_await asio::async_write(agent, asio::buffer(request), asio::use_awaitable);
            const std::string interim = co_await ProxyFixture::head(agent, buffer);
            const std::string body = "body";
            co_await asio::async_write(agent, asio::buffer(body), asio::use_awaitable);
            co_return interim + "|" + buffer + co_await ProxyFixture::rest(agent);
        };
        const std::string answer = runTask(f.io, talk());
        QVERIFY2(answer.starts_with("HTTP/1.1 100 Continue\r\n\r\n|HTTP/1.1 200 OK"), answer.c_str());
        QVERIFY(upstream.heard.ends_with("body") && !contains(upstream.heard, "Expect"));
    }

    void anAnswerBeforeTheBodyWasTakenCounts() {
        ProxyFixture f("localhost");
        const auto port = f.server([&](tcp::socket& socket) -> Task<void> {
            std::string buffer;
            co_await ProxyFixture::head(socket, buffer);
            const std::string answer = "HTTP/1.1 413 Payload Too Large\r\nContent-Length: 3\r\n\r\nbig";
            co_await asio::async_write(socket, asio::buffer(answer), asio::use_awaitable);
            socket.shutdown(tcp::socket::shutdown_send);
            asio::steady_timer timer(socket.get_executor(), std::chrono::milliseconds(300));
            co_await timer.async_wait(asio::use_awaitable);
        });
        Socket agent = f.connect();
        const auto send = [&]() -> Task<void> {
            co_await asio::async_write(agent,
                                       asio::buffer("POST http://localhost:" + std::to_string(port) +
                                                    "/ HTTP/1.1\r\nContent-Length: 20000000\r\n\r\n" +
                                                    std::string(20'000'000, 'x')),
                                       asio::use_awaitable);
        };
        asio::co_spawn(f.io, send(), [](std::exception_ptr) {});
        const std::string answer = runTask(f.io, ProxyFixture::rest(agent));
        QVERIFY2(answer.starts_with("HTTP/1.1 413") && answer.ends_with("big"),
                 answer.substr(0, 200).c_str());
    }

    void anUpstreamThatBreaksOffBeforeAnsweringIsSaid() {
        ProxyFixture f("localhost");
        const auto port = f.server([&](tcp::socket& socket) -> Task<void> {
            std::string buffer;
            co_await ProxyFixture::head(socket, buffer);
        });
        const std::string answer =
            f.ask("GET http://localhost:" + std::to_string(port) + "/ HTTP/1.1\r\n\r\n");
        QVERIFY2(answer.starts_with("HTTP/1.1 502") && contains(answer, "did not answer"), answer.c_str());
        QVERIFY(runUntil(f.io, [&] { return f.events.size() == 2; }));
        QVERIFY(f.events[1].second.contains("error"));
    }

    void anUpstreamThatBreaksOffInTheMiddleCannotBeTakenForWhole() {
        ProxyFixture f("localhost");
        Upstream upstream{{}, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n"};
        const auto port = std::to_string(f.server(upstream.handler()));
        const std::string answer = f.ask("GET http://localhost:" + port + "/ HTTP/1.1\r\n\r\n");
        QVERIFY2(contains(answer, "first") && !answer.ends_with("0\r\n\r\n"), answer.c_str());
        QVERIFY(runUntil(f.io, [&] { return f.events.size() == 2; }));
        QVERIFY(f.events[1].second.contains("error"));
    }

    void plainRequestsToLoopbackAreRefusedTooInPublicMode() {
        ProxyFixture f("public");
        bool reached = false;
        const auto port = f.server([&](tcp::socket&) -> Task<void> {
            reached = true;
            co_return;
        });
        const std::string answer =
            f.ask("GET http://localhost:" + std::to_string(port) + "/ HTTP/1.1\r\n\r\n");
        QVERIFY2(answer.starts_with("HTTP/1.1 403"), answer.c_str());
        QVERIFY(!reached);
    }
};

QTEST_GUILESS_MAIN(TestEgressForward)
#include "tst_egress_forward.moc"
