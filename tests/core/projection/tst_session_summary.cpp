// SPDX-License-Identifier: Apache-2.0
// A session's view over a long or strange life: memory, bad events, adoption, and the summary lists keep.
#include "core/contract/iso_time.h"
#include "core/projection/session_view.h"

#include <QtTest>

using namespace agentarium;
using projection::SessionView;

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kStart = 1'800'000'000 * kSecond;

struct Stream {
    SessionView view;
    std::uint64_t seq = 0;

    explicit Stream(std::size_t keepEnded = 1000) : view(keepEnded) {
        add(0, "session.created",
            {{"sessionId", "s"},
             {"recordingId", "r"},
             {"agent", "hello"},
             {"version", 3},
             {"qualifier", "DEFAULT"},
             {"protocol", "HTTP"},
             {"accelerator", "tcg"},
             {"isolates", false},
             {"idleTimeoutSeconds", 900},
             {"maxLifetimeSeconds", 28800}});
        add(5, "session.started", {{"kind", "cold"}, {"ms", 5000.0}, {"phases", nlohmann::json::array()}});
        state(5, "Idle", "started");
    }
    void add(int second, const std::string& kind, nlohmann::json body) {
        view.apply({{"seq", ++seq},
                    {"wall", contract::toIsoTime(kStart + second * kSecond)},
                    {"kind", kind},
                    {"body", std::move(body)}});
    }
    void state(int second, const char* name, const char* cause) {
        add(second, "session.state",
            {{"state", name}, {"cause", cause}, {"detail", std::string(cause) + "."}});
    }
    void begin(int second, const std::string& id) { add(second, "invocation.begin", {{"invocationId", id}}); }
    void end(int second, const std::string& id) {
        add(second, "invocation.end",
            {{"invocationId", id}, {"outcome", "ok"}, {"statusCode", 200}, {"ms", 1.0}});
    }
    nlohmann::json json(int second = 100) const { return view.toJson(kStart + second * kSecond); }
};

} // namespace

class TestSessionSummary : public QObject {
    Q_OBJECT
private slots:
    void aLongSessionKeepsTheNewestInvocationsAndCountsAll() {
        Stream s(20);
        s.begin(6, "open");
        for (int i = 0; i < 500; ++i) {
            s.begin(7, "i" + std::to_string(i));
            s.end(8, "i" + std::to_string(i));
        }
        QVERIFY2(s.view.invocations().size() <= 27, std::to_string(s.view.invocations().size()).c_str());
        QCOMPARE(s.json()["invocations"].get<int>(), 501);
        QCOMPARE(s.json()["inFlight"].get<int>(), 1);
        QCOMPARE(s.view.invocations().front().id, std::string("open"));
        QCOMPARE(s.view.invocations().back().id, std::string("i499"));
        s.end(9, "open");
        QCOMPARE(s.json()["inFlight"].get<int>(), 0);
    }

    void anEndThatComesTwiceIsCountedOnce() {
        Stream s;
        s.begin(6, "a");
        s.end(7, "a");
        s.end(8, "a");
        s.end(8, "never begun");
        QCOMPARE(s.json()["inFlight"].get<int>(), 0);
        QCOMPARE(s.json()["invocations"].get<int>(), 1);
    }

    void commandsCountAsInFlight() {
        Stream s;
        s.add(6, "command.begin", {{"commandId", "c"}, {"timeoutSeconds", 300}});
        QCOMPARE(s.json()["inFlight"].get<int>(), 1);
        s.add(7, "command.end", {{"commandId", "c"}, {"exitCode", 0}});
        QCOMPARE(s.json()["inFlight"].get<int>(), 0);
    }

    void anAdoptedSessionGoesOnWithItsStartAndItsEnd() {
        Stream s;
        s.begin(6, "cut off");
        s.add(30, "session.adopted", {{"detail", "A new daemon took over the running microVM."}});
        s.end(30, "cut off");
        s.state(30, "Idle", "adopted");
        const auto json = s.json(40);
        QCOMPARE(json["startKind"].get<std::string>(), std::string("cold"));
        QCOMPARE(json["startedAt"].get<std::string>(), contract::toIsoTime(kStart));
        QCOMPARE(json["cause"].get<std::string>(), std::string("adopted"));
        QCOMPARE(json["idleSeconds"].get<int>(), 10);
        QCOMPARE(json["inFlight"].get<int>(), 0);
    }

    void anEventWithFieldsOfTheWrongTypeIsPassedOver() {
        Stream s;
        const auto before = s.json();
        s.add(6, "session.state", {{"state", 7}});
        s.add(6, "session.state", nlohmann::json::array());
        s.add(6, "agent.ping", nullptr);
        s.view.apply(nlohmann::json("text"));
        s.view.apply(nlohmann::json::object());
        QCOMPARE(s.json(), before);
    }

    void aLiveAndAReplayedStreamGiveTheSame() {
        Stream live, replayed;
        for (Stream* s : {&live, &replayed}) {
            s->begin(6, "a");
            s->begin(7, "b");
            s->end(8, "b");
            s->end(9, "a");
            s->state(9, "Idle", "finished");
        }
        QCOMPARE(live.json(), replayed.json());
    }

    void theSummaryGivesTheSameViewAgain_data() {
        QTest::addColumn<bool>("ended");
        QTest::newRow("idle") << false;
        QTest::newRow("ended") << true;
    }
    void theSummaryGivesTheSameViewAgain() {
        QFETCH(bool, ended);
        Stream s;
        s.begin(6, "a");
        s.end(7, "a");
        s.add(8, "agent.ping", {{"status", "Healthy"}});
        s.add(9, "agent.process", {{"change", "exited"}, {"exitCode", 3}});
        if (ended) s.state(10, "Terminated", "agentExited");
        const auto kept = nlohmann::json::parse(s.json(20).dump());
        QCOMPARE(SessionView::fromJson(kept).toJson(kStart + 60 * kSecond), s.json(60));
    }

    void aSummaryKeepsItsCostWhenItsEndIsFoldedIn() {
        Stream s;
        s.add(8, "meter.sample", {{"t", 8}, {"cpuSeconds", 3.5}, {"memoryBytes", 5'000'000}});
        const auto cost = s.json(10)["costUsd"].get<double>();
        QVERIFY(cost > 0);
        auto view = SessionView::fromJson(s.json(10));
        view.apply({{"kind", "session.state"},
                    {"wall", contract::toIsoTime(kStart + 20 * kSecond)},
                    {"body", {{"state", "Terminated"}, {"cause", "c"}, {"detail", "d"}}}});
        QCOMPARE(view.toJson(kStart + 20 * kSecond)["costUsd"].get<double>(), cost);
    }

    void aSummaryOfAnotherShapeIsReadAsFarAsItGoes() {
        QCOMPARE(SessionView::fromJson(nullptr).state(), std::string("Provisioning"));
        QCOMPARE(SessionView::fromJson({{"state", "Idle"}, {"phases", 3}, {"version", "x"}}).state(),
                 std::string("Idle"));
    }
};

QTEST_GUILESS_MAIN(TestSessionSummary)
#include "tst_session_summary.moc"
