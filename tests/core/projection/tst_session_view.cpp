// SPDX-License-Identifier: Apache-2.0
#include "core/contract/iso_time.h"
#include "core/projection/session_view.h"

#include <QtTest>

using namespace agentarium;
using projection::SessionView;

class tst_SessionView : public QObject {
    Q_OBJECT

    static constexpr std::int64_t kSecond = 1'000'000'000;
    static constexpr std::int64_t kStart = 1'800'000'000 * kSecond;
    std::uint64_t m_seq = 0;

    void add(SessionView& view, int second, const std::string& kind, nlohmann::json body) {
        view.apply({{"seq", ++m_seq},
                    {"wall", contract::toIsoTime(kStart + second * kSecond)},
                    {"kind", kind},
                    {"body", body}});
    }
    SessionView running() {
        SessionView view;
        add(view, 0, "session.created",
            {{"sessionId", "s"},
             {"recordingId", "r"},
             {"agent", "hello"},
             {"version", 3},
             {"qualifier", "DEFAULT"},
             {"idleTimeoutSeconds", 900},
             {"maxLifetimeSeconds", 28800}});
        add(view, 0, "session.state", {{"state", "Provisioning"}, {"cause", "created"}, {"detail", "d"}});
        add(view, 2, "session.phase", {{"name", "kernel"}, {"ms", 1500.0}, {"startMs", 10.0}});
        add(view, 6, "session.started",
            {{"kind", "cold"}, {"ms", 6000.0}, {"phases", {{{"name", "kernel"}, {"ms", 1500.0}}}}});
        add(view, 6, "session.state", {{"state", "Idle"}, {"cause", "started"}, {"detail", "Cold start."}});
        return view;
    }
    void begin(SessionView& view, int second, const char* id, int number) {
        add(view, second, "invocation.begin",
            {{"invocationId", id},
             {"number", number},
             {"type", "http"},
             {"path", "/invocations"},
             {"private", false}});
    }

private slots:
    void aStartedSessionTellsHowItStartedAndWhenItEnds() {
        const nlohmann::json json = running().toJson(kStart + 16 * kSecond);
        QCOMPARE(json["state"].get<std::string>(), std::string("Idle"));
        QCOMPARE(json["startKind"].get<std::string>(), std::string("cold"));
        QCOMPARE(json["startMs"].get<double>(), 6000.0);
        QCOMPARE(json["idleSeconds"].get<int>(), 10);
        QCOMPARE(json["endsAt"].get<std::string>(), contract::toIsoTime(kStart + 28800 * kSecond));
        QVERIFY(json["endedAt"].is_null());
    }

    void overlappingInvocationsAreCountedApart() {
        SessionView view = running();
        begin(view, 10, "a", 1);
        begin(view, 11, "b", 2);
        add(view, 12, "invocation.chunk",
            {{"invocationId", "b"}, {"index", 0}, {"offset", 0}, {"bytes", 100}});
        add(view, 12, "invocation.chunk",
            {{"invocationId", "b"}, {"index", 1}, {"offset", 100}, {"bytes", 50}});
        add(view, 13, "invocation.end",
            {{"invocationId", "a"}, {"outcome", "ok"}, {"statusCode", 200}, {"ms", 3000.0}});
        QCOMPARE(view.toJson(kStart)["inFlight"].get<int>(), 1);
        QCOMPARE(view.openInvocations().size(), std::size_t(1));
        QCOMPARE(view.openInvocations()[0]["bytesOut"].get<int>(), 150);
        QCOMPARE(view.openInvocations()[0]["chunks"].get<int>(), 2);
        QVERIFY(!view.invocations()[0].running);
    }

    void aFailureKeepsTheAgentsOwnStatusBesideTheCallers() {
        SessionView view = running();
        begin(view, 10, "a", 1);
        add(view, 11, "invocation.response", {{"invocationId", "a"}, {"statusCode", 500}, {"ms", 900.0}});
        add(view, 12, "invocation.end",
            {{"invocationId", "a"},
             {"outcome", "agentFailed"},
             {"statusCode", 424},
             {"agentStatus", 500},
             {"ms", 1000.0},
             {"error", {{"type", "AgentFailed"}}}});
        const nlohmann::json json = view.invocations()[0].toJson();
        QCOMPARE(json["statusCode"].get<int>(), 424);
        QCOMPARE(json["agentStatus"].get<int>(), 500);
        QCOMPARE(json["error"]["type"].get<std::string>(), std::string("AgentFailed"));
    }

    void theAgentsNewerStampMovesTheIdleClockAndAnOlderOneDoesNot() {
        SessionView view = running();
        add(view, 20, "agent.ping", {{"status", "Healthy"}, {"timeOfLastUpdate", kStart / kSecond - 500}});
        QCOMPARE(view.toJson(kStart + 26 * kSecond)["idleSeconds"].get<int>(), 20);
        add(view, 21, "agent.ping", {{"status", "Healthy"}, {"timeOfLastUpdate", kStart / kSecond + 16}});
        QCOMPARE(view.toJson(kStart + 26 * kSecond)["idleSeconds"].get<int>(), 10);
    }

    void anEndedSessionHasNothingInFlight() {
        SessionView view = running();
        begin(view, 10, "a", 1);
        add(view, 11, "session.state",
            {{"state", "Terminated"}, {"cause", "stopRequested"}, {"detail", "A caller stopped it."}});
        const nlohmann::json json = view.toJson(kStart + 50 * kSecond);
        QCOMPARE(json["inFlight"].get<int>(), 0);
        QCOMPARE(json["cause"].get<std::string>(), std::string("stopRequested"));
        QCOMPARE(json["endedAt"].get<std::string>(), contract::toIsoTime(kStart + 11 * kSecond));
    }

    void unknownKindsArePassedOver() {
        SessionView view = running();
        const auto before = view.toJson(kStart + 10 * kSecond);
        add(view, 8, "something.new", {{"x", 1}});
        QCOMPARE(view.toJson(kStart + 10 * kSecond), before);
    }
};

QTEST_GUILESS_MAIN(tst_SessionView)
#include "tst_session_view.moc"
