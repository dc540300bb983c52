// SPDX-License-Identifier: Apache-2.0
#include "core/base/subprocess.h"
#include "core/contract/error.h"

#include <QTemporaryDir>
#include <QtTest>

#include <fcntl.h>
#include <csignal>
#include <fstream>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace agentarium;
using namespace std::chrono_literals;

namespace {

ProcessSpec shell(const std::string& script) {
    return {{"/bin/sh", "-c", script}, {}, {}, 60s};
}

bool isGone(const std::string& pidFile) {
    std::ifstream in(pidFile);
    int pid = 0;
    in >> pid;
    if (pid <= 0) return false;
    for (int i = 0; i < 100; ++i) {
        if (::kill(pid, 0) != 0) return true;
        // An orphan of a container whose PID 1 does not reap stays as a zombie: that is dead, too.
        std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
        std::string line;
        std::getline(stat, line);
        const auto paren = line.rfind(')');
        if (paren != std::string::npos && line.size() > paren + 2 && line[paren + 2] == 'Z') return true;
        std::this_thread::sleep_for(20ms);
    }
    return false;
}

} // namespace

class TestSubprocess : public QObject {
    Q_OBJECT

private slots:
    void bothStreamsArriveLineByLine() {
        std::vector<std::string> lines;
        const ProcessResult result = runProcess(shell("echo one; echo two >&2; printf 'a\\rb\\nno end'"),
                                                [&](std::string_view line) { lines.emplace_back(line); });
        QVERIFY(result.ok());
        QCOMPARE(lines, (std::vector<std::string>{"one", "two", "a", "b", "no end"}));
        QVERIFY(result.tail.find("no end") != std::string::npos);
    }

    void exitCodeAndSignalAreTold() {
        const ProcessResult code = runProcess(shell("exit 7"));
        QCOMPARE(code.exitCode, 7);
        QVERIFY(!code.ok());
        QCOMPARE(QString::fromStdString(code.outcome()), "exit code 7");
        const ProcessResult killed = runProcess(shell("kill -9 $$"));
        QCOMPARE(killed.signal, 9);
        QCOMPARE(killed.exitCode, -1);
    }

    void tailKeepsTheEndOfLongOutput() {
        const ProcessResult result =
            runProcess(shell("i=0; while [ $i -lt 5000 ]; do echo line $i; i=$((i+1)); done"));
        QVERIFY(result.tail.size() <= 8192);
        QVERIFY(result.tail.ends_with("line 4999\n"));
        QVERIFY(result.tail.starts_with("line "));
    }

    void cancelEndsTheWholeGroup() {
        QTemporaryDir dir;
        const std::string pidFile = dir.filePath("pid").toStdString();
        const auto begin = std::chrono::steady_clock::now();
        bool stop = false;
        const ProcessResult result = runProcess(
            shell("sleep 300 & echo $! > " + pidFile + "; echo started; wait"),
            [&](std::string_view) { stop = true; }, [&] { return stop; });
        QVERIFY(result.cancelled);
        QVERIFY(std::chrono::steady_clock::now() - begin < 5s);
        QVERIFY2(isGone(pidFile), "the grandchild survived the cancel");
    }

    void cancelKillsWhatIgnoresThePoliteSignal() {
        bool stop = false;
        const ProcessResult result = runProcess(
            shell("trap '' TERM; echo started; while :; do sleep 0.1; done"),
            [&](std::string_view) { stop = true; }, [&] { return stop; });
        QVERIFY(result.cancelled);
        QCOMPARE(result.signal, 9);
    }

    void deadlineEndsIt() {
        ProcessSpec spec = shell("sleep 300");
        spec.timeout = 1s;
        const auto begin = std::chrono::steady_clock::now();
        const ProcessResult result = runProcess(spec);
        QVERIFY(result.timedOut);
        QVERIFY(!result.ok());
        QVERIFY(std::chrono::steady_clock::now() - begin < 10s);
    }

    void aChildLeftBehindDoesNotHoldUsAndIsKilled() {
        QTemporaryDir dir;
        const std::string pidFile = dir.filePath("pid").toStdString();
        const auto begin = std::chrono::steady_clock::now();
        const ProcessResult result = runProcess(shell("sleep 300 & echo $! > " + pidFile + "; exit 0"));
        QVERIFY(result.ok());
        QVERIFY(std::chrono::steady_clock::now() - begin < 5s);
        QVERIFY(isGone(pidFile));
    }

    void workingFolderAndEnvironmentArePassed() {
        QTemporaryDir dir;
        ::setenv("AGENTARIUM_TEST_KEPT", "kept", 1);
        ::setenv("AGENTARIUM_TEST_REPLACED", "old", 1);
        std::vector<std::string> lines;
        ProcessSpec spec = shell("pwd; echo $AGENTARIUM_TEST_KEPT $AGENTARIUM_TEST_REPLACED");
        spec.cwd = dir.path().toStdString();
        spec.env["AGENTARIUM_TEST_REPLACED"] = "new";
        runProcess(spec, [&](std::string_view line) { lines.emplace_back(line); });
        QCOMPARE(lines.size(), 2U);
        QCOMPARE(lines[0], std::filesystem::canonical(spec.cwd).string());
        QCOMPARE(lines[1], std::string("kept new"));
    }

    void argumentsAreNotReadByAShell() {
        std::vector<std::string> lines;
        runProcess({{"echo", "$HOME; `id` *", "a b"}, {}, {}, 10s},
                   [&](std::string_view line) { lines.emplace_back(line); });
        QCOMPARE(lines, (std::vector<std::string>{"$HOME; `id` * a b"}));
    }

    void noDescriptorOfOursReachesTheChild() {
        // Opened without O_CLOEXEC on purpose: a library may have done so.
        const int leaked = ::open("/dev/zero", O_RDONLY);
        QVERIFY(leaked > 2);
        const ProcessResult result =
            runProcess(shell("[ ! -e /proc/self/fd/" + std::to_string(leaked) + " ]"));
        ::close(leaked);
        QVERIFY(result.ok());
    }

    void programsAreFoundOnlyByAbsolutePathEntries() {
        QTemporaryDir dir;
        const std::string program = dir.filePath("agentarium-test-tool").toStdString();
        std::ofstream(program) << "#!/bin/sh\n";
        ::chmod(program.c_str(), 0755);
        const QByteArray before = qgetenv("PATH");
        const std::string cwd = std::filesystem::current_path();
        std::filesystem::current_path(dir.path().toStdString());
        qputenv("PATH", ".::" + before);
        const auto relative = findProgram("agentarium-test-tool");
        const auto slash = findProgram("./agentarium-test-tool");
        qputenv("PATH", dir.path().toUtf8() + ":" + before);
        const auto found = findProgram("agentarium-test-tool");
        qputenv("PATH", before);
        std::filesystem::current_path(cwd);
        QVERIFY(!relative);
        QVERIFY(!slash);
        QVERIFY(found);
        QCOMPARE(found->string(), program);
    }

    void aMissingProgramIsAnErrorThatNamesIt() {
        try {
            runProcess({{"agentarium-no-such-program"}, {}, {}, 10s});
            QFAIL("no error");
        } catch (const Error& error) {
            QVERIFY(std::string(error.what()).find("agentarium-no-such-program") != std::string::npos);
            QVERIFY(!error.fix().empty());
        }
    }
};

QTEST_GUILESS_MAIN(TestSubprocess)
#include "tst_subprocess.moc"
