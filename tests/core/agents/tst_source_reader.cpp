// SPDX-License-Identifier: Apache-2.0
#include "core/agents/source_reader.h"
#include "tests/core/agents/files.h"

#include <QTemporaryDir>
#include <QtTest>

#include <clocale>
#include <cstring>
#include <set>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

using namespace agentarium;
using namespace agentarium::agents;
using namespace agentarium::test;
namespace fs = std::filesystem;

class TestSourceReader : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    jobs::SilentJob m_job;
    fs::path base() const { return m_dir->path().toStdString(); }
    fs::path out() const { return base() / "staging" / "out"; }
    fs::path zip() const { return base() / "agent.zip"; }

    void unzip(const std::vector<Member>& members, TreeLimits limits = {}) {
        writeZip(zip(), members);
        readStored(limits);
    }
    void readStored(TreeLimits limits = {}) {
        TreeWriter tree(out(), limits);
        readZip(zip(), tree, m_job);
    }
    void copy(const fs::path& folder, TreeLimits limits = {}) {
        TreeWriter tree(out(), limits);
        readFolder(folder, tree, m_job);
    }
    /// Replaces one text by another of the same length, also in the zip's directory: names no writer would
    /// make.
    void patch(const std::string& from, const std::string& to) {
        std::string bytes = read(zip());
        for (std::size_t at = 0; (at = bytes.find(from, at)) != std::string::npos; at += to.size())
            bytes.replace(at, from.size(), to);
        write(zip(), bytes);
    }
    void verifyNothingOutside() {
        for (const fs::directory_entry& entry : fs::directory_iterator(base()))
            QVERIFY2(entry.path() == zip() || entry.path() == base() / "staging", entry.path().c_str());
        for (const fs::directory_entry& entry : fs::directory_iterator(base() / "staging"))
            QCOMPARE(entry.path(), out());
    }

