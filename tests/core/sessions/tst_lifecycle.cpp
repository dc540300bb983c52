// SPDX-License-Identifier: Apache-2.0
#include "core/sessions/lifecycle.h"

#include <QtTest>

#include <cstdio>

using namespace agentarium::sessions;
using namespace std::chrono_literals;

class tst_Lifecycle : public QObject {
    Q_OBJECT

    const Lifecycle::Time t0{1h};
    static PingAnswer healthy(std::optional<std::chrono::seconds> since = {}) {
        return {PingAnswer::Status::Healthy, since, {}};
    }
    static PingAnswer busy() { return {PingAnswer::Status::HealthyBusy, {}, {}}; }
    static PingAnswer sick() { return {PingAnswer::Status::Unhealthy, {}, "connection refused"}; }
    /// t0 is 14:00:00.
    static std::string clockText(Lifecycle::Time time) {
        const auto seconds =
            std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
        char text[16];
        std::snprintf(text, sizeof text, "%02d:%02d:%02d", int(seconds / 3600 % 24 + 13),
                      int(seconds / 60 % 60), int(seconds % 60));
        return text;
    }
    Lifecycle ready(Lifecycle::Limits limits = {}) {
        Lifecycle lifecycle(t0, limits, clockText);
        lifecycle.ready(t0 + 5s, "started");
        return lifecycle;
    }

private slots:
    void aStartWithAnOpenRequestBecomesActive() {
        Lifecycle lifecycle(t0, {});
        QVERIFY(!lifecycle.begin(t0, "invocation 1"));
        const auto transition = lifecycle.ready(t0 + 5s, "started");
        QVERIFY(transition);
        QCOMPARE(transition->to, State::Active);
        QCOMPARE(transition->from, State::Provisioning);
    }

    void aStartNobodyWaitsForBecomesIdle() { QCOMPARE(ready().state(), State::Idle); }

    void theLastOfTwoRequestsMakesItIdle() {
        auto lifecycle = ready();
        lifecycle.begin(t0 + 6s, "invocation 1");
        lifecycle.begin(t0 + 7s, "invocation 2");
        QVERIFY(!lifecycle.finish(t0 + 8s, "invocation 1"));
        QCOMPARE(lifecycle.state(), State::Active);
        const auto transition = lifecycle.finish(t0 + 9s, "invocation 2");
        QVERIFY(transition);
        QCOMPARE(transition->to, State::Idle);
        QVERIFY(transition->detail.find("invocation 2") != std::string::npos);
    }

    void idleTimeoutEndsItToTheSecondAndSaysWhatWasLast() {
        auto lifecycle = ready({900s, 28800s});
        lifecycle.begin(t0 + 10s, "invocation 1");
        lifecycle.finish(t0 + 20s, "invocation 1");
        QVERIFY(!lifecycle.tick(t0 + 919s));
        QCOMPARE(lifecycle.nextDeadline(), t0 + 920s);
        const auto transition = lifecycle.tick(t0 + 920s);
        QVERIFY(transition);
        QCOMPARE(transition->to, State::Terminated);
        QCOMPARE(transition->cause, std::string("idleTimeout"));
        QVERIFY(transition->detail.find("invocation 1") != std::string::npos);
    }

    void anOpenRequestKeepsItFromIdling() {
        auto lifecycle = ready({60s, 28800s});
        lifecycle.begin(t0 + 10s, "invocation 1");
        QVERIFY(!lifecycle.tick(t0 + 2h));
    }

    void healthyBusyKeepsItActiveAndTheEndOfWorkStartsTheIdleClock() {
        auto lifecycle = ready({60s, 28800s});
        QCOMPARE(lifecycle.ping(t0 + 30s, busy())->to, State::Active);
        QVERIFY(!lifecycle.tick(t0 + 600s));
        QCOMPARE(lifecycle.ping(t0 + 600s, healthy())->to, State::Idle);
        QVERIFY(!lifecycle.tick(t0 + 659s));
        QVERIFY(lifecycle.tick(t0 + 660s));
    }

    void anAgentsOlderStampNeverShortensItsLife() {
        auto lifecycle = ready({60s, 28800s});
        QVERIFY(!lifecycle.ping(t0 + 10s, healthy(3600s)));
        QVERIFY(!lifecycle.tick(t0 + 64s));
        QVERIFY(lifecycle.tick(t0 + 65s));
    }

