// SPDX-License-Identifier: Apache-2.0
#include "core/machines/libvirt_machines.h"
#include "core/machines/socket_folder.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>
#include <boost/asio/io_context.hpp>

#include <fstream>

using namespace agentarium;
using namespace agentarium::machines;
namespace fs = std::filesystem;

/// What a daemon leaves that was killed between making an emulator and libvirt's writing it down.
class TestStrayEmulators : public QObject {
    Q_OBJECT
private slots:
    void anEmulatorLibvirtNeverLearntOfIsEndedWithItsSockets() {
        const QTemporaryDir dir{QStringLiteral("/tmp/agm-XXXXXX")};
        const fs::path home = dir.path().toStdString();
        const fs::path sockets = home / "sockets";
        const std::string name = "agentarium-00000000abcd";
        makePrivateFolder(sockets);
        const Sockets left = socketsFor(sockets, name);
        QCOMPARE(machineNameOf(left.ctl.parent_path()), name);
        makePrivateFolder(left.ctl.parent_path());
        std::ofstream(left.ctl) << "";

        QProcess emulator;
        emulator.start(QStringLiteral("sh"), {QStringLiteral("-c"), QStringLiteral("while :; do sleep 0.2; done"),
                                              QStringLiteral("x"), QString::fromStdString("guest=" + name)});
        QVERIFY(emulator.waitForStarted());

        asio::io_context io;
        LibvirtSettings settings{home};
        settings.sockets = sockets;
        LibvirtMachines machines(io.get_executor(), settings);
        QVERIFY(emulator.waitForFinished(20'000));
        QTRY_VERIFY(!fs::exists(left.ctl.parent_path()));
        machines.close();
    }
};

QTEST_GUILESS_MAIN(TestStrayEmulators)
#include "tst_stray_emulators.moc"
