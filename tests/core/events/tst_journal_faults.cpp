// SPDX-License-Identifier: Apache-2.0
// What the journal does when the process, the disk or the file fails.
#include "core/contract/error.h"
#include "core/events/database.h"
#include "tests/core/events/journal_fixture.h"

#include <QTemporaryDir>
#include <QtTest>

#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <fstream>
#include <poll.h>
#include <random>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace agentarium;
using namespace agentarium::events;
using tests::JournalFixture;
using tests::runTask;
using tests::runUntil;
namespace fs = std::filesystem;

namespace {

/// The child of aKilledProcessLosesNothingItPublished: appends for ever and prints what was published.
int appendForEver(const char* home) {
    asio::io_context io;
    Journal journal(io, home);
    const auto rows = runTask(io, journal.sessions(true));
    const std::string recordingId = rows.empty() ? "r1" : rows.front().recordingId;
    if (rows.empty()) journal.begin({"session", recordingId, "hello", 1, wallNowNs(), 0, 0, nullptr});
    const auto subscription = journal.subscribe(recordingId, [](const Journal::Batch& batch) {
        std::printf("%llu\n", static_cast<unsigned long long>(batch.back().seq));
        std::fflush(stdout);
    });
    for (;;) {
        for (int i = 0; i < 20; ++i)
            journal.append(recordingId, "log.line", {{"line", "x"}});
        io.restart();
        io.run_for(std::chrono::milliseconds(1));
    }
}

/// This program as a child that appends for ever, until it is killed. Not QProcess: ThreadSanitizer dies of
/// its fork.
class Appender {
public:
    explicit Appender(const std::string& home) {
        int ends[2] = {-1, -1};
        if (::pipe2(ends, O_CLOEXEC) != 0) return;
        m_output = ends[0];
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
        std::string program = QCoreApplication::applicationFilePath().toStdString();
        std::string verb = "--append-for-ever";
        std::string folder = home;
        char* const argv[] = {program.data(), verb.data(), folder.data(), nullptr};
        ::posix_spawn(&m_pid, program.c_str(), &actions, nullptr, argv, environ);
        posix_spawn_file_actions_destroy(&actions);
        ::close(ends[1]);
    }
    ~Appender() {
        kill();
        ::close(m_output);
    }

    bool waitForOutput() {
        pollfd wait{m_output, POLLIN, 0};
        return m_pid > 0 && ::poll(&wait, 1, 20'000) == 1 && (wait.revents & POLLIN);
    }
    void kill() {
        if (m_pid <= 0) return;
        ::kill(m_pid, SIGKILL);
        ::waitpid(m_pid, nullptr, 0);
        m_pid = -1;
    }
    /// After kill(): the last number it printed whole.
    std::uint64_t lastPublished() {
        QByteArray text;
        char buffer[4096];
        for (ssize_t n; (n = ::read(m_output, buffer, sizeof buffer)) > 0;)
            text.append(buffer, n);
        const auto lines = text.split('\n');
        return lines.size() < 2 ? 0 : lines[lines.size() - 2].toULongLong();
    }

private:
    int m_output = -1;
    pid_t m_pid = -1;
};

/// While it lives, no file of this process may grow: a full disk as an unprivileged test can have it.
struct FullDisk {
    FullDisk() {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &before);
        rlimit none = before;
        none.rlim_cur = 0;
        ::setrlimit(RLIMIT_FSIZE, &none);
    }
    ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &before); }
    rlimit before{};
};

void overwrite(const fs::path& file, std::size_t offset, std::size_t bytes) {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(static_cast<std::streamoff>(offset));
    stream << std::string(bytes, '\x5a');
}

bool hasKeptFile(const fs::path& home) {
    for (const auto& entry : fs::directory_iterator(home))
        if (entry.path().filename().string().rfind("journal.db.damaged-", 0) == 0) return true;
    return false;
}

} // namespace

class TestJournalFaults : public QObject {
    Q_OBJECT
private slots:
    void aKilledProcessLosesNothingItPublished() {
        QTemporaryDir dir;
        std::uint64_t published = 0;
        std::mt19937 random(7);
        for (int life = 0; life < 12; ++life) {
            Appender child(dir.path().toStdString());
            QVERIFY(child.waitForOutput());
            QThread::msleep(5 + random() % 80);
            child.kill();
            published = std::max(published, child.lastPublished());
        }
        QVERIFY2(published > 100, std::to_string(published).c_str());
        asio::io_context io;
        Journal journal(io, dir.path().toStdString());
        const auto events = runTask(io, journal.read("r1", 1, 10'000'000));
        QVERIFY2(events.size() >= published, std::to_string(events.size()).c_str());
        for (std::size_t i = 0; i < events.size(); ++i)
            QCOMPARE(events[i].seq, std::uint64_t(i + 1));
    }

