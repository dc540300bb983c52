// SPDX-License-Identifier: Apache-2.0
// Runs agentariumctl itself, where it needs no daemon.
#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

class TestCommandLine : public QObject {
    Q_OBJECT

private:
    struct Result {
        int exitCode = -1;
        QString out;
        QString err;
    };

    Result run(const QStringList& words) {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("AGENTARIUM_HOME", m_home.filePath("home"));
        process.setProcessEnvironment(environment);
        process.setWorkingDirectory(m_home.path());
        process.start(QCoreApplication::applicationDirPath() + "/../bin/agentariumctl", words);
        process.waitForFinished(30000);
        return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
                QString::fromUtf8(process.readAllStandardError())};
    }

    QTemporaryDir m_home;

private slots:
    void mistakesEndWithCodeTwoAndSayWhatIsWrong_data() {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QString>("says");
        const QString shortId = "conversation-123";
        QTest::newRow("nothing") << QStringList{} << "no verb";
        QTest::newRow("unknown verb") << QStringList{"frobnicate"} << "no verb \"frobnicate\"";
        QTest::newRow("group alone") << QStringList{"image"} << "second word";
        QTest::newRow("group's unknown verb")
            << QStringList{"daemon", "restart"} << "no verb \"daemon restart\"";
        QTest::newRow("header's name") << QStringList{"invoke", "a", "--header", "X Y=1"} << "X Y";
        QTest::newRow("header's line break")
            << QStringList{"invoke", "a", "--header", "X=1\r\nHost: b"} << "control character";
        QTest::newRow("user's line break") << QStringList{"invoke", "a", "--user", "a\nb"} << "--user";
        QTest::newRow("missing word") << QStringList{"invoke"} << "AGENT";
        QTest::newRow("path missing") << QStringList{"deploy", "/nonexistent"} << "/nonexistent";
        QTest::newRow("empty path") << QStringList{"deploy", ""} << "path is empty";
        QTest::newRow("empty agent") << QStringList{"invoke", "", "{}"} << "name is empty";
        QTest::newRow("one file") << QStringList{"deploy",
                                                 AGENTARIUM_SOURCE_DIR "/resources/agents/hello/main.py"}
                                  << "a folder or a zip";
        QTest::newRow("not a number") << QStringList{"deploy", ".", "--memory", "much"} << "--memory";
        QTest::newRow("bad env") << QStringList{"deploy", ".", "--name", "a", "--env", "NOVALUE"}
                                 << "KEY=VALUE";
        QTest::newRow("bad name") << QStringList{"deploy", ".", "--name", "my-agent"} << "my_agent";
        QTest::newRow("protocol") << QStringList{"deploy", ".", "--protocol", "SMTP"} << "SMTP";
        QTest::newRow("short session") << QStringList{"invoke", "a", "{}", "--session", shortId} << "33";
        QTest::newRow("short session ws") << QStringList{"ws", "a", "--session", shortId} << "33";
        QTest::newRow("agent named like a verb")
            << QStringList{"invoke", "logs", "{}", "--session", "s"} << "33";
        QTest::newRow("payload twice") << QStringList{"invoke", "a", "{}", "--data", "x"} << "--data";
        QTest::newRow("attachment") << QStringList{"invoke", "a", "--attach", "image.png"}
                                    << "JSONPOINTER=FILE";
        QTest::newRow("attached file")
            << QStringList{"invoke", "a", "--attach", "/a=nothing.png"} << "nothing.png";
        QTest::newRow("no task") << QStringList{"task"} << "ID of a task";
        QTest::newRow("no task to cancel") << QStringList{"task", "cancel"} << "ID";
        QTest::newRow("no command") << QStringList{"exec", "id"} << "no command";
        QTest::newRow("log source") << QStringList{"logs", "id", "--source", "stdin"} << "stdin";
        QTest::newRow("create") << QStringList{"create", "x"} << "template";
    }
    void mistakesEndWithCodeTwoAndSayWhatIsWrong() {
        QFETCH(QStringList, words);
        QFETCH(QString, says);
        const Result human = run(words);
        QCOMPARE(human.exitCode, 2);
        QCOMPARE(human.out, QString());
        QVERIFY2(human.err.contains(says), qPrintable(human.err));
        if (words.isEmpty()) return;
        const Result machine = run(words + QStringList{"--json"});
        QCOMPARE(machine.exitCode, 2);
        const QJsonObject error = QJsonDocument::fromJson(machine.out.toUtf8()).object()["error"].toObject();
        QCOMPARE(error["type"].toString(), QString("BadInput"));
        QVERIFY2((error["message"].toString() + error["fix"].toString()).contains(says),
                 qPrintable(machine.out));
    }

    void olderToolsAreToldTheVerb_data() {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QString>("verb");
        QTest::newRow("configure") << QStringList{"configure", "-e", "agent.py"} << "agentariumctl deploy";
        QTest::newRow("launch") << QStringList{"launch"} << "agentariumctl deploy";
        QTest::newRow("launch --local") << QStringList{"launch", "--local"} << "agentariumctl deploy";
        QTest::newRow("status") << QStringList{"status", "--verbose"} << "agentariumctl agents";
    }
    void olderToolsAreToldTheVerb() {
        QFETCH(QStringList, words);
        QFETCH(QString, verb);
        const Result result = run(words);
        QCOMPARE(result.exitCode, 2);
        QVERIFY2(result.err.contains(verb), qPrintable(result.err));
    }

    void noneOfThisStartsADaemon() {
        const Result status = run({"daemon", "status"});
        QCOMPARE(status.exitCode, 6);
        QCOMPARE(run({"daemon", "stop"}).exitCode, 0);
        QVERIFY(!QFile::exists(m_home.filePath("home")));
    }

    void helpAndVersionEndWithZero() {
        QVERIFY(run({"--version"}).out.startsWith("agentariumctl "));
        const Result help = run({"--help"});
        QCOMPARE(help.exitCode, 0);
        for (const char* verb :
             {"doctor", "image", "create", "deploy", "agents", "agent", "endpoint", "invoke", "task", "ws",
              "sessions", "session", "usage", "events", "logs", "exec", "shell", "daemon"})
            QVERIFY2(help.out.contains(QString("\n  %1 ").arg(verb)), verb);
        QVERIFY(!help.out.contains("launch"));
        QCOMPARE(run({"deploy", "--help"}).exitCode, 0);
    }

    void aTooLargeBodyIsRefusedBeforeAnybodyIsAsked() {
        QFile file(m_home.filePath("large"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(file.resize(100'000'001));
        const Result result = run({"invoke", "a", "--data", file.fileName()});
        QCOMPARE(result.exitCode, 5);
        QVERIFY2(result.err.contains("1 over the limit of 100,000,000 bytes"), qPrintable(result.err));
    }
};

QTEST_GUILESS_MAIN(TestCommandLine)
#include "tst_command_line.moc"
