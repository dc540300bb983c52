// SPDX-License-Identifier: Apache-2.0
#include "core/contract/error.h"
#include "core/machines/emulator_process.h"
#include "core/machines/libvirt_machines.h"
#include "tests/core/base/run_task.h"
#include "tests/core/machines/tiny_guests.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QtTest>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>

#include <fstream>
#include <iostream>
#include <signal.h>
#include <sys/wait.h>

using namespace agentarium;
using namespace agentarium::machines;
using tests::countingSpec;
using tests::runTask;
using tests::specOf;
namespace fs = std::filesystem;

namespace {

/// Names no other run of this test uses at the same time.
std::string base =
    QString::number(QDateTime::currentMSecsSinceEpoch(), 16).right(10).rightJustified(10, '0').toStdString();
std::string nameOf(const std::string& twoDigits) {
    return "agentarium-" + base + twoDigits;
}

/// What is left in a folder of sockets or logs.
int filesIn(const fs::path& folder) {
    std::error_code ec;
    int count = 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder, ec))
        if (!entry.is_symlink(ec)) ++count;
    return count;
}

int startAndLeave(const fs::path& home, const std::string& name) {
    asio::io_context io;
    LibvirtMachines machines(io.get_executor(), {.home = home});
    const Machine machine = runTask(io, machines.startPaused(specOf(home, name)));
    std::cout << machine.pid << std::endl;
    _exit(0); // as a daemon that was killed leaves it
}

} // namespace

class TestLibvirtMachines : public QObject {
    Q_OBJECT
    QTemporaryDir m_dir{QStringLiteral("/tmp/agm-XXXXXX")};
    fs::path m_home;
    asio::io_context m_io;
    asio::executor_work_guard<asio::io_context::executor_type> m_work{m_io.get_executor()};
    std::unique_ptr<LibvirtMachines> m_machines;
    fs::path m_sockets;
    long m_leftPid = 0;

    Machine start(const std::string& name) {
        return runTask(m_io, m_machines->startPaused(specOf(m_home, name)));
    }

