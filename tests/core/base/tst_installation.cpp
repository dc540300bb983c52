// SPDX-License-Identifier: Apache-2.0
#include "core/base/installation.h"
#include "core/contract/error.h"

#include <QTemporaryDir>
#include <QtTest>

#include <fstream>

namespace fs = std::filesystem;
using agentarium::Installation;

class TestInstallation : public QObject {
    Q_OBJECT
private slots:
    void init() {
        qunsetenv("AGENTARIUM_RESOURCES");
        qunsetenv("AGENTARIUM_INIT");
    }

    void anInstalledProgramFindsShareAndLib() {
        QTemporaryDir dir;
        const fs::path prefix = dir.path().toStdString();
        fs::create_directories(prefix / "lib/agentarium");
        std::ofstream(prefix / "lib/agentarium/agentarium-init") << "x";
        const auto found = Installation::of(prefix / "bin/agentariumd");
        QCOMPARE(found.resources.string(), (prefix / "share/agentarium").string());
        QCOMPARE(found.init.string(), (prefix / "lib/agentarium/agentarium-init").string());
    }

    void aProgramOfTheBuildTreeFindsTheCrossBuiltInit() {
        QTemporaryDir dir;
        const fs::path build = dir.path().toStdString();
        fs::create_directories(build / "guest");
        std::ofstream(build / "guest/agentarium-init") << "x";
        QCOMPARE(Installation::of(build / "bin/agentariumd").init.string(),
                 (build / "guest/agentarium-init").string());
    }

    void theEnvironmentReplacesBoth() {
        QTemporaryDir dir;
        qputenv("AGENTARIUM_RESOURCES", dir.path().toUtf8());
        qputenv("AGENTARIUM_INIT", "/somewhere/init");
        const auto found = Installation::find();
        QCOMPARE(QString::fromStdString(found.resources.string()), dir.path());
        QCOMPARE(found.init.string(), std::string("/somewhere/init"));
    }

    void missingResourcesAreNamedWithAFix() {
        qputenv("AGENTARIUM_RESOURCES", "/nowhere/at/all");
        try {
            Installation::find();
            QFAIL("found resources that do not exist");
        } catch (const agentarium::Error& error) {
            QVERIFY(QString::fromUtf8(error.what()).contains("/nowhere/at/all"));
            QVERIFY(!error.fix().empty());
        }
    }

    void thisTestFindsTheSourceTreesResources() {
        const auto found = Installation::find();
        QCOMPARE(fs::canonical(found.resources).string(),
                 fs::canonical(fs::path(AGENTARIUM_SOURCE_DIR) / "resources").string());
    }
};

QTEST_GUILESS_MAIN(TestInstallation)
#include "tst_installation.moc"
