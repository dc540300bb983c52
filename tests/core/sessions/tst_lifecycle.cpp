// SPDX-License-Identifier: Apache-2.0
#include "core/sessions/lifecycle.h"

#include <QtTest>

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
    Lifecycle ready(Lifecycle::Limits limits = {}) {
        Lifecycle lifecycle(t0, limits);
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