    void anAgentsNewerStampLengthensIt() {
        auto lifecycle = ready({60s, 28800s});
        lifecycle.ping(t0 + 50s, healthy(10s));
        QVERIFY(!lifecycle.tick(t0 + 99s));
        QVERIFY(lifecycle.tick(t0 + 100s));
    }

    void maximumLifetimeEndsEvenABusySession() {
        auto lifecycle = ready({60s, 120s});
        lifecycle.begin(t0 + 10s, "invocation 1");
        QVERIFY(!lifecycle.tick(t0 + 119s));
        QCOMPARE(lifecycle.tick(t0 + 120s)->cause, std::string("maxLifetime"));
    }

    void failedHealthEndsItAfterTheGraceAndOneGoodPingForgives() {
        auto lifecycle = ready();
        lifecycle.begin(t0 + 10s, "invocation 1");
        lifecycle.ping(t0 + 20s, sick());
        lifecycle.ping(t0 + 70s, healthy());
        lifecycle.ping(t0 + 80s, sick());
        QVERIFY(!lifecycle.tick(t0 + 139s));
        const auto transition = lifecycle.tick(t0 + 140s);
        QVERIFY(transition);
        QCOMPARE(transition->cause, std::string("unhealthy"));
        QVERIFY(transition->detail.find("connection refused") != std::string::npos);
    }

    void theEndSaysWhatWasLastAndWhen() {
        auto lifecycle = ready({900s, 28800s});
        lifecycle.begin(t0 + 60s, "invocation 7");
        lifecycle.finish(t0 + 131s, "invocation 7");
        QCOMPARE(lifecycle.tick(t0 + 1031s)->detail,
                 std::string("Idle for 900 s; last activity: invocation 7 ended 14:02:11."));
    }

    void anEndWithoutAnyRequestNamesTheStart() {
        QCOMPARE(ready({60s, 28800s}).tick(t0 + 65s)->detail,
                 std::string("Idle for 60 s; last activity: its start 14:00:05."));
    }

    void anEndThatTheAgentsStampPutOffSaysSo() {
        auto lifecycle = ready({60s, 28800s});
        lifecycle.ping(t0 + 50s, healthy(10s));
        const std::string detail = lifecycle.tick(t0 + 100s)->detail;
        QVERIFY2(detail.find("time_of_last_update 14:00:40") != std::string::npos, detail.c_str());
    }

    void withoutAStampTheRuntimeKeepsItsOwn() {
        auto lifecycle = ready({60s, 28800s});
        lifecycle.begin(t0 + 10s, "invocation 1");
        lifecycle.finish(t0 + 20s, "invocation 1");
        for (auto at = 21s; at < 80s; at += 10s)
            QVERIFY(!lifecycle.ping(t0 + at, healthy()));
        QVERIFY(!lifecycle.tick(t0 + 79s));
        QVERIFY(lifecycle.tick(t0 + 80s));
    }

    void aCloneThatCarriesItsTemplatesStampCountsFromItsStart() {
        auto lifecycle = ready({60s, 28800s});
        QVERIFY(!lifecycle.ping(t0 + 6s, healthy(24h)));
        QCOMPARE(lifecycle.idleFor(t0 + 35s), 30s);
        QVERIFY(!lifecycle.tick(t0 + 64s));
        QVERIFY(lifecycle.tick(t0 + 65s));
    }

    void aStampBeforeTheLastRequestDoesNotCount() {
        auto lifecycle = ready({60s, 28800s});
        lifecycle.begin(t0 + 100s, "invocation 1");
        lifecycle.finish(t0 + 200s, "invocation 1");
        lifecycle.ping(t0 + 201s, healthy(150s));
        QVERIFY(!lifecycle.tick(t0 + 259s));
        QVERIFY(lifecycle.tick(t0 + 260s));
    }

    void anAgentThatRestampsEveryPingLivesUntilItsMaximumLifetime() {
        auto lifecycle = ready({60s, 600s});
        for (auto at = 10s; at < 600s; at += 10s) {
            lifecycle.ping(t0 + at, healthy(0s));
            QVERIFY(!lifecycle.tick(t0 + at + 9s));
        }
        QCOMPARE(lifecycle.tick(t0 + 600s)->cause, std::string("maxLifetime"));
    }

