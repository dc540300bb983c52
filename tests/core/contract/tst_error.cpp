// SPDX-License-Identifier: Apache-2.0
#include "core/contract/error.h"

#include <QtTest>

using namespace agentarium;

class TestError : public QObject {
    Q_OBJECT
private slots:
    void eachKindHasItsNameExitCodeAndStatus_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<int>("status");
        // The table of docs/api.md.
        QTest::newRow("BadInput") << "BadInput" << 2 << 400;
        QTest::newRow("NotFound") << "NotFound" << 3 << 404;
        QTest::newRow("AgentFailed") << "AgentFailed" << 4 << 424;
        QTest::newRow("Refused") << "Refused" << 5 << 403;
        QTest::newRow("TooLarge") << "TooLarge" << 5 << 413;
        QTest::newRow("Conflict") << "Conflict" << 1 << 409;
        QTest::newRow("RuntimeFailed") << "RuntimeFailed" << 1 << 500;
        QTest::newRow("Unreachable") << "Unreachable" << 6 << 503;
        QTest::newRow("Cancelled") << "Cancelled" << 130 << 499;
    }
    void eachKindHasItsNameExitCodeAndStatus() {
        QFETCH(QString, name);
        QFETCH(int, exitCode);
        QFETCH(int, status);
        const ErrorKind kind = errorKindFromString(name.toStdString());
        QCOMPARE(QString(toString(kind)), name);
        QCOMPARE(exitCodeOf(kind), exitCode);
        QCOMPARE(httpStatusOf(kind), status);
    }

    void anUnknownKindIsAFailureOfTheRuntime() {
        QCOMPARE(errorKindFromString("Nonsense"), ErrorKind::RuntimeFailed);
        QCOMPARE(errorKindFromString(""), ErrorKind::RuntimeFailed);
    }

    void anErrorComesThroughJsonUnchanged() {
        const Error error(ErrorKind::AgentFailed, "It crashed.", "Look.",
                          {{"exitCode", 3}, {"logTail", {"a", "b"}}});
        const auto json = error.toJson();
        QCOMPARE(json.dump(),
                 std::string(R"({"exitCode":3,"fix":"Look.","logTail":["a","b"],"message":"It crashed.",)"
                             R"("type":"AgentFailed"})"));
        const Error again = Error::fromJson(json);
        QCOMPARE(again.kind(), ErrorKind::AgentFailed);
        QCOMPARE(std::string(again.what()), std::string("It crashed."));
        QCOMPARE(again.fix(), std::string("Look."));
        QCOMPARE(again.details()["exitCode"].get<int>(), 3);
        QVERIFY(!again.details().contains("type"));
        QCOMPARE(again.toJson(), json);
    }

    void detailsDoNotReplaceTheErrorsOwnKeys() {
        const Error error(ErrorKind::Refused, "m", "f", {{"type", "x"}, {"message", "y"}});
        QCOMPARE(error.toJson()["type"].get<std::string>(), std::string("Refused"));
        QCOMPARE(error.toJson()["message"].get<std::string>(), std::string("m"));
    }

    void somethingElseThanAnErrorIsStillAnError() {
        for (const auto& json : {nlohmann::json(), nlohmann::json("text"), nlohmann::json::array()}) {
            QCOMPARE(Error::fromJson(json).kind(), ErrorKind::RuntimeFailed);
            QVERIFY(!std::string(Error::fromJson(json).what()).empty());
        }
    }
};

QTEST_GUILESS_MAIN(TestError)
#include "tst_error.moc"
