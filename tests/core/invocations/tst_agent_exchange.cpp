// SPDX-License-Identifier: Apache-2.0
#include "core/invocations/agent_exchange.h"
#include "tests/core/guest/link_fixture.h"
#include "tests/core/wire/bytes_of.h"

#include <QtTest>

#include <algorithm>
#include <cstring>

using namespace agentarium;
using namespace agentarium::invocations;
using namespace std::chrono_literals;
using tests::bytesOf;
using tests::LinkFixture;
using tests::until;
using wire::Mux;

namespace {

struct Written final : RequestRecord {
    std::string bytes;
    bool complete = false;
    Task<void> requestBytes(asio::const_buffer piece) override {
        bytes.append(static_cast<const char*>(piece.data()), piece.size());
        co_return;
    }
    Task<void> requestComplete() override {
        complete = true;
        co_return;
    }
};

struct Body final : BodySource {
    std::string left;
    bool declared = true;
    std::optional<std::uint64_t> declaredSize() const override {
        return declared ? std::optional<std::uint64_t>(left.size()) : std::nullopt;
    }
    Task<std::size_t> read(asio::mutable_buffer buffer) override {
        const std::size_t count = std::min(buffer.size(), left.size());
        std::memcpy(buffer.data(), left.data(), count);
        left.erase(0, count);
        co_return count;
    }
    void abort() override {}
};

/// An exchange with an agent behind a fake guest's link.
struct Fixture : LinkFixture {
    Written record;
    Body body;
    InvocationRequest request;
    Headers headers{{"X-Of-The-Caller", "yes"}};
    std::shared_ptr<AgentExchange> exchange;

    Fixture() {
        request.contentType = "text/plain";
        run([](Fixture& f) -> Task<void> { co_await f.link.connect(5s); }(*this));
        exchange = std::make_shared<AgentExchange>(link.openNow("tcp:8080"), record);
    }
    void send() { exchange->send("/invocations", 8080, request, headers, body); }
    std::string heard() const { return guest.data.empty() ? std::string() : guest.data.begin()->second; }
};

Task<void> readAnswer(Fixture& f, std::string& answer) {
    co_await f.exchange->readHead();
    std::array<char, 100> buffer;
    while (const std::size_t count = co_await f.exchange->readSome(asio::buffer(buffer)))
        answer.append(buffer.data(), count);
    co_await f.exchange->joinBody(f.body);
}

} // namespace

class TestAgentExchange : public QObject {
    Q_OBJECT
private slots:
    void headAndBodyReachTheAgentAndItsAnswerComesBack_data() {
        QTest::addColumn<bool>("declared");
        QTest::addColumn<QString>("rest");
        QTest::newRow("declared") << true << "Content-Length: 5\r\n\r\nhello";
        QTest::newRow("chunked") << false << "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
    }
    void headAndBodyReachTheAgentAndItsAnswerComesBack() {
        QFETCH(bool, declared);
        QFETCH(QString, rest);
        Fixture f;
        f.body.left = "hello";
        f.body.declared = declared;
        f.guest.onData = [&](Mux& mux, Mux::Id id, Mux::Bytes bytes) {
            mux.consume(id, bytes.size());
            if (!f.heard().ends_with(rest.toStdString())) return;
            mux.send(
                id, bytesOf("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Made\r\nContent-Length: 2\r\n\r\nok"));
            mux.finish(id);
        };
        f.send();
        std::string answer;
        f.run(readAnswer(f, answer));
        QCOMPARE(f.exchange->status(), 201U);
        QCOMPARE(answer, std::string("ok"));
        QVERIFY2(f.heard().starts_with("POST /invocations HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n"),
                 f.heard().c_str());
        QVERIFY2(f.heard().find("X-Of-The-Caller: yes\r\n") != std::string::npos, f.heard().c_str());
        QVERIFY2(f.heard().ends_with("\r\n" + rest.toStdString()), f.heard().c_str());
        QCOMPARE(f.record.bytes, std::string("hello"));
        QVERIFY(f.record.complete && !f.exchange->bodyError());
    }

    void aMicroVmThatIsGoneBeforeTheHeadCouldBeSentEndsTheExchange() {
        Fixture f;
        f.guest.die();
        f.run([](Fixture& fixture) -> Task<void> {
            const auto isDown = [&] { return !fixture.link.isUp(); };
            co_await until(isDown);
        }(f));
        QVERIFY(!f.link.isUp());
        f.send();
        std::string answer;
        QVERIFY_THROWS_EXCEPTION(boost::system::system_error, f.run(readAnswer(f, answer)));
        f.run([](Fixture& fixture) -> Task<void> { co_await fixture.exchange->joinBody(fixture.body); }(f));
        QVERIFY(!f.record.complete);
    }

    void whatWasNeverSentNeedsNoWaiting() {
        Fixture f;
        f.run([](Fixture& fixture) -> Task<void> { co_await fixture.exchange->joinBody(fixture.body); }(f));
    }
};

QTEST_GUILESS_MAIN(TestAgentExchange)
#include "tst_agent_exchange.moc"
