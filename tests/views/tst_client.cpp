// SPDX-License-Identifier: Apache-2.0
#include "core/contract/error.h"
#include "tests/views/fakedaemon.h"
#include "tests/views/testing.h"
#include "views/client/connector.h"
#include "views/client/eventstream.h"
#include "views/client/workbenchclient.h"

#include <QBuffer>
#include <QJsonArray>
#include <QSemaphore>
#include <QSignalSpy>
#include <QTcpSocket>

#include <atomic>

using namespace agentarium::views;
using namespace agentarium::tests;

class TestClient : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup() { m_daemon.reset(); }
    void aRequestShowsTheTokenAndAddsNothingOdd();
    void anErrorIsTyped();
    void anErrorOfAnotherFormIsQuoted();
    void aDaemonThatIsGoneIsReported();
    void anAnswerStreamsAsItComes();
    void twelveStreamsRunSideBySide();
    void cancelClosesTheConnection();
    void aDroppedConnectionDoesNotInvokeTwice();
    void anAnswerThatBreaksOffIsAFailure();
    void aFailedInvocationTellsTheAgentsOwnError();
    void aBlobIsWrittenToAFile();
    void eventsContinueWhereTheyBroke();
    void listsArriveOverTheStream();
    void theConnectorDoesNotBlock();
    void theConnectorGivesTheReasonOn();

private:
    WorkbenchClient* client() {
        auto* c = new WorkbenchClient(m_daemon.get());
        c->setAddress(m_daemon->address());
        return c;
    }
    InvocationRequest request() const {
        InvocationRequest r;
        r.agent = "my agent";
        r.sessionId = "session-0123456789-0123456789-0123456789";
        r.body = "{\"prompt\":1}";
        r.headers = {{"X-Amzn-Bedrock-AgentCore-Runtime-Custom-A", "b"}};
        return r;
    }
    static constexpr auto invokePath = "POST /agents/my%20agent/invocations";
    std::unique_ptr<FakeDaemon> m_daemon;
};

void TestClient::init() {
    failOnWarnings();
    m_daemon = std::make_unique<FakeDaemon>();
}

void TestClient::aRequestShowsTheTokenAndAddsNothingOdd() {
    std::map<QByteArray, QByteArray> seen;
    m_daemon->on("GET /agents", [&seen](const FakeRequest& r) {
        seen = r.headers;
        r.reply(200, {{"agents", QJsonArray()}});
    });
    bool done = false;
    client()->get("/agents", this, [&done](const QJsonObject& json) { done = json.contains("agents"); });
    QTRY_VERIFY(done);
    QCOMPARE(seen["authorization"], QByteArray("Bearer secret"));
    QCOMPARE(seen["accept-encoding"], QByteArray("identity"));
    QVERIFY(!seen.contains("origin"));
    QVERIFY(!seen.contains("cookie"));
}

void TestClient::anErrorIsTyped() {
    m_daemon->on("DELETE /sessions/x", [](const FakeRequest& r) {
        r.reply(409, {{"error", QJsonObject{{"type", "Conflict"},
                                            {"message", "It is starting."},
                                            {"fix", "Wait."},
                                            {"logTail", QJsonArray{"a", "b"}},
                                            {"exitCode", 3}}}});
    });
    ApiError error;
    client()->remove(apiPath({"sessions", "x"}), this, {}, [&error](const ApiError& e) { error = e; });
    QTRY_COMPARE(error.type, QString("Conflict"));
    QCOMPARE(error.httpStatus, 409);
    QCOMPARE(error.logTail, (QStringList{"a", "b"}));
    QCOMPARE(error.exitCode.value_or(0), 3);
    QVERIFY(error.asText().contains("Wait."));
}

void TestClient::anErrorOfAnotherFormIsQuoted() {
    m_daemon->on("GET /doctor",
                 [](const FakeRequest& r) { r.reply(502, QByteArray("<html>gateway"), "text/html"); });
    ApiError error;
    client()->get("/doctor", this, {}, [&error](const ApiError& e) { error = e; });
    QTRY_VERIFY(!error.isEmpty());
    QVERIFY(error.message.contains("502"));
    QCOMPARE(error.agentBody, QString("<html>gateway"));
}

void TestClient::aDaemonThatIsGoneIsReported() {
    WorkbenchClient* c = client();
    m_daemon->goAway();
    QSignalSpy unreachable(c, &WorkbenchClient::unreachable);
    ApiError error;
    c->get("/agents", this, {}, [&error](const ApiError& e) { error = e; });
    QTRY_COMPARE(unreachable.size(), 1);
    QCOMPARE(error.type, QString("Unreachable"));
}

