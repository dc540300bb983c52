// SPDX-License-Identifier: Apache-2.0
#include "core/invocations/frame_allowance.h"

#include <QTest>

using namespace std::chrono_literals;
using agentarium::invocations::FrameAllowance;

class FrameAllowanceTest : public QObject {
    Q_OBJECT

    FrameAllowance::Time m_begun{std::chrono::hours(1)};

private slots:
    void lets250FramesThroughAtOnce() {
        FrameAllowance allowance;
        for (int i = 0; i < 250; ++i)
            QVERIFY(allowance.take(m_begun));
        QVERIFY(!allowance.take(m_begun + 999ms));
    }

    void countsAnySecondNotTheClocks() {
        FrameAllowance allowance;
        for (int i = 0; i < 250; ++i)
            QVERIFY(allowance.take(m_begun + std::chrono::milliseconds(i)));
        QVERIFY(!allowance.take(m_begun + 999ms));
        QVERIFY(allowance.take(m_begun + 1000ms)); // the first of them is a second old
        QVERIFY(!allowance.take(m_begun + 1000ms));
        QVERIFY(allowance.take(m_begun + 1001ms));
    }

    void goesOnForeverAt250FramesASecond() {
        FrameAllowance allowance;
        for (int i = 0; i < 2500; ++i)
            QVERIFY(allowance.take(m_begun + i * 4ms));
    }
};

QTEST_APPLESS_MAIN(FrameAllowanceTest)
#include "tst_frame_allowance.moc"
