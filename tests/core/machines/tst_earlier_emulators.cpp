// SPDX-License-Identifier: Apache-2.0
#include "core/contract/error.h"
#include "core/machines/domain_status.h"
#include "core/machines/emulator_process.h"
#include "core/machines/libvirt_machines.h"
#include "tests/core/base/run_task.h"
#include "tests/core/machines/tiny_guests.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <fstream>
#include <map>
#include <signal.h>

using namespace agentarium;
using namespace agentarium::machines;
using namespace std::chrono_literals;
using tests::countingSpec;
using tests::runTask;
using tests::specOf;
namespace fs = std::filesystem;

namespace {

/// Names no other run of this test uses at the same time; the earlier process has them from its environment.
std::string nameOf(const std::string& twoDigits) {
    constexpr const char* variable = "AGENTARIUM_TEST_MACHINES";
    if (!qEnvironmentVariableIsSet(variable))
        qputenv(variable, QByteArray::number(QDateTime::currentMSecsSinceEpoch(), 16).right(10));
    return "agentarium-" + qgetenv(variable).rightJustified(10, '0').toStdString() + twoDigits;
}

const std::string still = nameOf("01"), goesOn = nameOf("02"), well = nameOf("03"), copied = nameOf("04"),
                  unwritten = nameOf("05"), made = nameOf("06");
std::string startedAs(int attempt) {
    return nameOf(std::to_string(10 + attempt));
}
constexpr int attempts = 20;

/// The earlier process: starts what the test looks at and then one machine after another until it is killed.
int startAndStay(const fs::path& home) {
    asio::io_context io;
    LibvirtMachines machines(io.get_executor(), {.home = home});
    for (const std::string& name : {still, goesOn, well, unwritten})
        runTask(io, machines.startPaused(specOf(home, name)));
    std::ofstream(home / "memory").close();
    fs::resize_file(home / "memory", 128ULL << 20);
    runTask(io, machines.startPaused(countingSpec(home, made)));
    runTask(io, machines.save(made, home / "state"));
    runTask(io, machines.destroy(made));
    runTask(io, machines.startPaused(countingSpec(home, copied, home / "state")));
    for (int attempt = 0; attempt < attempts; ++attempt) {
        runTask(io, machines.startPaused(specOf(home, startedAs(attempt))));
        runTask(io, machines.destroy(startedAs(attempt)));
    }
    return 1;
}

} // namespace

/// What a daemon leaves that is killed at a bad moment, and the next one that opens the same folder: once,
/// for within a process the driver only knows what there was when it was opened first.
class TestEarlierEmulators : public QObject {
    Q_OBJECT
    QTemporaryDir m_dir{QStringLiteral("/tmp/agm-XXXXXX")};
    fs::path m_home = m_dir.path().toStdString();
    asio::io_context m_io;
    asio::executor_work_guard<asio::io_context::executor_type> m_work{m_io.get_executor()};
    std::unique_ptr<LibvirtMachines> m_machines;
    std::map<std::string, DomainStatus> m_before; ///< of what the earlier process left
    std::string m_halfStarted;
    std::map<std::string, std::string> m_ended;

