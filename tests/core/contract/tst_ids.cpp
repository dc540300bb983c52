// SPDX-License-Identifier: Apache-2.0
#include "core/contract/error.h"
#include "core/contract/names.h"
#include "core/contract/runtime_id.h"
#include "core/contract/session_id.h"

#include <QtTest>

using namespace agentarium;
using namespace agentarium::contract;

class TestIds : public QObject {
    Q_OBJECT
private slots:
    void aSessionIdHas33To256VisibleCharacters() {
        QVERIFY(isSessionId(std::string(33, 'a')));
        QVERIFY(isSessionId(std::string(256, '~')));
        QVERIFY(!isSessionId(std::string(32, 'a')));
        QVERIFY(!isSessionId(std::string(257, 'a')));
        QVERIFY(!isSessionId(""));
        for (const char bad : {' ', '\n', '\x7f', '\x01', '\xc3'})
            QVERIFY(!isSessionId(std::string(40, 'a') + bad));
    }

    void aShortSessionIdIsToldTheRule() {
        try {
            requireSessionId("conversation-123");
            QFAIL("accepted");
        } catch (const Error& error) {
            QCOMPARE(error.kind(), ErrorKind::BadInput);
            const std::string text = error.what();
            QVERIFY2(text.find("\"conversation-123\" has 16 characters") != std::string::npos, text.c_str());
            QVERIFY2(text.find("33 to 256") != std::string::npos, text.c_str());
            QVERIFY(error.fix().find("UUID") != std::string::npos);
        }
        requireSessionId("0123456789012345678901234567890123");
    }

    void anAgentsNameFollowsTheRule_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("fits");
        QTest::addColumn<QString>("suggested");
        QTest::newRow("plain") << "hello" << true << "hello";
        QTest::newRow("all kinds") << "A_9z" << true << "A_9z";
        QTest::newRow("longest") << QString(48, 'a') << true << QString(48, 'a');
        QTest::newRow("too long") << QString(49, 'a') << false << QString(48, 'a');
        QTest::newRow("hyphen") << "my-agent" << false << "my_agent";
        QTest::newRow("digit first") << "1st" << false << "agent_1st";
        QTest::newRow("empty") << "" << false << "agent";
        QTest::newRow("only hyphens") << "---" << false << "agent";
        QTest::newRow("space and umlaut") << "a ü" << false << "a__";
    }
    void anAgentsNameFollowsTheRule() {
        QFETCH(QString, text);
        QFETCH(bool, fits);
        QFETCH(QString, suggested);
        QCOMPARE(isName(text.toStdString()), fits);
        QCOMPARE(suggestName(text.toStdString()), suggested.toStdString());
        QVERIFY(isName(suggestName(text.toStdString())));
    }

    void aWrongNameIsToldTheRuleAndTheNearestName() {
        try {
            requireAgentName("my-agent");
            QFAIL("accepted");
        } catch (const Error& error) {
            QVERIFY(std::string(error.what()).find("no \"-\"") != std::string::npos);
            QCOMPARE(error.fix(), std::string("Use my_agent."));
        }
        QVERIFY_EXCEPTION_THROWN(requireEndpointName("a.b"), Error);
        requireEndpointName(kDefaultEndpoint);
    }

    void aRuntimeIdIsNameAndTenCharacters() {
        const std::string id = makeRuntimeId("hello", "a1B2c3D4e5");
        QCOMPARE(id, std::string("hello-a1B2c3D4e5"));
        QVERIFY(isRuntimeId(id));
        QCOMPARE(nameOfRuntimeId(id), std::string("hello"));
        for (const char* bad :
             {"hello", "hello-short", "hello-a1B2c3D4e5x", "1hello-a1B2c3D4e5", "-a1B2c3D4e5"})
            QVERIFY2(!isRuntimeId(bad), bad);
    }

    void anArnIsMadeAndRead() {
        const RuntimeArn arn{"hello-a1B2c3D4e5", "DEFAULT"};
        const std::string text = "arn:aws:bedrock-agentcore:us-east-1:000000000000:runtime/hello-a1B2c3D4e5/"
                                 "runtime-endpoint/DEFAULT";
        QCOMPARE(arn.toString(), text);
        QCOMPARE(*RuntimeArn::parse(text), arn);
        const auto other =
            RuntimeArn::parse("arn:aws-us-gov:bedrock-agentcore:eu-west-1:123456789012:runtime/x-0123456789");
        QVERIFY(other.has_value());
        QCOMPARE(other->region, std::string("eu-west-1"));
        QCOMPARE(other->account, std::string("123456789012"));
        QCOMPARE(other->endpoint, std::string());
        for (const char* bad :
             {"", "hello", "arn:aws:s3:us-east-1:000000000000:runtime/x-0123456789",
              "arn:aws:bedrock-agentcore:us-east-1:1:runtime/x-0123456789",
              "arn:aws:bedrock-agentcore:us-east-1:000000000000:runtime/x",
              "arn:aws:bedrock-agentcore:us-east-1:000000000000:runtime/x-0123456789/other"})
            QVERIFY2(!RuntimeArn::parse(bad), bad);
        QVERIFY(!RuntimeArn::parse(std::string(100'000, 'a')));
    }
};

QTEST_GUILESS_MAIN(TestIds)
#include "tst_ids.moc"
