// SPDX-License-Identifier: Apache-2.0
#include "core/sessions/ping_schedule.h"

#include <QtTest>

using namespace agentarium::sessions;
using namespace std::chrono_literals;

class tst_PingSchedule : public QObject {
    Q_OBJECT

    const Lifecycle::Time t0{1h};
    Lifecycle idle(std::chrono::seconds timeout = 900s) {
        Lifecycle lifecycle(t0, {timeout, 28800s});
        lifecycle.ready(t0, "started");
        return lifecycle;
    }
    Lifecycle active() {
        auto lifecycle = idle();
        lifecycle.begin(t0, "invocation 1");
        return lifecycle;
    }

private slots:
    void anActiveSessionIsAskedEveryTwoSeconds() {
        PingSchedule pings;
        pings.asked(t0 + 5s, active());
        QCOMPARE(pings.due(), t0 + 7s);
    }

    void anIdleSessionIsAskedEveryTenSeconds() {
        PingSchedule pings;
        pings.asked(t0 + 5s, idle());
        QCOMPARE(pings.due(), t0 + 15s);
    }

    void aHundredIdleSessionsAreAskedAtMostTenTimesASecond() {
        int asked = 0;
        for (int session = 0; session < 100; ++session) {
            PingSchedule pings;
            const auto lifecycle = idle();
            pings.asked(t0 + session * 100ms, lifecycle);
            for (auto now = pings.due(); now < t0 + 600s; now = pings.due(), ++asked)
                pings.asked(now, lifecycle);
        }
        QVERIFY2(asked <= 6000, std::to_string(asked).c_str());
    }

    void oneComesASecondBeforeTheIdleTimeout() {
        PingSchedule pings;
        const auto lifecycle = idle(25s);
        pings.asked(t0, lifecycle);
        pings.asked(t0 + 10s, lifecycle);
        pings.asked(t0 + 20s, lifecycle);
        QCOMPARE(pings.due(), t0 + 24s);
        pings.asked(t0 + 24s, lifecycle);
        QVERIFY(pings.due() >= t0 + 25s);
    }

    void aFailedPingIsRepeatedSoon() {
        PingSchedule pings;
        auto lifecycle = idle();
        lifecycle.ping(t0 + 10s, {PingAnswer::Status::Unhealthy, {}, "connection refused"});
        pings.asked(t0 + 10s, lifecycle);
        QCOMPARE(pings.due(), t0 + 12s);
        lifecycle.ping(t0 + 12s, {PingAnswer::Status::Healthy, {}, {}});
        pings.asked(t0 + 12s, lifecycle);
        QCOMPARE(pings.due(), t0 + 22s);
    }

    void afterARequestTheAgentIsAskedWithinASecond() {
        PingSchedule pings;
        pings.asked(t0, idle());
        auto lifecycle = active();
        QVERIFY(pings.changed(t0 + 1s, lifecycle));
        QCOMPARE(pings.due(), t0 + 3s);
        lifecycle.finish(t0 + 1500ms, "invocation 1");
        QVERIFY(pings.changed(t0 + 1500ms, lifecycle));
        QCOMPARE(pings.due(), t0 + 2500ms);
        QVERIFY(!pings.changed(t0 + 2s, lifecycle));
    }
};

QTEST_GUILESS_MAIN(tst_PingSchedule)
#include "tst_ping_schedule.moc"
