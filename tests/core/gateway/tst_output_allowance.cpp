// SPDX-License-Identifier: Apache-2.0
#include "core/gateway/output_allowance.h"

#include <QTest>

using agentarium::gateway::OutputAllowance;

class OutputAllowanceTest : public QObject {
    Q_OBJECT

    static std::string passed(OutputAllowance& allowance, std::string piece) {
        allowance.cut(piece);
        return piece;
    }

private slots:
    void whatFitsExactlyIsNotCut() {
        OutputAllowance allowance(6);
        QCOMPARE(passed(allowance, "abc"), std::string("abc"));
        QCOMPARE(passed(allowance, "def"), std::string("def"));
        QCOMPARE(passed(allowance, ""), std::string());
        QVERIFY(!allowance.hasCut());
    }

    void theByteTooManyIsCutAndSoIsAllThatFollows() {
        OutputAllowance allowance(6);
        passed(allowance, "abcd");
        QCOMPARE(passed(allowance, "efg"), std::string("ef"));
        QVERIFY(allowance.hasCut());
        QCOMPARE(passed(allowance, "h"), std::string());
    }

    void theLimitIsThatOfAgentCore() {
        OutputAllowance allowance;
        const std::string piece(10'000'000, 'x');
        for (int i = 0; i < 10; ++i)
            QCOMPARE(passed(allowance, piece).size(), piece.size());
        QVERIFY(!allowance.hasCut());
        QCOMPARE(passed(allowance, "x"), std::string());
        QVERIFY(allowance.hasCut());
    }
};

QTEST_APPLESS_MAIN(OutputAllowanceTest)
#include "tst_output_allowance.moc"
