// SPDX-License-Identifier: Apache-2.0
#include "core/contract/error.h"
#include "core/machines/call_pool.h"
#include "core/machines/embedded_root.h"
#include "core/machines/emulator_logs.h"
#include "core/machines/emulator_process.h"
#include "core/machines/living.h"
#include "core/machines/metadata.h"
#include "core/machines/socket_folder.h"
#include "core/machines/status_folder.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <set>

using namespace agentarium;
using namespace agentarium::machines;
namespace fs = std::filesystem;

class TestMachineFiles : public QObject {
    Q_OBJECT
    QTemporaryDir m_dir;
    fs::path m_home = m_dir.path().toStdString();

    static void hangUntil(const std::atomic<bool>& over) {
        while (!over)
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }

private slots:
    void metadataSurvivesAnyText() {
        const std::map<std::string, std::string> given{{"a", "<&>\"' \n\t\\ ]]> ü €"}, {"b", ""}};
        const std::string text = writeMetadata(given);
        QVERIFY(text.find_first_of("<>&'") == std::string::npos);
        QVERIFY(std::all_of(text.begin(), text.end(), [](unsigned char c) { return c >= 32 && c < 127; }));
        QVERIFY(readMetadata(text) == given);
        QVERIFY(readMetadata("no json").empty());
    }

    void aSocketPathThatIsTooLongIsRefusedAndAFittingOneIsNot() {
        const fs::path fits = "/" + std::string(107 - 1 - std::string("/0123456789ab/console").size(), 'x');
        QCOMPARE(socketsFor(fits, "agentarium-0123456789ab").console.native().size(), std::size_t(107));
        try {
            socketsFor(fits.string() + "x", "agentarium-0123456789ab");
            QFAIL("108 bytes were accepted");
        } catch (const Error& error) {
            QVERIFY(QString::fromUtf8(error.what()).contains("107"));
        }
    }

    void whatTheDriverKnowsOfMachinesIsKeptInMemory() {
        const fs::path run = m_home / "run";
        const fs::path memory = m_home / "memory";
        keepStatusIn(run, memory);
        QVERIFY(fs::read_symlink(run) == memory);
        QCOMPARE(fs::status(memory).permissions(), fs::perms::owner_all);
        // After a reboot the link leads nowhere.
        fs::remove(memory);
        keepStatusIn(run, memory);
        QVERIFY(fs::is_directory(run));
        removeStatus(memory);
        QVERIFY(!fs::exists(memory));
    }

    void aStatusFolderThatTellsOfMachinesStaysWhereItIs() {
        const fs::path run = m_home / "old";
        fs::create_directories(run / "qemu");
        std::ofstream(run / "qemu" / "one.xml") << "<domstatus/>";
        keepStatusIn(run, m_home / "new");
        QVERIFY(!fs::is_symlink(run) && fs::exists(run / "qemu" / "one.xml"));
        removeStatus(run);
        QVERIFY(fs::exists(run / "qemu" / "one.xml"));
        fs::remove(run / "qemu" / "one.xml");
        keepStatusIn(run, m_home / "new");
        QVERIFY(fs::is_symlink(run));
    }

    void aSocketFolderOpenToOthersIsRefused() {
        const fs::path folder = m_home / "open";
        fs::create_directory(folder);
        fs::permissions(folder, fs::perms(0755));
        QVERIFY_EXCEPTION_THROWN(makePrivateFolder(folder), Error);
        fs::create_directory_symlink(m_home, m_home / "link");
        QVERIFY_EXCEPTION_THROWN(makePrivateFolder(m_home / "link"), Error);
        makePrivateFolder(m_home / "own");
        makePrivateFolder(m_home / "own");
        QCOMPARE(fs::status(m_home / "own").permissions(), fs::perms::owner_all);
    }

    void removingSocketsLeavesForeignFilesAlone() {
        const Sockets sockets = socketsFor(m_home / "s", "agentarium-1");
        fs::create_directories(sockets.ctl.parent_path());
        std::ofstream(sockets.ctl) << "";
        std::ofstream(sockets.ctl.parent_path() / "mine") << "";
        removeSockets(sockets);
        QVERIFY(!fs::exists(sockets.ctl));
        QVERIFY(fs::exists(sockets.ctl.parent_path() / "mine"));
    }

    void theEmbeddedRootIsPrivate() {
        const EmbeddedRoot root = prepareEmbeddedRoot(m_home / "ab", m_home / "short", {});
        QCOMPARE(fs::status(root.folder).permissions(), fs::perms::owner_all);
        QVERIFY2(root.uri.ends_with("/ab/libvirt"), root.uri.c_str());
        std::ifstream conf(root.folder / "etc/qemu.conf");
        const std::string text((std::istreambuf_iterator<char>(conf)), {});
        QVERIFY(text.find("stdio_handler = \"file\"") != std::string::npos);
    }

    void aLongOrOddDataFolderIsOpenedThroughAPlainLink_data() {
        QTest::addColumn<QString>("name");
        QTest::newRow("long") << QString(90, 'y');
        QTest::newRow("blank") << "Application Support";
        QTest::newRow("percent, umlaut") << QStringLiteral("100%\u00e4,");
    }

    void aLongOrOddDataFolderIsOpenedThroughAPlainLink() {
        QFETCH(QString, name);
        const fs::path home = m_home / name.toStdString();
        const EmbeddedRoot root = prepareEmbeddedRoot(home, m_home / "l", {});
        QVERIFY(root.path == m_home / "l/libvirt");
        QVERIFY(fs::canonical(root.path) == fs::canonical(root.folder));
        prepareEmbeddedRoot(home, m_home / "l", {});
    }