    void aFullDiskKeepsEventsAndWritesThemLater() {
        JournalFixture f;
        f.begin("r1");
        f.line("r1", "before");
        runTask(f.io, f.journal->flushed());
        std::size_t heard = 0;
        const auto subscription =
            f.journal->subscribe("r1", [&](const Journal::Batch& batch) { heard += batch.size(); });
        {
            const FullDisk full;
            for (int i = 0; i < 500; ++i)
                f.line("r1", std::string(100, 'x'));
            QVERIFY(runUntil(f.io, [&] { return f.journal->trouble().has_value(); }));
            QVERIFY(f.journal->trouble()->find("journal.db cannot be written") != std::string::npos);
            QCOMPARE(heard, std::size_t(0));
            // Readers are not kept waiting: they get what is on the disk.
            QCOMPARE(f.read("r1").size(), std::size_t(1));
        }
        runTask(f.io, f.journal->flushed());
        QVERIFY(!f.journal->trouble());
        QVERIFY(runUntil(f.io, [&] { return heard == 500; }));
        QVERIFY(f.isDense("r1", 501));
    }

    void aDiskThatStaysFullDoesNotKeepTheDaemonFromEnding() {
        JournalFixture f;
        f.begin("r1");
        f.line("r1", "kept");
        runTask(f.io, f.journal->flushed());
        {
            const FullDisk full;
            f.line("r1", "lost");
            QElapsedTimer timer;
            timer.start();
            f.journal.reset();
            QVERIFY(timer.elapsed() < 5000);
        }
        f.open();
        QVERIFY(f.isDense("r1", 1));
    }

    void aFileThatIsNoJournalIsMovedAside() {
        QTemporaryDir dir;
        const fs::path home = dir.path().toStdString();
        std::ofstream(home / "journal.db") << std::string(10'000, 'z');
        asio::io_context io;
        Journal journal(io, home);
        QVERIFY(journal.openNotice().has_value());
        QVERIFY(journal.openNotice()->find("journal.db.damaged-") != std::string::npos);
        QVERIFY(hasKeptFile(home));
        journal.begin({"s", "r1", "hello", 1, 0, 0, 0, nullptr});
        QCOMPARE(journal.append("r1", "log.line", {{"line", "x"}}), std::uint64_t(1));
        QCOMPARE(runTask(io, journal.read("r1", 1, 10)).size(), std::size_t(1));
    }

    void aDamagedPageIsFoundAtOpening() {
        JournalFixture f;
        f.begin("r1");
        for (int i = 0; i < 3000; ++i)
            f.line("r1", std::string(200, 'x'));
        f.journal.reset();
        const auto size = fs::file_size(f.home / "journal.db");
        overwrite(f.home / "journal.db", size / 2 / 4096 * 4096, 16'384);
        f.open();
        QVERIFY(f.journal->openNotice().has_value());
        QVERIFY(hasKeptFile(f.home));
        QVERIFY(runTask(f.io, f.journal->sessions(false)).empty());
    }

    void aCutOffTailLosesOnlyTheLastGroups() {
        // The write-ahead file of a process that was killed, cut as a power failure may leave it.
        QTemporaryDir dir;
        Appender child(dir.path().toStdString());
        QVERIFY(child.waitForOutput());
        QThread::msleep(150);
        child.kill();
        const fs::path wal = fs::path(dir.path().toStdString()) / "journal.db-wal";
        QVERIFY(fs::exists(wal));
        fs::resize_file(wal, fs::file_size(wal) * 3 / 4 + 100);
        asio::io_context io;
        Journal journal(io, dir.path().toStdString());
        QVERIFY(!journal.openNotice());
        const auto events = runTask(io, journal.read("r1", 1, 10'000'000));
        QVERIFY(!events.empty());
        for (std::size_t i = 0; i < events.size(); ++i)
            QCOMPARE(events[i].seq, std::uint64_t(i + 1));
        QCOMPARE(journal.append("r1", "log.line", {{"line", "x"}}), std::uint64_t(events.size() + 1));
    }

    void aNewerJournalIsRefusedAndLeftAlone() {
        JournalFixture f;
        f.journal.reset();
        {
            Database database(f.home / "journal.db");
            database.execute("PRAGMA user_version = 99");
        }
        try {
            f.open();
            QFAIL("it was opened");
        } catch (const Error& error) {
            QVERIFY(std::string(error.what()).find("version 99") != std::string::npos);
            QVERIFY(!error.fix().empty());
        }
        QVERIFY(!hasKeptFile(f.home));
    }

    void aFolderThatCannotBeWrittenIsSaid() {
        QTemporaryDir dir;
        const fs::path home = dir.path().toStdString();
        fs::create_directories(home / "journal.db");
        asio::io_context io;
        QVERIFY_EXCEPTION_THROWN(Journal(io, home), Error);
    }
};

int main(int argc, char** argv) {
    if (argc == 3 && std::string(argv[1]) == "--append-for-ever") return appendForEver(argv[2]);
    QCoreApplication app(argc, argv);
    TestJournalFaults test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_journal_faults.moc"
