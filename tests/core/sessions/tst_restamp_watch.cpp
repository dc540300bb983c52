// SPDX-License-Identifier: Apache-2.0
#include "core/sessions/restamp_watch.h"

#include <QtTest>

using namespace agentarium::sessions;
using namespace std::chrono_literals;

class tst_RestampWatch : public QObject {
    Q_OBJECT

    static PingAnswer healthy(std::chrono::seconds since) { return {PingAnswer::Status::Healthy, since, {}}; }

private slots:
    void anAgentThatRestampsEveryPingIsToldOnce() {
        RestampWatch watch;
        int told = 0;
        for (std::int64_t at = 1000; at < 1200; at += 10)
            told += watch.note(true, healthy(0s), at);
        QCOMPARE(told, 1);
    }

    void itTakesThreeNewStamps() {
        RestampWatch watch;
        QVERIFY(!watch.note(true, healthy(1s), 1000));
        QVERIFY(!watch.note(true, healthy(1s), 1010));
        QVERIFY(!watch.note(true, healthy(1s), 1020));
        QVERIFY(watch.note(true, healthy(1s), 1030));
    }

    void aStampThatStaysIsNone() {
        RestampWatch watch;
        for (std::int64_t at = 1000; at < 1200; at += 10)
            QVERIFY(!watch.note(true, healthy(std::chrono::seconds(at - 1000)), 1000));
    }

    void workBetweenPingsIsNone() {
        RestampWatch watch;
        QVERIFY(!watch.note(true, healthy(0s), 1000));
        QVERIFY(!watch.note(true, healthy(0s), 1010));
        QVERIFY(!watch.note(true, {PingAnswer::Status::HealthyBusy, 0s, {}}, 1020));
        QVERIFY(!watch.note(true, healthy(0s), 1030));
        QVERIFY(!watch.note(true, healthy(0s), 1040));
        QVERIFY(!watch.note(false, healthy(0s), 1050));
        QVERIFY(!watch.note(true, healthy(0s), 1060));
        QVERIFY(!watch.note(true, healthy(0s), 1070));
    }

    void aStampThatMovesButIsOldIsNone() {
        RestampWatch watch;
        for (std::int64_t at = 1000; at < 1200; at += 10)
            QVERIFY(!watch.note(true, healthy(8s), at - 8));
    }

    void withoutAStampThereIsNothingToSee() {
        RestampWatch watch;
        for (int i = 0; i < 10; ++i)
            QVERIFY(!watch.note(true, {PingAnswer::Status::Healthy, {}, {}}, {}));
    }
};

QTEST_GUILESS_MAIN(tst_RestampWatch)
#include "tst_restamp_watch.moc"