private slots:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void aZipIsUnpackedWithTheModesOfTheContract() {
        unzip({{"pkg/", "", AE_IFDIR, 0700},
               {"main.py", "x = 1\n", AE_IFREG, 0600},
               {"pkg/run.sh", "#!/bin/sh\n", AE_IFREG, 0777},
               {"pkg/gr\xC3\xBC\xC3\x9F.txt", "hi"},
               {"link.py", "", AE_IFLNK, 0777, "main.py"}});
        QCOMPARE(read(out() / "main.py"), std::string("x = 1\n"));
        QCOMPARE(read(out() / "link.py"), std::string("x = 1\n"));
        QCOMPARE(read(out() / "pkg/gr\xC3\xBC\xC3\x9F.txt"), std::string("hi"));
        struct stat info {};
        ::stat((out() / "main.py").c_str(), &info);
        QCOMPARE(int(info.st_mode & 07777), 0644);
        ::stat((out() / "pkg/run.sh").c_str(), &info);
        QCOMPARE(int(info.st_mode & 07777), 0755);
        ::stat((out() / "pkg").c_str(), &info);
        QCOMPARE(int(info.st_mode & 07777), 0755);
    }

    void namesOutsideAsciiNeedNoLocale() {
        writeZip(zip(), {{"main.py", "x = 1\n"}, {"gr\xC3\xBC\xC3\x9F.py", "hi"}});
        const std::string before = std::setlocale(LC_ALL, nullptr);
        const auto restore = qScopeGuard([&] { std::setlocale(LC_ALL, before.c_str()); });
        std::setlocale(LC_ALL, "C"); // what a daemon has
        readStored();
        QCOMPARE(read(out() / "gr\xC3\xBC\xC3\x9F.py"), std::string("hi"));
    }

    void badEntriesAreRefusedByName_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("link");
        QTest::addColumn<QString>("said");
        QTest::newRow("traversal") << "../evil.py"
                                   << ""
                                   << "..";
        QTest::newRow("inner traversal") << "a/../../evil.py"
                                         << ""
                                         << "..";
        QTest::newRow("absolute") << "/tmp/evil.py"
                                  << ""
                                  << "absolute";
        QTest::newRow("link out") << "evil"
                                  << "../../etc/passwd"
                                  << "leads out";
        QTest::newRow("absolute link") << "evil"
                                       << "/etc/passwd"
                                       << "leads out";
    }
    void badEntriesAreRefusedByName() {
        QFETCH(QString, name);
        QFETCH(QString, link);
        QFETCH(QString, said);
        Member bad{name.toStdString(), "evil"};
        if (!link.isEmpty()) bad = {name.toStdString(), "", AE_IFLNK, 0777, link.toStdString()};
        const Error error = errorOf([&] { unzip({{"main.py", "x"}, bad}); });
        QCOMPARE(error.kind(), ErrorKind::BadInput);
        VERIFY_HAS(error.what(), name.toStdString());
        VERIFY_HAS(error.what(), said.toStdString());
        verifyNothingOutside();
    }

    void aLinkThatLeadsOutThroughAnotherIsRefused() {
        const Error error = errorOf([&] {
            unzip({{"sub/up", "", AE_IFLNK, 0777, ".."},
                   {"evil", "", AE_IFLNK, 0777, "sub/up/../.."},
                   {"main.py", "x"}});
        });
        VERIFY_HAS(error.what(), "leads out");
        const Error chain = errorOf([&] {
            fs::remove_all(out());
            unzip({{"sub/up", "", AE_IFLNK, 0777, ".."},
                   {"evil", "", AE_IFLNK, 0777, "sub/up/.."},
                   {"main.py", "x"}});
        });
        VERIFY_HAS(chain.what(), "evil");
    }

    void noFileIsWrittenThroughALink() {
        fs::create_directories(base() / "staging" / "victim");
        const Error error = errorOf([&] {
            unzip({{"dir", "", AE_IFLNK, 0777, "../victim"}, {"dir/file", "evil"}});
        });
        QCOMPARE(error.kind(), ErrorKind::BadInput);
        QVERIFY(fs::is_empty(base() / "staging" / "victim"));
    }

    void namesAreThereOnce() {
        writeZip(zip(), {{"aaaa.py", "first"}, {"bbbb.py", "second"}});
        patch("bbbb.py", "aaaa.py");
        VERIFY_HAS(errorOf([&] { readStored(); }).what(), "there twice");
        fs::remove_all(out());
        VERIFY_HAS(errorOf([&] { unzip({{"Main.py", "1"}, {"main.py", "2"}}); }).what(), "case");
        fs::remove_all(out());
        QCOMPARE(errorOf([&] { unzip({{"a", "1"}, {"a/b", "2"}}); }).kind(), ErrorKind::BadInput);
    }

    void backslashesAndControlCharactersAreRefused() {
        writeZip(zip(), {{"aaXbb.py", "x"}});
        patch("aaXbb.py", "aa\x01"
                          "bb.py");
        VERIFY_HAS(errorOf([&] { readStored(); }).what(), "aa\\x01bb.py");
        fs::remove_all(out());
        writeZip(zip(), {{"..X..Xevil", "x"}});
        patch("..X..Xevil", "..\\..\\evil");
        const Error error = errorOf([&] { readStored(); });
        QCOMPARE(error.kind(), ErrorKind::BadInput);
        verifyNothingOutside();
    }

    void aBombIsStoppedEarly() {
        const std::string zeros(60'000'000, '\0');
        const Error error = errorOf([&] { unzip({{"main.py", "x"}, {"bomb.bin", zeros}}); });
        VERIFY_HAS(error.what(), "bomb.bin");
        VERIFY_HAS(error.what(), "zip bomb");
        QVERIFY(fs::file_size(out() / "bomb.bin") < 40'000'000);
    }

    void theLimitsNameTheEntryAndTheLimit() {
        std::string noise(300'000, ' ');
        for (std::size_t i = 0; i < noise.size(); ++i)
            noise[i] = static_cast<char>((i * 2654435761U) >> 13);
        const Error bytes = errorOf([&] { unzip({{"main.py", "x"}, {"big.bin", noise}}, {200'000, 100}); });
        QCOMPARE(bytes.kind(), ErrorKind::TooLarge);
        VERIFY_HAS(bytes.what(), "big.bin");
        VERIFY_HAS(bytes.what(), "200000");
        fs::remove_all(out());
        const Error entries = errorOf([&] { unzip({{"a", "1"}, {"b", "2"}, {"c/d", "3"}}, {1000, 3}); });
        QCOMPARE(entries.kind(), ErrorKind::TooLarge);
        VERIFY_HAS(entries.what(), "c/d");
    }

    void aZipOverItsLimitIsNotEvenOpened() {
        write(zip(), "not a zip");
        fs::resize_file(zip(), 250'000'001);
        const Error error = errorOf([&] { readStored(); });
        QCOMPARE(error.kind(), ErrorKind::TooLarge);
        VERIFY_HAS(error.what(), "250000000");
    }

    void whatIsNoZipIsSaidToBeNone() {
        write(zip(), "this is no zip at all");
        VERIFY_HAS(errorOf([&] { readStored(); }).what(), "not a zip");
        fs::remove_all(out());
        writeZip(zip(), {{"main.py", std::string(10'000, 'x')}});
        fs::resize_file(zip(), fs::file_size(zip()) / 2);
        QCOMPARE(errorOf([&] { readStored(); }).kind(), ErrorKind::BadInput);
    }

    void anEncryptedEntryIsRefused() {
        writeZip(zip(), {{"main.py", "secret"}}, "zip:encryption=traditional");
        // Without a passphrase the writer stores it plain, so the flag is set by hand: bit 0 at offset 6 of
        // the local header and 8 of the directory's.
        std::string bytes = read(zip());
        bytes[bytes.find("PK\x03\x04") + 6] |= 1;
        bytes[bytes.find("PK\x01\x02") + 8] |= 1;
        write(zip(), bytes);
        const Error error = errorOf([&] { readStored(); });
        VERIFY_HAS(error.what(), "main.py");
        VERIFY_HAS(error.what(), "encrypted");
    }

    void cancelStopsTheUnpacking() {
        writeZip(zip(), {{"main.py", "x"}});
        jobs::SilentJob job;
        job.cancel();
        TreeWriter tree(out(), {});
        QCOMPARE(errorOf([&] { readZip(zip(), tree, job); }).kind(), ErrorKind::Cancelled);
    }

    void aFolderIsCopiedWithoutWhatIsLeftOut() {
        const fs::path folder = base() / "agent";
        write(folder / "main.py", "x");
        write(folder / "data/model.bin", "y");
        for (const char* junk :
             {".git/config", "__pycache__/main.pyc", ".venv/bin/python", "my_env/pyvenv.cfg",
              "node_modules/x.js", ".DS_Store", "old.pyc", "pkg/__pycache__/a.pyc"})
            write(folder / junk, "junk");
        fs::create_symlink("../main.py", folder / "data/link.py");
        fs::create_symlink(folder / "main.py", folder / "data/absolute.py");
        copy(folder);
        std::set<std::string> found;
        for (const auto& entry : fs::recursive_directory_iterator(out()))
            found.insert(entry.path().lexically_relative(out()));
        QCOMPARE(found, (std::set<std::string>{"main.py", "data", "data/model.bin", "data/link.py",
                                               "data/absolute.py", "pkg"}));
        QCOMPARE(fs::read_symlink(out() / "data/absolute.py").string(), std::string("../main.py"));
    }

    void aFolderIsNotWrittenTo() {
        const fs::path folder = base() / "agent";
        write(folder / "main.py", "x");
        const auto before = fs::last_write_time(folder);
        copy(folder);
        QCOMPARE(fs::last_write_time(folder), before);
        QCOMPARE(std::distance(fs::directory_iterator(folder), fs::directory_iterator()), 1);
    }

    void whatAnAgentCannotHaveIsRefusedByName() {
        const fs::path folder = base() / "agent";
        write(folder / "main.py", "x");
        fs::create_symlink("/etc/hostname", folder / "host");
        VERIFY_HAS(errorOf([&] { copy(folder); }).what(), "host");
        fs::remove(folder / "host");
        fs::remove_all(out());
        ::mkfifo((folder / "pipe").c_str(), 0600);
        VERIFY_HAS(errorOf([&] { copy(folder); }).what(), "pipe is a named pipe");
        fs::remove(folder / "pipe");
        fs::remove_all(out());
        const std::string cwd = fs::current_path();
        fs::current_path(folder);
        const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::strcpy(address.sun_path, "talk.sock");
        QCOMPARE(::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
        fs::current_path(cwd);
        VERIFY_HAS(errorOf([&] { copy(folder); }).what(), "talk.sock is a socket");
        ::close(fd);
    }

    void aFolderOverTheLimitIsRefused() {
        const fs::path folder = base() / "agent";
        write(folder / "big.bin", "");
        fs::resize_file(folder / "big.bin", 10'000'000);
        const Error error = errorOf([&] { copy(folder, {1'000'000, 100}); });
        QCOMPARE(error.kind(), ErrorKind::TooLarge);
        VERIFY_HAS(error.what(), "big.bin");
    }
};

QTEST_GUILESS_MAIN(TestSourceReader)
#include "tst_source_reader.moc"
