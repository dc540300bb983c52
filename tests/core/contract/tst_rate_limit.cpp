// SPDX-License-Identifier: Apache-2.0
#include "core/contract/rate_limit.h"

#include <QTest>

using namespace std::chrono_literals;
using agentarium::contract::RateLimit;

class RateLimitTest : public QObject {
    Q_OBJECT

    RateLimit::Time m_begun{std::chrono::hours(1)};

    static int takeAll(RateLimit& rate, RateLimit::Time now, int perSecond) {
        int taken = 0;
        while (rate.take(now, perSecond) == 0ns)
            ++taken;
        return taken;
    }

private slots:
    void aSecondsWorthGoesThroughAtOnce() {
        RateLimit rate;
        QCOMPARE(takeAll(rate, m_begun, 25), 25);
        QVERIFY(rate.take(m_begun + 39ms, 25) == 1ms); // the next one comes 40 ms after the first
        QVERIFY(rate.take(m_begun + 40ms, 25) == 0ns);
        QVERIFY(rate.take(m_begun + 40ms, 25) == 40ms);
    }

    void whatIsRefusedDoesNotCount() {
        RateLimit rate;
        takeAll(rate, m_begun, 25);
        for (int i = 0; i < 1000; ++i)
            QVERIFY(rate.take(m_begun, 25) == 40ms);
        QCOMPARE(takeAll(rate, m_begun + 200ms, 25), 5);
    }

    void aLongPauseSavesUpNoMoreThanASecond() {
        RateLimit rate;
        takeAll(rate, m_begun, 25);
        QCOMPARE(takeAll(rate, m_begun + 1h, 25), 25);
    }

    void goesOnForeverAtItsRate_data() {
        QTest::addColumn<int>("perSecond");
        for (const int perSecond : {1, 3, 25, 1000, 100'000})
            QTest::addRow("%d", perSecond) << perSecond;
    }
    void goesOnForeverAtItsRate() {
        QFETCH(const int, perSecond);
        RateLimit rate;
        QCOMPARE(takeAll(rate, m_begun, perSecond), perSecond);
        for (int second = 1; second <= 20; ++second)
            QCOMPARE(takeAll(rate, m_begun + std::chrono::seconds(second), perSecond), perSecond);
    }

    void aChangedRateCountsFromTheNextOne() {
        RateLimit rate;
        takeAll(rate, m_begun, 25);
        QVERIFY(rate.take(m_begun + 10ms, 100) == 0ns);
        QVERIFY(rate.take(m_begun + 10ms, 1) > 900ms);
    }
};

QTEST_APPLESS_MAIN(RateLimitTest)
#include "tst_rate_limit.moc"