    bool runUntil(const std::function<bool()>& done) {
        QElapsedTimer timer;
        timer.start();
        while (!done() && timer.elapsed() < 20'000)
            m_io.run_one_for(std::chrono::milliseconds(50));
        return done();
    }

private slots:
    void cleanup() { m_machines->onStopped(nullptr); }

    void initTestCase() {
        m_home = m_dir.path().toStdString();
        QProcess other;
        other.start(QCoreApplication::applicationFilePath(),
                    {"--start-and-leave", m_dir.path(), QString::fromStdString(nameOf("0a"))});
        QVERIFY(other.waitForFinished(60'000));
        QVERIFY2(other.exitCode() == 0, other.readAllStandardError().constData());
        m_leftPid = other.readAllStandardOutput().trimmed().toLong();
        QVERIFY(m_leftPid > 0);

        qputenv("XDG_CACHE_HOME", "/before");
        m_machines = std::make_unique<LibvirtMachines>(m_io.get_executor(), LibvirtSettings{.home = m_home});
        m_sockets = m_machines->socketFolder();
    }

    void openingLeavesTheEnvironmentAsItWas() { QCOMPARE(qgetenv("XDG_CACHE_HOME"), QByteArray("/before")); }

    void aMachineOfAnEarlierProcessIsFoundAndEnded() {
        const auto found = runTask(m_io, m_machines->list());
        QCOMPARE(found.size(), std::size_t(1));
        QCOMPARE(found[0].name, std::string(nameOf("0a")));
        QCOMPARE(found[0].state, MachineState::Paused);
        QCOMPARE(found[0].pid, m_leftPid);
        QCOMPARE(found[0].metadata.at("sessionId"), "session of " + nameOf("0a"));
        QVERIFY(fs::is_socket(found[0].sockets.ctl));
        runTask(m_io, m_machines->destroy(found[0].name));
        QVERIFY(runTask(m_io, m_machines->list()).empty());
        QCOMPARE(findEmulator(found[0].name, {}), 0L);
        QCOMPARE(filesIn(m_sockets), 0);
    }

    void capabilitiesAreThoseOfAnArm64Guest() {
        const Capabilities c = runTask(m_io, m_machines->capabilities());
        QVERIFY(c.machineType.starts_with("virt-"));
        QVERIFY(c.emulator.ends_with("aarch64"));
        QVERIFY(QString::fromStdString(c.emulatorVersion).contains(QRegularExpression("^[0-9]+\\.[0-9]")));
        QCOMPARE(c.isolates, c.accelerator != "tcg");
        qInfo("open %ld ms, probe %ld ms", m_machines->readyTimes().openMs, m_machines->readyTimes().probeMs);
    }

    void aStartedMachineIsPausedListensAndIsListed() {
        const Machine machine = start(nameOf("0b"));
        QCOMPARE(machine.state, MachineState::Paused);
        QVERIFY(machine.pid > 0);
        for (const fs::path& socket :
             {machine.sockets.ctl, machine.sockets.in, machine.sockets.out, machine.sockets.console}) {
            asio::local::stream_protocol::socket client(m_io);
            client.connect(asio::local::stream_protocol::endpoint(socket.string()));
        }
        QCOMPARE(fs::status(machine.sockets.ctl.parent_path()).permissions(), fs::perms::owner_all);
        QVERIFY(runTask(m_io, m_machines->list())[0].state == MachineState::Paused);
    }

    void destroyIsQuickAndLeavesNothing() {
        QElapsedTimer timer;
        timer.start();
        runTask(m_io, m_machines->destroy(nameOf("0b")));
        const auto took = timer.elapsed();
        qInfo("destroy took %lld ms", static_cast<long long>(took));
        QVERIFY2(took < 1000, "ending a machine must not wait for libvirt's two seconds");
        QCOMPARE(findEmulator(nameOf("0b"), {}), 0L);
        QCOMPARE(filesIn(m_sockets), 0);
        // libvirt's own files go when it has noticed, up to two seconds later.
        QTRY_COMPARE(filesIn(m_home / "libvirt/log/qemu"), 0);
        QTRY_VERIFY(!fs::exists(m_home / "libvirt/run/qemu/agentarium-00000000000b.pid"));
        QVERIFY(runTask(m_io, m_machines->list()).empty());
    }

    void endingWhatIsGoneAlreadySucceeds() { runTask(m_io, m_machines->destroy(nameOf("ff"))); }

    void aGuestThatSwitchesItselfOffIsReportedAndItsConsoleIsComplete() {
        std::string stoppedName, reason;
        m_machines->onStopped([&](std::string name, std::string why) {
            stoppedName = name;
            reason = why;
        });
        const Machine machine = start(nameOf("0c"));
        asio::local::stream_protocol::socket console(m_io);
        console.connect(asio::local::stream_protocol::endpoint(machine.sockets.console.string()));
        std::string text;
        asio::async_read_until(console, asio::dynamic_buffer(text), '\n', [](auto, auto) {});
        runTask(m_io, m_machines->resume(machine.name));
        QVERIFY(runUntil([&] { return !stoppedName.empty(); }));
        QCOMPARE(stoppedName, machine.name);
        QVERIFY2(QString::fromStdString(reason).contains("switched itself off"), reason.c_str());
        QCOMPARE(QString::fromStdString(text).trimmed(), QStringLiteral("A"));
        QTRY_COMPARE(filesIn(m_sockets), 0);
    }

    void aKilledEmulatorIsReportedOnceAsUnexpected() {
        QStringList reasons;
        m_machines->onStopped([&](std::string, std::string why) { reasons << QString::fromStdString(why); });
        const Machine machine = start(nameOf("0d"));
        QVERIFY(machine.pid > 0);
        QCOMPARE(::kill(static_cast<pid_t>(machine.pid), SIGKILL), 0);
        QVERIFY(runUntil([&] { return !reasons.isEmpty(); }));
        QCOMPARE(reasons.size(), 1);
        QVERIFY2(reasons[0].contains("ended unexpectedly"), qPrintable(reasons[0]));
        runTask(m_io, m_machines->destroy(machine.name));
        m_io.run_for(std::chrono::milliseconds(300));
        QCOMPARE(reasons.size(), 1);
    }

    void anEndThatWasAskedForIsNotReported() {
        bool reported = false;
        m_machines->onStopped([&](std::string, std::string) { reported = true; });
        const Machine machine = start(nameOf("0e"));
        runTask(m_io, m_machines->destroy(machine.name));
        m_io.run_for(std::chrono::milliseconds(500));
        QVERIFY(!reported);
    }

    void aRunningMachineCanBePausedAndResumed() {
        const Machine machine = start(nameOf("10"));
        runTask(m_io, m_machines->suspend(machine.name));
        QVERIFY(runTask(m_io, m_machines->list())[0].state == MachineState::Paused);
        runTask(m_io, m_machines->destroy(machine.name));
        QVERIFY_EXCEPTION_THROWN(runTask(m_io, m_machines->resume(machine.name)), Error);
    }

    void aStartThatFailsSaysWhyAndLeavesNothing() {
        MachineSpec spec = specOf(m_home, nameOf("11"));
        spec.disks = {{m_home / "no such disk", "root"}};
        try {
            runTask(m_io, m_machines->startPaused(spec));
            QFAIL("started without its disk");
        } catch (const Error& error) {
            QVERIFY2(QString::fromUtf8(error.what()).contains("no such disk"), error.what());
            QVERIFY(!error.fix().empty());
        }
        QTRY_COMPARE(filesIn(m_sockets), 0);
        QVERIFY(runTask(m_io, m_machines->list()).empty());
    }

    /// What it writes from now on, until there are so many letters; it stands still again after them, or a
    /// fast host would soon have it run out of the alphabet.
    std::string letters(const Machine& machine, std::size_t count) {
        asio::local::stream_protocol::socket console(m_io);
        console.connect(asio::local::stream_protocol::endpoint(machine.sockets.console.string()));
        runTask(m_io, m_machines->resume(machine.name));
        std::string text(count, ' ');
        bool done = false;
        asio::async_read(console, asio::buffer(text), [&](auto ec, auto) { done = !ec; });
        runUntil([&] { return done; });
        runTask(m_io, m_machines->suspend(machine.name));
        return text;
    }

    void clonesGoOnFromTheTemplateEachInItsOwnMemory() {
        QVERIFY(runTask(m_io, m_machines->capabilities()).canTemplate);
        const fs::path memory = m_home / "memory", state = m_home / "state";
        std::ofstream(memory).close();
        fs::resize_file(memory, 128ULL << 20);
        const Machine made = runTask(m_io, m_machines->startPaused(countingSpec(m_home, nameOf("30"))));
        QCOMPARE(letters(made, 3), std::string("ABC"));
        runTask(m_io, m_machines->save(made.name, state));
        runTask(m_io, m_machines->destroy(made.name));
        fs::permissions(memory, fs::perms::owner_read);
        const auto before = fs::last_write_time(memory);

        const Machine one = runTask(m_io, m_machines->startPaused(countingSpec(m_home, nameOf("31"), state)));
        const Machine two = runTask(m_io, m_machines->startPaused(countingSpec(m_home, nameOf("32"), state)));
        QCOMPARE(one.state, MachineState::Paused);
        QVERIFY(one.stateLoading.count() > 0);
        const std::string first = letters(one, 4);
        QVERIFY2(first[0] >= 'C', first.c_str());
        QCOMPARE(first[3], static_cast<char>(first[0] + 3));
        // The other's count is not the first's: it begins where the template was as well.
        QCOMPARE(letters(two, 4), first);
        QCOMPARE(fs::last_write_time(memory), before);

        const std::map<std::string, std::string> label{{"sessionId", "given later"}};
        runTask(m_io, m_machines->relabel(one.name, label));
        bool found = false;
        for (const Machine& machine : runTask(m_io, m_machines->list()))
            if (machine.name == one.name) {
                found = true;
                QCOMPARE(machine.metadata, label);
                QCOMPARE(machine.sockets.ctl, one.sockets.ctl);
            }
        QVERIFY(found);
        // A template that is removed does its clones no harm.
        fs::remove(memory);
        const std::string later = letters(two, 1);
        QVERIFY2(later[0] > first[3], later.c_str());
        runTask(m_io, m_machines->destroy(one.name));
        runTask(m_io, m_machines->destroy(two.name));
    }

    void aCloneOfABrokenTemplateSaysSoAndLeavesNothing() {
        std::ofstream(m_home / "memory").close();
        fs::resize_file(m_home / "memory", 128ULL << 20);
        std::ofstream(m_home / "broken") << "this is no state of a machine";
        try {
            runTask(m_io, m_machines->startPaused(countingSpec(m_home, nameOf("33"), m_home / "broken")));
            QFAIL("restored from nothing");
        } catch (const Error& error) {
            QVERIFY2(QString::fromUtf8(error.what()).contains("restored from its template"), error.what());
        }
        QTRY_COMPARE(filesIn(m_sockets), 0);
        QVERIFY(runTask(m_io, m_machines->list()).empty());
    }

    void severalMachinesStartSideBySide() {
        std::vector<std::string> names;
        int started = 0, ended = 0;
        for (int i = 0; i < 4; ++i) {
            names.push_back(nameOf("2" + std::to_string(i)));
            asio::co_spawn(m_io, m_machines->startPaused(specOf(m_home, names.back())),
                           [&](std::exception_ptr failure, Machine) { started += failure ? 0 : 1; });
        }
        QVERIFY(runUntil([&] { return started == 4; }));
        QCOMPARE(runTask(m_io, m_machines->list()).size(), std::size_t(4));
        for (const std::string& name : names)
            asio::co_spawn(m_io, m_machines->destroy(name),
                           [&](std::exception_ptr failure) { ended += failure ? 0 : 1; });
        QVERIFY(runUntil([&] { return ended == 4; }));
        QVERIFY(runTask(m_io, m_machines->list()).empty());
        QCOMPARE(filesIn(m_sockets), 0);
    }

    void afterCloseCallsFailInsteadOfHanging() {
        m_machines->close();
        QVERIFY_EXCEPTION_THROWN(runTask(m_io, m_machines->list()), Error);
        QVERIFY(!fs::exists(m_sockets));
    }

    void cleanupTestCase() {
        m_machines.reset();
        killEmulator(nameOf("0a"), {}, std::chrono::seconds(2));
        std::error_code ec;
        fs::remove_all(m_sockets, ec);
    }
};

/// libvirt and GLib are not instrumented: under ThreadSanitizer what they lock among themselves is no
/// finding.
extern "C" const char* __tsan_default_options();
extern "C" const char* __tsan_default_options() {
    return "ignore_noninstrumented_modules=1";
}

int main(int argc, char** argv) {
    if (argc == 4 && std::string(argv[1]) == "--start-and-leave") return startAndLeave(argv[2], argv[3]);
    qputenv("QT_NO_GLIB", "1"); // libvirt's event loop needs GLib's default context, which Qt would take
    QCoreApplication application(argc, argv);
    TestLibvirtMachines test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_libvirt_machines.moc"
