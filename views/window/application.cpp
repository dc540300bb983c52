// SPDX-License-Identifier: Apache-2.0
#include "views/window/application.h"

#include "core/contract/error.h"
#include "views/client/daemonaddress.h"
#include "views/theme/thememanager.h"
#include "views/window/mainwindow.h"
#include "views/workbench/workbench.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QTranslator>

#include <cstdio>

namespace agentarium::views {

namespace {

/// Qt ends the process with a signal when there is no display; a person is told what to do instead.
bool hasDisplay() {
#if defined(Q_OS_LINUX)
    if (!qEnvironmentVariableIsEmpty("DISPLAY") || !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY"))
        return true;
    const QByteArray platform = qgetenv("QT_QPA_PLATFORM");
    return !platform.isEmpty() && !platform.startsWith("xcb") && !platform.startsWith("wayland");
#else
    return true;
#endif
}

} // namespace

int runApplication(int argc, char** argv) {
    bool onlyText = false;
    for (int i = 1; i < argc; ++i) {
        const QByteArray word(argv[i]);
        onlyText = onlyText || word == "--help" || word == "-h" || word == "--version" || word == "-v";
    }
    if (!onlyText && !hasDisplay()) {
        std::fputs("agentarium: there is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set).\n"
                   "The same operations are on the command line: agentariumctl --help\n",
                   stderr);
        return 1;
    }
    if (onlyText && !hasDisplay()) qputenv("QT_QPA_PLATFORM", "minimal");

    QApplication app(argc, argv);
    QApplication::setApplicationName(QStringLiteral("agentarium"));
    QApplication::setApplicationDisplayName(QStringLiteral("Agentarium"));
    QApplication::setApplicationVersion(QStringLiteral(AGENTARIUM_VERSION));
    QGuiApplication::setDesktopFileName(QStringLiteral("agentarium"));
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/agentarium.svg")));

    QTranslator translator;
    if (translator.load(QLocale(), QStringLiteral("agentarium"), QStringLiteral("_"),
                        QStringLiteral(":/translations")) ||
        translator.load(QStringLiteral(":/translations/agentarium_en.qm")))
        QApplication::installTranslator(&translator);

    QCommandLineParser parser;
    parser.setApplicationDescription(
        QApplication::translate("Application", "The desktop workbench of Agentarium."));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption home(
        QStringLiteral("home"),
        QApplication::translate(
            "Application", "The data folder (default: AGENTARIUM_HOME, or the platform's data location)."),
        QApplication::translate("Application", "folder"));
    parser.addOption(home);
    parser.process(app);

    try {
        const QString folder = dataFolder(parser.value(home));
        ThemeManager themes;
        Workbench workbench(daemonLocator(parser.value(home)), folder + QStringLiteral("/desktop"));
        MainWindow window(workbench, themes);
        window.show();
        workbench.connectToDaemon();
        return QApplication::exec();
    } catch (const Error& error) {
        std::fprintf(stderr, "agentarium: %s %s\n", error.what(), error.fix().c_str());
        return 1;
    }
}

} // namespace agentarium::views