    void aStampFromTheFutureIsNow() {
        auto lifecycle = ready({60s, 28800s});
        lifecycle.ping(t0 + 30s, healthy(-3600s));
        QVERIFY(!lifecycle.tick(t0 + 89s));
        QVERIFY(lifecycle.tick(t0 + 90s));
    }

    void anAgentBusyAtItsFirstPingStartsActive() {
        Lifecycle lifecycle(t0, {});
        QVERIFY(!lifecycle.ping(t0 + 4s, busy()));
        QCOMPARE(lifecycle.ready(t0 + 5s, "started")->to, State::Active);
    }

    void whatKeepsItActiveIsToldWhenItChanges() {
        auto lifecycle = ready({60s, 28800s});
        QCOMPARE(lifecycle.begin(t0 + 10s, "invocation 1")->cause, std::string("request"));
        QVERIFY(!lifecycle.ping(t0 + 11s, busy()));
        const auto work = lifecycle.finish(t0 + 12s, "invocation 1");
        QVERIFY(work);
        QCOMPARE(work->from, State::Active);
        QCOMPARE(work->to, State::Active);
        QCOMPARE(work->cause, std::string("busy"));
        QVERIFY(!lifecycle.ping(t0 + 14s, busy()));
        QCOMPARE(lifecycle.begin(t0 + 15s, "invocation 2")->cause, std::string("request"));
        QVERIFY(!lifecycle.begin(t0 + 16s, "a shell"));
        QVERIFY(!lifecycle.ping(t0 + 17s, healthy()));
        QVERIFY(!lifecycle.finish(t0 + 18s, "invocation 2"));
        QCOMPARE(lifecycle.finish(t0 + 19s, "a shell")->to, State::Idle);
    }

    void theEndByMaximumLifetimeNamesWhatWasOpen() {
        auto lifecycle = ready({60s, 120s});
        for (const char* what : {"invocation 1", "a shell", "WebSocket 2", "invocation 3"})
            lifecycle.begin(t0 + 10s, what);
        lifecycle.finish(t0 + 20s, "invocation 1");
        lifecycle.begin(t0 + 21s, "invocation 4");
        QCOMPARE(lifecycle.tick(t0 + 120s)->detail,
                 std::string("It reached its maximum lifetime of 120 s; still open: a shell, WebSocket 2, "
                             "invocation 3 and 1 more."));
        auto worker = ready({60s, 120s});
        worker.ping(t0 + 10s, busy());
        QVERIFY(!worker.tick(t0 + 119s));
        QCOMPARE(
            worker.tick(t0 + 120s)->detail,
            std::string("It reached its maximum lifetime of 120 s; the agent still reported HealthyBusy."));
    }

    void maximumLifetimeEndsAStartThatDoesNotEnd() {
        Lifecycle lifecycle(t0, {60s, 120s});
        QVERIFY(!lifecycle.tick(t0 + 119s));
        QCOMPARE(lifecycle.tick(t0 + 120s)->from, State::Provisioning);
    }

    void anIdleSessionThatWasTakenOverKeepsItsIdleClock() {
        Lifecycle lifecycle(t0, {60s, 28800s});
        lifecycle.ready(t0 + 10s, "taken over"); // at t0 + 40 s, say
        QVERIFY(!lifecycle.tick(t0 + 69s));
        QVERIFY(lifecycle.tick(t0 + 70s));
    }

    void workThatEndsAfterARequestRestartsTheIdleClock() {
        auto lifecycle = ready({60s, 28800s});
        lifecycle.begin(t0 + 10s, "invocation 1");
        lifecycle.ping(t0 + 11s, busy());
        lifecycle.finish(t0 + 12s, "invocation 1");
        QVERIFY(!lifecycle.tick(t0 + 500s));
        lifecycle.ping(t0 + 500s, healthy());
        QCOMPARE(lifecycle.tick(t0 + 560s)->detail,
                 std::string("Idle for 60 s; last activity: background work ended 14:08:20."));
    }

    void nothingChangesAfterTheEnd() {
        auto lifecycle = ready();
        QVERIFY(lifecycle.terminate("stopRequested", "A caller stopped it."));
        QVERIFY(!lifecycle.begin(t0 + 20s, "invocation 9"));
        QVERIFY(!lifecycle.terminate("again", "again"));
        QCOMPARE(lifecycle.state(), State::Terminated);
    }
};

QTEST_GUILESS_MAIN(tst_Lifecycle)
#include "tst_lifecycle.moc"
