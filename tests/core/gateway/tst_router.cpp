// SPDX-License-Identifier: Apache-2.0
#include "core/contract/quota_error.h"
#include "core/gateway/guard.h"
#include "core/gateway/router.h"
#include "tests/core/gateway/fake_exchange.h"

#include <QtTest>
#include <boost/asio/io_context.hpp>

using namespace agentarium;
using namespace agentarium::gateway;

class tst_Router : public QObject {
    Q_OBJECT

    static bool dispatch(const Router& router, FakeExchange& exchange) {
        asio::io_context io;
        bool broken = false;
        asio::co_spawn(io, router.dispatch(exchange),
                       [&](std::exception_ptr error) { broken = error != nullptr; });
        io.run();
        return !broken;
    }
    static std::string typeOf(const FakeExchange& exchange) { return exchange.answer["error"]["type"]; }

private slots:
    void findsTheRouteAndDecodesItsArguments() {
        Router router;
        std::string seen;
        router.add("GET", "/api/v1/agents/{name}/x",
                   [&](Exchange& exchange, const Arguments& arguments) -> Task<void> {
                       seen = arguments.at(0);
                       const nlohmann::json body = nlohmann::json::object();
                       co_await exchange.reply(200, body);
                   });
        FakeExchange exchange("GET", "/api/v1/agents/a%2Fb/x");
        QVERIFY(dispatch(router, exchange));
        QCOMPARE(exchange.status, 200u);
        QCOMPARE(seen, std::string("a/b"));
    }

    void anUnknownPathIs404AndAnUnknownMethod400() {
        Router router;
        router.add("GET", "/a", [](Exchange&, const Arguments&) -> Task<void> { co_return; });
        FakeExchange nowhere("GET", "/b");
        dispatch(router, nowhere);
        QCOMPARE(nowhere.status, 404u);
        FakeExchange wrong("PUT", "/a");
        dispatch(router, wrong);
        QCOMPARE(wrong.status, 400u);
        QCOMPARE(typeOf(wrong), std::string("BadInput"));
    }

    void anErrorOfAHandlerBecomesItsStatusAndJson() {
        Router router;
        router.add("GET", "/a", [](Exchange&, const Arguments&) -> Task<void> {
            throw Error(ErrorKind::AgentFailed, "It fell over.", "Pick it up.", {{"exitCode", 3}});
            co_return;
        });
        FakeExchange exchange("GET", "/a");
        QVERIFY(dispatch(router, exchange));
        QCOMPARE(exchange.status, 424u);
        QCOMPARE(exchange.answer["error"]["exitCode"].get<int>(), 3);
        QCOMPARE(exchange.answer["error"]["fix"].get<std::string>(), std::string("Pick it up."));
    }

    void aThrottledRequestIsAnsweredWith429() {
        Router router;
        router.add("GET", "/a", [](Exchange&, const Arguments&) -> Task<void> {
            throw contract::throttled("Too often.", "Wait.", std::chrono::milliseconds(1200));
            co_return;
        });
        FakeExchange exchange("GET", "/a");
        QVERIFY(dispatch(router, exchange));
        QCOMPARE(exchange.status, 429u);
        QCOMPARE(typeOf(exchange), std::string("Refused"));
        QCOMPARE(exchange.answer["error"]["exception"].get<std::string>(),
                 std::string("ThrottlingException"));
        QCOMPARE(invocations::headerOf(exchange.answerHeaders, "Retry-After"), std::string("2"));
    }

    void aKeyOfTheWrongTypeIsBadInput() {
        Router router;
        router.add("POST", "/a", [](Exchange& exchange, const Arguments&) -> Task<void> {
            const nlohmann::json body{{"force", "yes"}};
            const nlohmann::json answer{{"force", body.value("force", false)}};
            co_await exchange.reply(200, answer);
        });
        FakeExchange exchange("POST", "/a");
        QVERIFY(dispatch(router, exchange));
        QCOMPARE(exchange.status, 400u);
        QCOMPARE(typeOf(exchange), std::string("BadInput"));
    }

    void anErrorAfterTheHeadBreaksTheConnectionOff() {
        Router router;
        router.add("GET", "/a", [](Exchange& exchange, const Arguments&) -> Task<void> {
            const Headers none;
            co_await exchange.head(200, none);
            throw Error(ErrorKind::AgentFailed, "It fell over in the middle.");
        });
        FakeExchange exchange("GET", "/a");
        QVERIFY(!dispatch(router, exchange));
    }

    void theGuardWantsTokenHostAndNoForeignOrigin_data() {
        QTest::addColumn<QString>("host");
        QTest::addColumn<QString>("origin");
        QTest::addColumn<QString>("token");
        QTest::addColumn<unsigned>("status");
        QTest::newRow("right") << "127.0.0.1:4000"
                               << ""
                               << "Bearer secret" << 200u;
        QTest::newRow("localhost") << "localhost:4000"
                                   << "http://localhost:4000"
                                   << "Bearer secret" << 200u;
        QTest::newRow("no token") << "127.0.0.1:4000"
                                  << ""
                                  << "" << 401u;
        QTest::newRow("wrong token") << "127.0.0.1:4000"
                                     << ""
                                     << "Bearer secreT" << 401u;
        QTest::newRow("longer token") << "127.0.0.1:4000"
                                      << ""
                                      << "Bearer secret2" << 401u;
        QTest::newRow("other host") << "evil.example:4000"
                                    << ""
                                    << "Bearer secret" << 403u;
        QTest::newRow("other port") << "127.0.0.1:4001"
                                    << ""
                                    << "Bearer secret" << 403u;
        QTest::newRow("web page") << "127.0.0.1:4000"
                                  << "https://evil.example"
                                  << "Bearer secret" << 403u;
        QTest::newRow("no host") << ""
                                 << ""
                                 << "Bearer secret" << 403u;
    }
    void theGuardWantsTokenHostAndNoForeignOrigin() {
        QFETCH(QString, host);
        QFETCH(QString, origin);
        QFETCH(QString, token);
        QFETCH(unsigned, status);
        Router router;
        const Guard guard("secret", 4000);
        router.setGuard([&](const Exchange& exchange) { guard.check(exchange); });
        router.add("GET", "/a", [](Exchange& exchange, const Arguments&) -> Task<void> {
            const nlohmann::json body = nlohmann::json::object();
            co_await exchange.reply(200, body);
        });
        Headers headers{{"Host", host.toStdString()}, {"Authorization", token.toStdString()}};
        if (!origin.isEmpty()) headers.emplace_back("Origin", origin.toStdString());
        FakeExchange exchange("GET", "/a", headers);
        QVERIFY(dispatch(router, exchange));
        QCOMPARE(exchange.status, status);
        QVERIFY(exchange.answer.dump().find("secret") == std::string::npos);
    }
};

QTEST_GUILESS_MAIN(tst_Router)
#include "tst_router.moc"