void TestClient::anAnswerStreamsAsItComes() {
    FakeRequest open;
    m_daemon->on(invokePath, [&open](const FakeRequest& r) {
        open = r;
        r.begin(200, "text/event-stream", "X-Agentarium-Invocation-Id: i1\r\n");
        r.chunk("one");
    });
    InvocationReply* reply = client()->invoke(request(), m_daemon.get());
    QSignalSpy started(reply, &InvocationReply::started);
    QByteArray body;
    connect(reply, &InvocationReply::received, this, [&body](const QByteArray& bytes) { body += bytes; });
    QSignalSpy finished(reply, &InvocationReply::finished);
    QTRY_COMPARE(body, QByteArray("one"));
    QCOMPARE(started.size(), 1);
    QCOMPARE(finished.size(), 0);
    QCOMPARE(reply->header("x-agentarium-invocation-id"), QByteArray("i1"));
    QCOMPARE(open.body, request().body);
    QCOMPARE(open.headers.at("x-amzn-bedrock-agentcore-runtime-session-id"), request().sessionId.toUtf8());
    QCOMPARE(open.headers.at("x-amzn-bedrock-agentcore-runtime-custom-a"), QByteArray("b"));
    QVERIFY(open.path.endsWith("?qualifier=DEFAULT"));
    open.chunk(QByteArray(300'000, 'x'));
    open.end();
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(reply->bytes(), 300'003);
    QCOMPARE(body.size(), 300'003);
    QVERIFY(reply->firstByteMs() >= 0 && reply->totalMs() >= reply->firstByteMs());
}

void TestClient::twelveStreamsRunSideBySide() {
    QList<FakeRequest> open;
    m_daemon->on(invokePath, [&open](const FakeRequest& r) {
        open.append(r);
        r.begin(200, "text/plain");
        r.chunk("x");
    });
    WorkbenchClient* c = client();
    QList<InvocationReply*> replies;
    for (int i = 0; i < 12; ++i)
        replies.append(c->invoke(request(), m_daemon.get()));
    QTRY_COMPARE(open.size(), 12);
    for (InvocationReply* reply : replies)
        QTRY_COMPARE(reply->bytes(), 1);
    qDeleteAll(replies);
}

void TestClient::cancelClosesTheConnection() {
    bool closed = false;
    m_daemon->on(invokePath, [this, &closed](const FakeRequest& r) {
        connect(r.socket, &QTcpSocket::disconnected, this, [&closed] { closed = true; });
        r.begin(200, "text/plain");
        r.chunk("x");
    });
    InvocationReply* reply = client()->invoke(request(), m_daemon.get());
    QSignalSpy cancelled(reply, &InvocationReply::cancelled);
    QSignalSpy failed(reply, &InvocationReply::failed);
    QTRY_COMPARE(reply->bytes(), 1);
    reply->cancel();
    QTRY_COMPARE(cancelled.size(), 1);
    QTRY_VERIFY(closed);
    reply->cancel();
    QCOMPARE(cancelled.size(), 1);
    QCOMPARE(failed.size(), 0);
}

void TestClient::aDroppedConnectionDoesNotInvokeTwice() {
    m_daemon->on(invokePath, [](const FakeRequest& r) { r.socket->abort(); });
    InvocationReply* reply = client()->invoke(request(), m_daemon.get());
    QSignalSpy failed(reply, &InvocationReply::failed);
    QTRY_COMPARE(failed.size(), 1);
    QTest::qWait(200); // a second request would have come by now
    QCOMPARE(m_daemon->requests(invokePath), 1);
}

void TestClient::anAnswerThatBreaksOffIsAFailure() {
    m_daemon->on(invokePath, [](const FakeRequest& r) {
        r.begin(200, "text/plain");
        r.chunk("half");
        QTimer::singleShot(50, r.socket, &QTcpSocket::abort);
    });
    InvocationReply* reply = client()->invoke(request(), m_daemon.get());
    QSignalSpy failed(reply, &InvocationReply::failed);
    QTRY_COMPARE(failed.size(), 1);
    QVERIFY(failed.first().first().value<ApiError>().message.contains("broke off"));
}

void TestClient::aFailedInvocationTellsTheAgentsOwnError() {
    m_daemon->on(invokePath, [](const FakeRequest& r) {
        r.reply(424, {{"error", QJsonObject{{"type", "AgentFailed"},
                                            {"message", "The agent answered 500."},
                                            {"fix", ""},
                                            {"agentStatus", 500},
                                            {"agentBody", QJsonObject{{"detail", "no row"}}},
                                            {"invocationId", "i9"}}}});
    });
    InvocationReply* reply = client()->invoke(request(), m_daemon.get());
    QSignalSpy started(reply, &InvocationReply::started);
    QSignalSpy failed(reply, &InvocationReply::failed);
    QTRY_COMPARE(failed.size(), 1);
    QCOMPARE(started.size(), 0);
    const auto error = failed.first().first().value<ApiError>();
    QCOMPARE(error.agentStatus.value_or(0), 500);
    QVERIFY(error.agentBody.contains("no row"));
    QCOMPARE(error.invocationId, QString("i9"));
    QCOMPARE(error.httpStatus, 424);
}

void TestClient::aBlobIsWrittenToAFile() {
    m_daemon->on("GET /blobs/abc", [](const FakeRequest& r) {
        r.reply(200, QByteArray(3'000'000, 'b'), "application/octet-stream");
    });
    QBuffer target;
    target.open(QIODevice::WriteOnly);
    bool done = false;
    client()->download(apiPath({"blobs", "abc"}), &target, this, [&done] { done = true; }, {});
    QTRY_VERIFY(done);
    QCOMPARE(target.data().size(), 3'000'000);
}

void TestClient::eventsContinueWhereTheyBroke() {
    EventStream stream;
    SessionEvents seen;
    connect(&stream, &EventStream::eventsArrived, this,
            [&seen](const QString&, const SessionEvents& events) { seen += events; });
    stream.follow("rec-1");
    stream.open(m_daemon->address());
    QTRY_COMPARE(m_daemon->streamMessages().size(), 2);
    QCOMPARE(m_daemon->streamMessages()[0], (QJsonObject{{"watch", "workbench"}}));
    QCOMPARE(m_daemon->streamMessages()[1], (QJsonObject{{"follow", "rec-1"}, {"from", 1}}));
    m_daemon->pushEvents("rec-1", startEvents("s", "hello"));
    QTRY_COMPARE(seen.size(), 3);

    QSignalSpy lost(&stream, &EventStream::lost);
    m_daemon->dropStreams();
    QTRY_COMPARE(lost.size(), 1);
    QTRY_COMPARE(m_daemon->streamMessages().size(), 4);
    QCOMPARE(m_daemon->streamMessages()[3], (QJsonObject{{"follow", "rec-1"}, {"from", 4}}));
    // A page sent twice shows once.
    m_daemon->push({{"recordingId", "rec-1"},
                    {"events", QJsonArray{QJsonObject{{"seq", 3}, {"kind", "x"}},
                                          QJsonObject{{"seq", 4}, {"kind", "y"}}}}});
    QTRY_COMPARE(seen.size(), 4);
    QCOMPARE(seen.last().kind, QString("y"));
}

void TestClient::listsArriveOverTheStream() {
    EventStream stream;
    QSignalSpy agents(&stream, &EventStream::agentsChanged);
    QSignalSpy sessions(&stream, &EventStream::sessionsChanged);
    QSignalSpy jobs(&stream, &EventStream::jobsChanged);
    stream.open(m_daemon->address());
    QTRY_VERIFY(stream.isOpen() && !m_daemon->streamMessages().isEmpty());
    m_daemon->push({{"changed", "agents"}});
    m_daemon->push({{"sessions", QJsonArray{sessionJson("s", "hello", "Idle", "r")}}});
    m_daemon->push({{"jobs", QJsonArray()}});
    QTRY_COMPARE(jobs.size(), 1);
    QCOMPARE(agents.size(), 1);
    QCOMPARE(sessions.first().first().toJsonArray().size(), 1);
}

void TestClient::theConnectorDoesNotBlock() {
    QSemaphore looking;
    std::atomic<bool> isOver{false};
    Connector connector([&, address = m_daemon->address()] {
        const bool isReleased = looking.tryAcquire(1, 20'000);
        isOver = true;
        return isReleased ? address : DaemonAddress();
    });
    QSignalSpy found(&connector, &Connector::found);
    connector.search();
    connector.search(); // one at a time
    QVERIFY(!isOver);
    looking.release();
    QTRY_COMPARE(found.size(), 1);
    QCOMPARE(found.first().first().value<DaemonAddress>().token, QString("secret"));
}

void TestClient::theConnectorGivesTheReasonOn() {
    Connector connector([]() -> DaemonAddress {
        throw agentarium::Error(agentarium::ErrorKind::Unreachable, "It did not start.",
                                "Look at daemon.log.");
    });
    QSignalSpy failed(&connector, &Connector::failed);
    connector.search();
    QTRY_COMPARE(failed.size(), 1);
    const auto error = failed.first().first().value<ApiError>();
    QCOMPARE(error.message, QString("It did not start."));
    QCOMPARE(error.fix, QString("Look at daemon.log."));
}

QTEST_GUILESS_MAIN(TestClient)
#include "tst_client.moc"
