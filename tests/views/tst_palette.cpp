// SPDX-License-Identifier: Apache-2.0
#include "tests/views/testing.h"
#include "views/palette/commandlist.h"
#include "views/palette/fuzzymatch.h"

#include <QAbstractItemModelTester>

using namespace agentarium::views;

class TestPalette : public QObject {
    Q_OBJECT
private slots:
    void init() { agentarium::tests::failOnWarnings(); }
    void lettersAreFoundInOrder();
    void lettersOutOfOrderAreNotFound();
    void theBetterNameComesFirst_data();
    void theBetterNameComesFirst();
    void aLongTextIsNoBurden();
    void theListShowsTheBestFirstAndRunsIt();
    void disabledCommandsAreNotShown();
};

void TestPalette::lettersAreFoundInOrder() {
    const FuzzyMatch match = fuzzyMatch("da", "Deploy Agent…");
    QVERIFY(match.matched);
    QCOMPARE(match.positions, (QList<int>{0, 7}));
    QVERIFY(fuzzyMatch("", "anything").matched);
    QVERIFY(fuzzyMatch("NEW ses", "new session").matched);
}

void TestPalette::lettersOutOfOrderAreNotFound() {
    QVERIFY(!fuzzyMatch("ad", "Deploy").matched);
    QVERIFY(!fuzzyMatch("deployx", "Deploy").matched);
    QVERIFY(!fuzzyMatch("aa", "a").matched);
}

void TestPalette::theBetterNameComesFirst_data() {
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("better");
    QTest::addColumn<QString>("worse");
    QTest::newRow("beginning of the text") << "sto"
                                           << "Stop Session"
                                           << "Show Theme of this";
    QTest::newRow("beginnings of words") << "ns"
                                         << "New Session"
                                         << "Invocations";
    QTest::newRow("side by side") << "cto"
                                  << "Doctor"
                                  << "xcxtxo";
    QTest::newRow("underscores begin words") << "aa"
                                             << "audit_analyzer"
                                             << "banana";
    QTest::newRow("shorter") << "hello"
                             << "hello"
                             << "hello from a much longer name than that";
}

void TestPalette::theBetterNameComesFirst() {
    QFETCH(QString, pattern);
    QFETCH(QString, better);
    QFETCH(QString, worse);
    QVERIFY(fuzzyMatch(pattern, better).matched);
    QVERIFY(!fuzzyMatch(pattern, worse).matched ||
            fuzzyMatch(pattern, better).score > fuzzyMatch(pattern, worse).score);
}

void TestPalette::aLongTextIsNoBurden() {
    const QString text(100000, 'a');
    QVERIFY(fuzzyMatch(QString(60, 'a'), text).matched);
}

void TestPalette::theListShowsTheBestFirstAndRunsIt() {
    CommandList list;
    QAbstractItemModelTester tester(&list, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QString ran;
    list.setCommands({{"Invoke", "Action", {}, true, [&ran] { ran = "invoke"; }},
                      {"New Session", "Action", "Ctrl+N", true, [&ran] { ran = "new"; }}});
    QCOMPARE(list.rowCount(), 2);
    list.setPattern("ns");
    QCOMPARE(list.rowCount(), 1);
    QCOMPARE(list.index(0).data().toString(), QString("New Session"));
    QCOMPARE(list.index(0).data(CommandList::ShortcutRole).toString(), QString("Ctrl+N"));
    list.run(0);
    QCOMPARE(ran, QString("new"));
    list.run(5);
    list.setPattern("zzz");
    QCOMPARE(list.rowCount(), 0);
}

void TestPalette::disabledCommandsAreNotShown() {
    CommandList list;
    list.setCommands({{"Invoke", "Action", {}, false, {}}});
    QCOMPARE(list.rowCount(), 0);
}

QTEST_MAIN(TestPalette)
#include "tst_palette.moc"
