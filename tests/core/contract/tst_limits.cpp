// SPDX-License-Identifier: Apache-2.0
#include "core/contract/error.h"
#include "core/contract/iso_time.h"
#include "core/contract/limits.h"
#include "core/contract/protocol.h"

#include <QtTest>

using namespace agentarium;
using namespace agentarium::contract;

class TestLimits : public QObject {
    Q_OBJECT
private slots:
    void lifecycleDefaultsAreFifteenMinutesAndEightHours() {
        const auto settings = requireLifecycle({}, {});
        QCOMPARE(settings.idleSeconds, 900);
        QCOMPARE(settings.maxLifetimeSeconds, 28800);
    }

    void aShortLifetimePullsTheIdleTimeoutDown() {
        QCOMPARE(requireLifecycle({}, 600).idleSeconds, 600);
        QCOMPARE(requireLifecycle({}, 901).idleSeconds, 900);
    }

    void anIdleTimeoutAboveTheLifetimeIsRefusedInTheContractsWords() {
        try {
            requireLifecycle(700, 600);
            QFAIL("accepted");
        } catch (const Error& error) {
            QCOMPARE(std::string(error.what()),
                     std::string("idleRuntimeSessionTimeout must be less than or equal to maxLifeTime"));
            QVERIFY(error.fix().find("700") != std::string::npos);
        }
        QCOMPARE(requireLifecycle(600, 600).idleSeconds, 600);
    }

    void secondsOutOfRangeAreRefused() {
        QVERIFY_EXCEPTION_THROWN(requireLifecycle(59, {}), Error);
        QVERIFY_EXCEPTION_THROWN(requireLifecycle({}, 59), Error);
        QVERIFY_EXCEPTION_THROWN(requireLifecycle({}, 1'209'601), Error);
        QCOMPARE(requireLifecycle(60, 1'209'600).maxLifetimeSeconds, 1'209'600);
    }

    void theEnvironmentsLimitsAreNamed() {
        requireEnvironment({});
        requireEnvironment({{std::string(100, 'K'), std::string(3900, 'v')}});
        std::map<std::string, std::string> many;
        for (int i = 0; i < 51; ++i)
            many["K" + std::to_string(i)] = "v";
        QVERIFY_EXCEPTION_THROWN(requireEnvironment(many), Error);
        many.erase("K0");
        requireEnvironment(many);
        QVERIFY_EXCEPTION_THROWN(requireEnvironment({{"", "v"}}), Error);
        QVERIFY_EXCEPTION_THROWN(requireEnvironment({{"A=B", "v"}}), Error);
        QVERIFY_EXCEPTION_THROWN(requireEnvironment({{std::string(101, 'K'), "v"}}), Error);
        QVERIFY_EXCEPTION_THROWN(requireEnvironment({{"A", std::string(5001, 'v')}}), Error);
        QVERIFY_EXCEPTION_THROWN(requireEnvironment({{"A", std::string("a\0b", 3)}}), Error);
        try {
            requireEnvironment({{"A", std::string(2048, 'v')}, {"B", std::string(2048, 'v')}});
            QFAIL("accepted");
        } catch (const Error& error) {
            QVERIFY(std::string(error.what()).find("4096") != std::string::npos);
        }
    }

    void commandsAndSizesHaveTheirRanges() {
        requireCommand("ls", 300);
        requireCommand(std::string(65536, 'x'), 3600);
        QVERIFY_EXCEPTION_THROWN(requireCommand("", 300), Error);
        QVERIFY_EXCEPTION_THROWN(requireCommand(std::string(65537, 'x'), 300), Error);
        QVERIFY_EXCEPTION_THROWN(requireCommand("ls", 0), Error);
        QVERIFY_EXCEPTION_THROWN(requireCommand("ls", 3601), Error);
        requireSize(128, 1);
        requireSize(8192, 2);
        QVERIFY_EXCEPTION_THROWN(requireSize(127, 1), Error);
        QVERIFY_EXCEPTION_THROWN(requireSize(8193, 1), Error);
        QVERIFY_EXCEPTION_THROWN(requireSize(1024, 0), Error);
        QVERIFY_EXCEPTION_THROWN(requireSize(1024, 3), Error);
    }

    void protocolsHaveTheirPortsAndPaths() {
        QCOMPARE(findProtocol("http")->port, 8080);
        QCOMPARE(std::string(findProtocol("MCP")->path), std::string("/mcp"));
        QCOMPARE(findProtocol("MCP")->port, 8000);
        QVERIFY(!findProtocol("MCP")->hasPing);
        QCOMPARE(findProtocol("A2A")->port, 9000);
        QCOMPARE(std::string(findProtocol("AGUI")->wsPath), std::string("/ws"));
        QVERIFY(!findProtocol("AG-UI"));
        QCOMPARE(protocols().size(), std::size_t(4));
    }

    void timesAreWrittenAndReadInUtc() {
        QCOMPARE(toIsoTime(0), std::string("1970-01-01T00:00:00.000Z"));
        QCOMPARE(toIsoTime(1'709'210'096'999'999'999), std::string("2024-02-29T12:34:56.999Z"));
        QCOMPARE(*fromIsoTime("2024-02-29T12:34:56.999Z"), std::int64_t(1'709'210'096'999'000'000));
        QCOMPARE(*fromIsoTime("2024-02-29T12:34:56Z"), std::int64_t(1'709'210'096'000'000'000));
        QCOMPARE(*fromIsoTime("1970-01-01T00:00:00.123456789Z"), std::int64_t(123'456'789));
        for (const char* bad : {"", "2024-02-30T00:00:00Z", "2024-01-01T24:00:00Z", "2024-01-01 00:00:00Z",
                                "2024-01-01T00:00:00", "2024-01-01T00:00:00.1", "9999-01-01T00:00:00Z", "x"})
            QVERIFY2(!fromIsoTime(bad), bad);
    }
};

QTEST_GUILESS_MAIN(TestLimits)
#include "tst_limits.moc"
