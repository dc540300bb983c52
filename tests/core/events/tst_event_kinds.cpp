// SPDX-License-Identifier: Apache-2.0
#include "core/contract/event_kinds.h"

#include <QtTest>

#include <fstream>
#include <regex>
#include <set>
#include <string>

namespace kind = agentarium::contract::kind;

class TestEventKinds : public QObject {
    Q_OBJECT

    /// The first cells of the table in docs/events.md.
    static std::multiset<std::string> documented() {
        std::ifstream file(AGENTARIUM_SOURCE_DIR "/docs/events.md");
        std::multiset<std::string> kinds;
        static const std::regex row(R"(^\| `([a-z]+\.[a-z]+)` \|.*)");
        std::smatch match;
        for (std::string line; std::getline(file, line);)
            if (std::regex_match(line, match, row)) kinds.insert(match[1]);
        return kinds;
    }

private slots:
    void everyKindInTheCodeIsDocumentedOnce() {
        const auto kinds = documented();
        for (const auto name : kind::kAll)
            QCOMPARE(kinds.count(std::string(name)), std::size_t(1));
    }

    void everyDocumentedKindIsInTheCode() {
        const std::set<std::string> known(kind::kAll.begin(), kind::kAll.end());
        for (const std::string& name : documented())
            QVERIFY2(known.count(name) == 1, name.c_str());
    }

    void theCodeListsNoKindTwice() {
        const std::set<std::string> known(kind::kAll.begin(), kind::kAll.end());
        QCOMPARE(known.size(), kind::kAll.size());
    }
};

QTEST_GUILESS_MAIN(TestEventKinds)
#include "tst_event_kinds.moc"
