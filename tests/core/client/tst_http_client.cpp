// SPDX-License-Identifier: Apache-2.0
#include "core/client/http_client.h"
#include "core/payload/payload.h"
#include "tests/core/client/loopback_server.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <semaphore>

using namespace agentarium;
using namespace std::chrono_literals;

namespace {

std::optional<Error> errorOf(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        return error;
    }
    return std::nullopt;
}

std::string jsonAnswer(int status, const std::string& body, const std::string& headers = {}) {
    return "HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n" + headers + "\r\n" + body;
}

constexpr const char* kChunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

/// Peak resident memory in kilobytes.
long peakKb() {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;)
        if (word == "VmHWM:") {
            long value = 0;
            status >> value;
            return value;
        }
    return 0;
}

} // namespace

// A sanitizer keeps freed memory and shadows all of it.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr long kAllowanceKb = 600'000;
#else
constexpr long kAllowanceKb = 16'000;
#endif

class TestHttpClient : public QObject {
    Q_OBJECT

private slots:
    void aRequestCarriesTokenAndHost() {
        std::string head;
        LoopbackServer server([&](int fd, int) {
            head = LoopbackServer::readHead(fd);
            LoopbackServer::write(fd, jsonAnswer(200, R"({"a":1})"));
        });
        client::HttpClient http({server.port(), "secret"});
        QCOMPARE(http.get("/daemon")["a"].get<int>(), 1);
        QVERIFY2(head.starts_with("GET /api/v1/daemon HTTP/1.1\r\n"), head.c_str());
        QVERIFY2(head.find("Authorization: Bearer secret\r\n") != std::string::npos, head.c_str());
        QVERIFY2(head.find("Host: 127.0.0.1:" + std::to_string(server.port()) + "\r\n") != std::string::npos,
                 head.c_str());
        QVERIFY2(head.find("Origin") == std::string::npos, head.c_str());
    }

    void chunksAreCountedAsTheServerMadeThem() {
        LoopbackServer server([&](int fd, int) {
            LoopbackServer::readHead(fd);
            LoopbackServer::write(fd, std::string(kChunked) + "3\r\nabc\r\n1\r\nd\r\n2\r\nef\r\n0\r\n\r\n");
        });
        std::string body;
        const auto result = client::HttpClient({server.port(), "t"})
                                .stream({}, {{}, [&](std::string_view bytes) { body += bytes; }, {}});
        QCOMPARE(body, std::string("abcdef"));
        QCOMPARE(result.chunks, std::uint64_t(3));
        QCOMPARE(result.bytesReceived, std::uint64_t(6));
        QVERIFY(result.complete);
    }

    void aSlowStreamArrivesPieceByPiece() {
        // The server sends a piece only after the client has had the one before.
        std::counting_semaphore<> seen(1);
        bool late = false;
        LoopbackServer server([&](int fd, int) {
            LoopbackServer::readHead(fd);
            LoopbackServer::write(fd, kChunked);
            for (int i = 0; i < 5; ++i) {
                if (!seen.try_acquire_for(5s)) late = true;
                LoopbackServer::write(fd, "4\r\ndata\r\n");
            }
            LoopbackServer::write(fd, "0\r\n\r\n");
        });
        int pieces = 0;
        client::HttpClient({server.port(), "t"})
            .stream({}, {{},
                         [&](std::string_view) {
                             ++pieces;
                             seen.release();
                         },
                         {}});
        QVERIFY(!late);
        QCOMPARE(pieces, 5);
    }

    void aRefusalIsSeenWhileTheBodyIsStillBeingSent() {
        std::counting_semaphore<> done(0);
        LoopbackServer server([&](int fd, int) {
            LoopbackServer::readHead(fd);
            LoopbackServer::write(
                fd,
                jsonAnswer(
                    413, R"({"error":{"type":"TooLarge","message":"The limit is 5 bytes.","fix":"Less."}})"));
            done.try_acquire_for(10s);
        });
        QTemporaryDir dir;
        const std::string path = dir.filePath("large").toStdString();
        std::ofstream(path) << "";
        std::filesystem::resize_file(path, 90'000'000);
        payload::Payload payload = payload::Payload::fromFile(path);
        const auto source = payload.source();
        client::Request request{"POST", "/x", {}, {}, source.get(), {}};
        const auto error = errorOf([&] { client::HttpClient({server.port(), "t"}).stream(request, {}); });
        done.release();
        QVERIFY(error.has_value());
        QCOMPARE(error->kind(), ErrorKind::TooLarge);
        QCOMPARE(std::string(error->what()), std::string("The limit is 5 bytes."));
        QCOMPARE(error->fix(), std::string("Less."));
    }