    static pid_t pidOf(const std::string& name) { return static_cast<pid_t>(findEmulator(name, {})); }
    std::map<std::string, DomainStatus> statuses() const {
        std::map<std::string, DomainStatus> found;
        for (DomainStatus& status : readStatuses(m_home / "libvirt/run/qemu"))
            found[status.info.machine.name] = status;
        return found;
    }
    std::map<std::string, Machine> listed() {
        std::map<std::string, Machine> found;
        for (const Machine& machine : runTask(m_io, m_machines->list()))
            found[machine.name] = machine;
        return found;
    }
    bool runUntil(const std::function<bool()>& done) {
        QElapsedTimer timer;
        timer.start();
        while (!done() && timer.elapsed() < 30'000)
            m_io.run_one_for(50ms);
        return done();
    }
    void verifyNothingIsLeftOf(const std::string& name, const DomainStatus& before) {
        QCOMPARE(pidOf(name), 0);
        QVERIFY(!statuses().contains(name));
        QVERIFY(!fs::exists(m_home / "libvirt/run/qemu" / (name + ".pid")));
        QVERIFY(!fs::exists(m_home / "libvirt/lib/qemu" / before.ownFolder()));
        QVERIFY(!fs::exists(before.info.machine.sockets.ctl.parent_path()));
    }
    /// Kills it while it starts a machine, whose emulator stands still from then on; that one's name.
    std::string killInAStart(const QProcess& process) {
        const auto earlier = static_cast<pid_t>(process.processId());
        for (int attempt = 0; attempt < attempts; ++attempt) {
            const std::string name = startedAs(attempt);
            if (!QTest::qWaitFor([&] { return pidOf(name) != 0; }, 60'000)) return {};
            // In this order: the process cannot get on with the start while it is looked at.
            ::kill(earlier, SIGSTOP);
            ::kill(pidOf(name), SIGSTOP);
            const auto seen = statuses();
            if (seen.contains(name) && !seen.at(name).started) {
                ::kill(earlier, SIGKILL);
                return name;
            }
            ::kill(pidOf(name), SIGCONT);
            ::kill(earlier, SIGCONT);
        }
        return {};
    }

private slots:
    void initTestCase() {
        QProcess earlier;
        earlier.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        earlier.start(QCoreApplication::applicationFilePath(), {"--start-and-stay", m_dir.path()});
        QVERIFY(earlier.waitForStarted());
        m_halfStarted = killInAStart(earlier);
        QVERIFY2(!m_halfStarted.empty(), "no start was slow enough to be caught");
        QVERIFY(earlier.waitForFinished());
        m_before = statuses();
        for (const std::string& name : {still, goesOn, well, copied, unwritten}) {
            QVERIFY(pidOf(name) != 0);
            QVERIFY(m_before.contains(name) && m_before.at(name).started);
        }
        for (const std::string& name : {still, goesOn})
            QCOMPARE(::kill(pidOf(name), SIGSTOP), 0);
        for (const char* ending : {".xml", ".pid"})
            fs::remove(m_home / "libvirt/run/qemu" / (unwritten + ending));

        LibvirtSettings settings{.home = m_home};
        settings.silenceLimit = 6s;
        m_machines = std::make_unique<LibvirtMachines>(m_io.get_executor(), settings);
        m_machines->onStopped([this](std::string name, std::string why) { m_ended[name] = why; });
    }

    /// libvirt would wait for the answer of an emulator that stands still.
    void whatWasBeingStartedIsEndedBeforeLibvirtAsksForIt() {
        QVERIFY(m_before.at(m_halfStarted).isHalfStarted());
        verifyNothingIsLeftOf(m_halfStarted, m_before.at(m_halfStarted));
    }

    void aCloneThatWasNotResumedIsEnded() {
        QVERIFY(m_before.at(copied).isHalfStarted());
        verifyNothingIsLeftOf(copied, m_before.at(copied));
    }

    void anEmulatorOfWhichNothingIsWrittenDownIsEnded() {
        verifyNothingIsLeftOf(unwritten, m_before.at(unwritten));
    }

    void thoseThatStandStillHideNoOther() {
        const auto found = listed();
        QCOMPARE(found.size(), std::size_t(3));
        for (const std::string& name : {still, goesOn, well}) {
            QCOMPARE(found.at(name).state, MachineState::Paused);
            QCOMPARE(found.at(name).pid, static_cast<long>(pidOf(name)));
            QCOMPARE(found.at(name).metadata.at("sessionId"), "session of " + name);
            QVERIFY(fs::is_socket(found.at(name).sockets.ctl));
        }
        QCOMPARE(::kill(pidOf(goesOn), SIGCONT), 0);
    }

    void oneThatStandsStillForGoodIsKilledAndReported() {
        QVERIFY(runUntil([&] { return m_ended.contains(still); }));
        QVERIFY2(m_ended[still].find("did not answer for 6 s") != std::string::npos, m_ended[still].c_str());
        QVERIFY(runUntil([&] { return !statuses().contains(still); }));
        verifyNothingIsLeftOf(still, m_before.at(still));
        QCOMPARE(listed().size(), std::size_t(2));
    }

    void theOthersGoOn() {
        QCOMPARE(m_ended.size(), std::size_t(1));
        for (const std::string& name : {goesOn, well}) {
            runTask(m_io, m_machines->resume(name));
            QVERIFY(runUntil([&] { return m_ended.contains(name); }));
            QVERIFY2(m_ended[name].find("switched itself off") != std::string::npos, m_ended[name].c_str());
        }
    }

    void cleanupTestCase() {
        if (m_machines) m_machines->close();
        for (const auto& [name, status] : m_before)
            killEmulator(name, {}, 2s);
    }
};

extern "C" const char* __tsan_default_options();
extern "C" const char* __tsan_default_options() {
    return "ignore_noninstrumented_modules=1"; // libvirt and GLib are not instrumented
}

int main(int argc, char** argv) {
    if (argc == 3 && std::string(argv[1]) == "--start-and-stay") return startAndStay(argv[2]);
    qputenv("QT_NO_GLIB", "1"); // libvirt's event loop needs GLib's default context, which Qt would take
    QCoreApplication application(argc, argv);
    TestEarlierEmulators test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_earlier_emulators.moc"
