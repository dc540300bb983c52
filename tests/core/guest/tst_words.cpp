// SPDX-License-Identifier: Apache-2.0
#include "core/contract/error.h"
#include "core/guest/words.h"

#include <QtTest>

using agentarium::Error;
using agentarium::guest::splitWords;
using Words = std::vector<std::string>;

class TestWords : public QObject {
    Q_OBJECT
private slots:
    void wordsAreSplitAsAShellDoes() {
        QCOMPARE(splitWords("  ls  -l\t/tmp\n"), (Words{"ls", "-l", "/tmp"}));
        QCOMPARE(splitWords("sh -c 'echo \"a b\" | wc'"), (Words{"sh", "-c", "echo \"a b\" | wc"}));
        QCOMPARE(splitWords("a\"b c\"d '' \"\""), (Words{"ab cd", "", ""}));
        QCOMPARE(splitWords("a\\ b \"\\\"\\n\" '\\'"), (Words{"a b", "\"\\n", "\\"}));
        QCOMPARE(splitWords("echo $HOME *"), (Words{"echo", "$HOME", "*"}));
    }
    void whatIsNoCommandIsRefused() {
        QVERIFY_THROWS_EXCEPTION(Error, splitWords(""));
        QVERIFY_THROWS_EXCEPTION(Error, splitWords(" \t"));
        QVERIFY_THROWS_EXCEPTION(Error, splitWords("sh -c 'x"));
        QVERIFY_THROWS_EXCEPTION(Error, splitWords("\"x"));
    }
};

QTEST_GUILESS_MAIN(TestWords)
#include "tst_words.moc"