    void failuresKeepWhatTheAgentSaid() {
        LoopbackServer server([&](int fd, int) {
            LoopbackServer::readHead(fd);
            LoopbackServer::write(fd,
                                  jsonAnswer(424, R"({"error":{"type":"AgentFailed","message":"It raised.",
                "fix":"Look.","agentStatus":500,"agentBody":"boom","logTail":["a","b"]}})",
                                             "X-Amzn-Bedrock-AgentCore-Runtime-Session-Id: s1\r\n"
                                             "X-Agentarium-Invocation-Id: i1\r\n"));
        });
        const auto error = errorOf([&] { client::HttpClient({server.port(), "t"}).post("/x"); });
        QVERIFY(error.has_value());
        QCOMPARE(exitCodeOf(error->kind()), 4);
        QCOMPARE(error->details()["agentStatus"].get<int>(), 500);
        QCOMPARE(error->details()["logTail"].size(), std::size_t(2));
        QCOMPARE(error->details()["sessionId"].get<std::string>(), std::string("s1"));
        QCOMPARE(error->details()["invocationId"].get<std::string>(), std::string("i1"));
    }

    void aFailureWithoutABodyFollowsTheStatus() {
        for (const auto& [status, kind] :
             {std::pair{404, ErrorKind::NotFound}, std::pair{403, ErrorKind::Refused},
              std::pair{409, ErrorKind::Conflict}, std::pair{502, ErrorKind::RuntimeFailed}}) {
            LoopbackServer server([&, code = status](int fd, int) {
                LoopbackServer::readHead(fd);
                LoopbackServer::write(fd, jsonAnswer(code, "<html>"));
            });
            const auto error = errorOf([&] { client::HttpClient({server.port(), "t"}).get("/x"); });
            QVERIFY(error.has_value());
            QCOMPARE(error->kind(), kind);
        }
    }

    void nobodyListeningIsUnreachable() {
        int port = 0;
        {
            port = LoopbackServer([](int, int) {}).port();
        }
        const auto error = errorOf([&] { client::HttpClient({port, "t"}).get("/x"); });
        QVERIFY(error.has_value());
        QCOMPARE(error->kind(), ErrorKind::Unreachable);
    }

    void aConnectionThatEndsBeforeTheAnswerIsUnreachable() {
        LoopbackServer server([](int fd, int) { LoopbackServer::readHead(fd); });
        const auto error = errorOf([&] { client::HttpClient({server.port(), "t"}).get("/x"); });
        QVERIFY(error.has_value());
        QCOMPARE(error->kind(), ErrorKind::Unreachable);
    }

    void anAnswerThatBreaksOffIsNotComplete_data() {
        QTest::addColumn<QString>("sent");
        QTest::newRow("chunked") << QString(kChunked) + "3\r\nabc\r\n";
        QTest::newRow("in a chunk") << QString(kChunked) + "8\r\nabc";
        QTest::newRow("sized") << QString("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
    }
    void anAnswerThatBreaksOffIsNotComplete() {
        QFETCH(QString, sent);
        LoopbackServer server([&](int fd, int) {
            LoopbackServer::readHead(fd);
            LoopbackServer::write(fd, sent.toStdString());
        });
        std::string body;
        const auto result = client::HttpClient({server.port(), "t"})
                                .stream({}, {{}, [&](std::string_view bytes) { body += bytes; }, {}});
        QCOMPARE(body, std::string("abc"));
        QVERIFY(!result.complete);
    }

    void cancellingClosesTheConnection() {
        std::counting_semaphore<> closed(0);
        LoopbackServer server([&](int fd, int) {
            LoopbackServer::readHead(fd);
            LoopbackServer::write(fd, std::string(kChunked) + "3\r\nabc\r\n");
            char byte = 0;
            if (read(fd, &byte, 1) <= 0) closed.release();
        });
        client::CancelToken token;
        const auto error = errorOf([&] {
            client::HttpClient({server.port(), "t"}, &token)
                .stream({}, {{}, [&](std::string_view) { token.cancel(); }, {}});
        });
        QVERIFY(error.has_value());
        QCOMPARE(error->kind(), ErrorKind::Cancelled);
        QVERIFY(closed.try_acquire_for(5s));
        QVERIFY(errorOf([&] { client::HttpClient({server.port(), "t"}, &token).get("/x"); }));
    }

    void whatAHandlerThrowsComesOut() {
        LoopbackServer server([&](int fd, int) {
            LoopbackServer::readHead(fd);
            LoopbackServer::write(fd, jsonAnswer(200, "{}"));
        });
        QVERIFY_EXCEPTION_THROWN(
            client::HttpClient({server.port(), "t"}).stream({}, {{}, [](std::string_view) { throw 7; }, {}}),
            int);
    }

    void aHeadThatIsLateIsGivenUp() {
        std::counting_semaphore<> done(0);
        LoopbackServer server([&](int fd, int) {
            LoopbackServer::readHead(fd);
            done.try_acquire_for(10s);
        });
        client::Request request;
        request.headTimeout = 100ms;
        const auto error = errorOf([&] { client::HttpClient({server.port(), "t"}).stream(request, {}); });
        done.release();
        QVERIFY(error.has_value());
        QCOMPARE(error->kind(), ErrorKind::RuntimeFailed);
    }

    void aPipeIsSentInChunks() {
        std::string head;
        std::string body;
        LoopbackServer server([&](int fd, int) {
            head = LoopbackServer::readHead(fd, &body);
            char buffer[4096];
            while (!body.ends_with("0\r\n\r\n")) {
                const ssize_t count = read(fd, buffer, sizeof buffer);
                if (count <= 0) return;
                body.append(buffer, static_cast<std::size_t>(count));
            }
            LoopbackServer::write(fd, jsonAnswer(200, "{}"));
        });
        int ends[2];
        QCOMPARE(pipe(ends), 0);
        std::thread writer([&] {
            for (const char* text : {"one", "two"}) {
                [[maybe_unused]] const auto n = write(ends[1], text, 3);
                std::this_thread::sleep_for(50ms);
            }
            close(ends[1]);
        });
        const auto source = payload::fromDescriptor(ends[0], "Standard input");
        const auto result =
            client::HttpClient({server.port(), "t"}).stream({"POST", "/x", {}, {}, source.get(), {}}, {});
        writer.join();
        close(ends[0]);
        QVERIFY2(head.find("Transfer-Encoding: chunked") != std::string::npos, head.c_str());
        QCOMPARE(body, std::string("3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n"));
        QCOMPARE(result.bytesSent, std::uint64_t(6));
    }

    void linesOfJsonComeOneByOne() {
        LoopbackServer server([&](int fd, int) {
            LoopbackServer::readHead(fd);
            LoopbackServer::write(fd,
                                  std::string(kChunked) +
                                      "5\r\n{\"a\":\r\nb\r\n1}\n{\"a\":2}\n\r\n7\r\n{\"a\":3}\r\n0\r\n\r\n");
        });
        std::vector<int> seen;
        client::HttpClient({server.port(), "t"}).lines({}, [&](const nlohmann::json& json) {
            seen.push_back(json["a"]);
        });
        QCOMPARE(seen, (std::vector<int>{1, 2, 3}));
    }

    void aHundredMegabytesBothWaysNeedNoMemory() {
        LoopbackServer server([&](int fd, int) {
            LoopbackServer::readHead(fd);
            LoopbackServer::write(fd, "HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n");
            std::thread reader([fd] {
                std::vector<char> buffer(256 * 1024);
                while (read(fd, buffer.data(), buffer.size()) > 0) {
                }
            });
            const std::string piece(100'000, 'x');
            for (int i = 0; i < 1000; ++i) {
                for (std::size_t done = 0; done < piece.size();) {
                    const ssize_t count = send(fd, piece.data() + done, piece.size() - done, MSG_NOSIGNAL);
                    if (count <= 0) break;
                    done += static_cast<std::size_t>(count);
                }
            }
            reader.join();
        });
        QTemporaryDir dir;
        const std::string path = dir.filePath("large").toStdString();
        std::ofstream(path) << "";
        std::filesystem::resize_file(path, 74'999'991);
        const long before = peakKb();
        payload::Payload payload = payload::Payload::compose("", {{"/abcde", path}});
        const auto source = payload.source();
        std::uint64_t received = 0;
        const auto result = client::HttpClient({server.port(), "t"})
                                .stream({"POST", "/x", {}, {}, source.get(), {}},
                                        {{}, [&](std::string_view bytes) { received += bytes.size(); }, {}});
        QCOMPARE(received, std::uint64_t(100'000'000));
        QVERIFY(result.complete);
        QVERIFY2(peakKb() - before < kAllowanceKb, std::to_string(peakKb() - before).c_str());
    }
};

QTEST_GUILESS_MAIN(TestHttpClient)
#include "tst_http_client.moc"
