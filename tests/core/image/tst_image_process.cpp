// SPDX-License-Identifier: Apache-2.0
#include "core/contract/error.h"
#include "core/image/process.h"

#include <QElapsedTimer>
#include <QtTest>

#include <thread>

using namespace agentarium;
using namespace agentarium::image;

class ImageProcess : public QObject {
    Q_OBJECT

private slots:
    void outputAndErrorsArriveByLineAndTheExitCodeIsReturned() {
        jobs::SilentJob job;
        std::vector<std::string> lines;
        Process process;
        process.command = {findProgram("sh"), "-c", "echo \"$WORD\"; echo two >&2; printf three; exit 7"};
        process.environment = {"WORD=one"};
        process.line = [&](const std::string& line) { lines.push_back(line); };
        QCOMPARE(run(process, job), 7);
        QCOMPARE(lines, (std::vector<std::string>{"one", "two", "three"}));
    }

    void aSignalIsTold() {
        jobs::SilentJob job;
        Process process;
        process.command = {findProgram("sh"), "-c", "kill -9 $$"};
        QCOMPARE(run(process, job), 128 + 9);
    }

    void aMissingProgramIsAnError() {
        jobs::SilentJob job;
        Process process;
        process.command = {"/nonexistent/program"};
        QVERIFY_EXCEPTION_THROWN(run(process, job), Error);
        QVERIFY(findProgram("no-such-program-here").empty());
    }

    void cancellingEndsTheProgramAndItsChildren() {
        jobs::SilentJob job;
        std::string child;
        Process process;
        process.command = {findProgram("sh"), "-c", "sleep 60 & echo $!; trap '' TERM; wait; sleep 60"};
        process.line = [&](const std::string& line) {
            child = line;
            job.cancel();
        };
        QElapsedTimer timer;
        timer.start();
        try {
            run(process, job);
            QFAIL("not cancelled");
        } catch (const Error& error) {
            QCOMPARE(error.kind(), ErrorKind::Cancelled);
        }
        QVERIFY(timer.elapsed() < 10000);
        const auto gone = [&] {
            QFile status("/proc/" + QString::fromStdString(child) + "/status");
            return !status.open(QIODevice::ReadOnly) || status.readAll().contains("State:\tZ");
        };
        QTRY_VERIFY(gone());
    }
};

QTEST_GUILESS_MAIN(ImageProcess)
#include "tst_image_process.moc"
