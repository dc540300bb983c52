// SPDX-License-Identifier: Apache-2.0
#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/base/ids.h"
#include "core/base/text.h"
#include "core/contract/error.h"
#include "core/contract/session_id.h"

#include <QTemporaryDir>
#include <QtTest>

#include <fstream>
#include <regex>
#include <set>

using namespace agentarium;
namespace fs = std::filesystem;

class TestBase : public QObject {
    Q_OBJECT
private slots:
    void idsAreDifferentAndOfTheirForm() {
        static const std::regex uuid("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        std::set<std::string> seen;
        for (int i = 0; i < 1000; ++i) {
            const std::string id = makeUuid();
            QVERIFY2(std::regex_match(id, uuid), id.c_str());
            QVERIFY(contract::isSessionId(id));
            seen.insert(id);
        }
        QCOMPARE(seen.size(), std::size_t(1000));
        QCOMPARE(makeHexId().size(), std::size_t(32));
        QCOMPARE(makeToken().size(), std::size_t(64));
        QCOMPARE(makeAlphanumeric(0), std::string());
        QVERIFY(std::regex_match(makeAlphanumeric(10), std::regex("[A-Za-z0-9]{10}")));
    }

    void theDigestIsTheKnownOneHoweverTheBytesCome() {
        const std::string known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        QCOMPARE(sha256Of("abc"), known);
        Sha256 hash;
        for (const char* piece : {"a", "", "bc"})
            hash.update(std::string_view(piece));
        QCOMPARE(hash.finish(), known);
        QVERIFY(isSha256(known));
        QVERIFY(!isSha256(known.substr(1)) && !isSha256(std::string(64, 'A')));
    }

    void aFilesDigestIsThatOfItsBytes() {
        QTemporaryDir dir;
        const fs::path file = fs::path(dir.path().toStdString()) / "f";
        const std::string content(700'001, 'q');
        std::ofstream(file) << content;
        QCOMPARE(sha256OfFile(file), sha256Of(content));
        QVERIFY_EXCEPTION_THROWN(sha256OfFile(file.string() + "x"), Error);
    }

    void textIsMadeValidUtf8() {
        QCOMPARE(toUtf8("aä€😀"), std::string("aä€😀"));
        const std::string no = "\xef\xbf\xbd";
        QCOMPARE(toUtf8("a\xff"
                        "b"),
                 "a" + no + "b");
        QCOMPARE(toUtf8("\xc3"), no);
        QCOMPARE(toUtf8("\xc0\x80"), no + no);
        QCOMPARE(toUtf8("\xed\xa0\x80"), no + no + no);
        QCOMPARE(toUtf8("\xf4\x90\x80\x80"), no + no + no + no);
        QCOMPARE(cutUtf8("aä€", 3), std::string("aä"));
        QCOMPARE(cutUtf8("aä€", 2), std::string("a"));
        QCOMPARE(cutUtf8("aä€", 6), std::string("aä€"));
    }

    void textIsTakenApart() {
        QCOMPARE(trim(" \ta b\r\n"), std::string("a b"));
        QCOMPARE(trim("  "), std::string());
        QCOMPARE(split("a,,b,", ','), (std::vector<std::string>{"a", "", "b", ""}));
        QCOMPARE(split("", ','), std::vector<std::string>{""});
        QCOMPARE(toLower("ABcÄ"), std::string("abcÄ"));
    }

    void sizesAreWrittenInDecimalUnits() {
        QCOMPARE(formatBytes(0), std::string("0 bytes"));
        QCOMPARE(formatBytes(1), std::string("1 byte"));
        QCOMPARE(formatBytes(999), std::string("999 bytes"));
        QCOMPARE(formatBytes(1500), std::string("1.5 kB"));
        QCOMPARE(formatBytes(999'960), std::string("1.0 MB"));
        QCOMPARE(formatBytes(100'000'000), std::string("100.0 MB"));
    }

    void aFileIsWrittenWholeWithItsModeAndNothingIsLeftOver() {
        QTemporaryDir dir;
        const fs::path folder = fs::path(dir.path().toStdString()) / "a/b";
        makePrivateFolder(folder);
        QCOMPARE(fs::status(folder).permissions(), fs::perms::owner_all);
        const fs::path file = folder / "token";
        writeFileAtomically(file, "one", 0600);
        writeFileAtomically(file, "two", 0640);
        QCOMPARE(readFile(file), std::string("two"));
        QCOMPARE(static_cast<unsigned>(fs::status(file).permissions()), 0640u);
        QCOMPARE(std::distance(fs::directory_iterator(folder), {}), std::ptrdiff_t(1));
    }

    void whatCannotBeWrittenOrReadIsNamed() {
        QTemporaryDir dir;
        const fs::path missing = fs::path(dir.path().toStdString()) / "no/such/file";
        try {
            writeFileAtomically(missing, "x");
            QFAIL("written");
        } catch (const Error& error) {
            QVERIFY(std::string(error.what()).find(missing.string()) != std::string::npos);
        }
        QVERIFY_EXCEPTION_THROWN(readFile(missing), Error);
        const fs::path large = fs::path(dir.path().toStdString()) / "large";
        std::ofstream(large) << std::string(1001, 'x');
        QCOMPARE(readFile(large, 1001).size(), std::size_t(1001));
        QVERIFY_EXCEPTION_THROWN(readFile(large, 1000), Error);
    }
};

QTEST_GUILESS_MAIN(TestBase)
#include "tst_base.moc"