    void onlyRootNamesAUserForTheEmulator() {
        QVERIFY(qemuConf(true).find("user = \"root\"") != std::string::npos);
        QVERIFY(qemuConf(false).find("user") == std::string::npos);
    }

    void theEnvironmentComesBackAsItWas() {
        qputenv("XDG_RUNTIME_DIR", "/before");
        qunsetenv("XDG_CACHE_HOME");
        {
            DriverEnvironment environment(prepareEmbeddedRoot(m_home / "e", m_home / "short", {}));
            QVERIFY(qgetenv("XDG_CACHE_HOME").endsWith("/e/libvirt/cache"));
        }
        QCOMPARE(qgetenv("XDG_RUNTIME_DIR"), QByteArray("/before"));
        QVERIFY(!qEnvironmentVariableIsSet("XDG_CACHE_HOME"));
    }

    void longLogsAreEmptiedAndThoseOfTheDeadRemoved() {
        const fs::path logs = m_home / "logs";
        fs::create_directories(logs);
        for (const char* name : {"long.log", "short.log", "dead.log", "other.txt"})
            std::ofstream(logs / name) << "x";
        fs::resize_file(logs / "long.log", longestLog + 1);
        trimEmulatorLogs(logs, [](const std::string& name) { return name != "dead"; });
        QCOMPARE(fs::file_size(logs / "long.log"), std::uintmax_t(0));
        QCOMPARE(fs::file_size(logs / "short.log"), std::uintmax_t(1));
        QVERIFY(!fs::exists(logs / "dead.log"));
        QVERIFY(fs::exists(logs / "other.txt"));
    }

    void onlyTheProcessThatRunsTheDomainIsKilled() {
        QProcess named, other;
        named.start("sh", {"-c", "sleep 60; :", "-name", "guest=agentarium-test1234,debug=on"});
        other.start("sh", {"-c", "sleep 60; :", "-name", "guest=agentarium-test12345,debug=on"});
        QVERIFY(named.waitForStarted() && other.waitForStarted());
        const fs::path pidFile = m_home / "pid";
        std::ofstream(pidFile) << other.processId();
        QTRY_COMPARE(findEmulator("agentarium-test1234", pidFile), static_cast<long>(named.processId()));
        QVERIFY(killEmulator("agentarium-test1234", pidFile, std::chrono::seconds(2)));
        QVERIFY(named.waitForFinished(2000));
        QCOMPARE(other.state(), QProcess::Running);
        QVERIFY(killEmulator("agentarium-none", {}, std::chrono::seconds(1)));
        other.kill();
        other.waitForFinished();
    }

    void aCallThatHangsIsGivenUpAndTheNextOneRuns() {
        asio::io_context io;
        CallPool pool(1);
        const auto over = std::make_shared<std::atomic<bool>>(false);
        const auto hang = [over] { hangUntil(*over); };
        QString message;
        int second = 0;
        asio::co_spawn(
            io,
            [&]() -> Task<> {
                try {
                    co_await pool.call("Waiting for nothing", std::chrono::milliseconds(100), hang);
                } catch (const Error& error) {
                    message = QString::fromUtf8(error.what());
                }
                second = co_await pool.call("Counting", std::chrono::seconds(5), [] { return 2; });
            },
            [](std::exception_ptr) {});
        io.run();
        *over = true;
        QVERIFY2(message.startsWith("Waiting for nothing took longer than 0.1"), qPrintable(message));
        QCOMPARE(second, 2);
    }

    void aThreadWhoseCallComesBackTooLateEnds() {
        const auto threads = [] {
            std::set<std::string> ids;
            for (const auto& entry : fs::directory_iterator("/proc/self/task"))
                ids.insert(entry.path().filename());
            return ids;
        };
        asio::io_context io;
        CallPool pool(1);
        const auto over = std::make_shared<std::atomic<bool>>(false);
        // Threads of an earlier test may end meanwhile: only new ones are counted.
        const auto newThreads = [&threads, before = threads()] {
            return std::ranges::count_if(threads(), [&](const auto& id) { return !before.contains(id); });
        };
        const auto hang = [over] { hangUntil(*over); };
        int givenUp = 0;
        for (int i = 0; i < 5; ++i)
            asio::co_spawn(io, pool.call("Waiting", std::chrono::milliseconds(20), hang),
                           [&](std::exception_ptr failure) { givenUp += failure ? 1 : 0; });
        io.run();
        QCOMPARE(givenUp, 5);
        QCOMPARE(newThreads(), 5);
        *over = true;
        QTRY_COMPARE(newThreads(), 1);
        io.restart();
        int answer = 0;
        asio::co_spawn(io, pool.call("Counting", std::chrono::seconds(5), [] { return 2; }),
                       [&](std::exception_ptr, int value) { answer = value; });
        io.run();
        QCOMPARE(answer, 2);
    }

    void onlyAnEndNobodyAskedForIsNews() {
        Living living;
        living.starting("a");
        QVERIFY(!living.stopped("a", "died"));
        QCOMPARE(living.started("a").value_or(""), std::string("died"));
        living.starting("b");
        QVERIFY(!living.started("b"));
        QVERIFY(living.stopped("b", "x"));
        QVERIFY(!living.stopped("b", "x"));
        living.found("c");
        living.ending("c");
        QVERIFY(!living.stopped("c", "x"));
    }
};

QTEST_GUILESS_MAIN(TestMachineFiles)
#include "tst_machine_files.moc"
