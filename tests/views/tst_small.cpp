// SPDX-License-Identifier: Apache-2.0
#include "tests/views/testing.h"
#include "views/deploy/deployspec.h"
#include "views/format/format.h"
#include "views/request/copyas.h"
#include "views/request/requestpanel.h"
#include "views/response/loglines.h"
#include "views/workbench/draftstore.h"
#include "views/workbench/settings.h"

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>

using namespace agentarium::views;

class TestSmall : public QObject {
    Q_OBJECT
private slots:
    void init() { agentarium::tests::failOnWarnings(); }
    void figuresAreShort();
    void aFolderNameBecomesAnAgentsName();
    void aDeployThatCannotBeRightIsTold();
    void aDeployBecomesARequest();
    void headersAreReadFromLines();
    void aLogLineOfTheSdkIsItsTraceback();
    void aCopiedCommandSurvivesTheShell();
    void theTokenIsNotCopied();
    void settingsAreThereAfterACrash();
    void draftsAreThereAfterACrash();
};

void TestSmall::figuresAreShort() {
    QCOMPARE(formatBytes(0), QString("0 B"));
    QCOMPARE(formatBytes(999), QString("999 B"));
    QCOMPARE(formatBytes(12400), QString("12.4 kB"));
    QCOMPARE(formatBytes(999960), QString("1.0 MB"));
    QCOMPARE(formatBytes(100'000'000), QString("100.0 MB"));
    QCOMPARE(formatMs(3.53), QString("3.5 ms"));
    QCOMPARE(formatMs(212), QString("212 ms"));
    QCOMPARE(formatMs(1840), QString("1.84 s"));
    QCOMPARE(formatMs(72000), QString("1 min 12 s"));
    QCOMPARE(formatMs(4320000), QString("1 h 12 min"));
    QCOMPARE(formatClock(64), QString("01:04"));
    QCOMPARE(formatClock(28736), QString("7:58:56"));
    QCOMPARE(formatClock(-5), QString("00:00"));
    QCOMPARE(timeFromJson(QJsonValue(1.5)).toMSecsSinceEpoch(), 1500);
    QVERIFY(!timeFromJson(QJsonValue()).isValid());
}

void TestSmall::aFolderNameBecomesAnAgentsName() {
    QCOMPARE(DeploySpec::nameFor("/home/me/audit-analyzer"), QString("audit_analyzer"));
    QCOMPARE(DeploySpec::nameFor("/home/me/audit-analyzer/"), QString("audit_analyzer"));
    QCOMPARE(DeploySpec::nameFor("/home/me/my-agent.zip"), QString("my_agent"));
}

void TestSmall::aDeployThatCannotBeRightIsTold() {
    QTemporaryDir folder;
    DeploySpec spec;
    QVERIFY(!spec.pathProblem().isEmpty());
    spec.path = "/no/such/folder";
    QVERIFY(!spec.pathProblem().isEmpty());
    spec.path = folder.path();
    spec.name = "good_name";
    QVERIFY(spec.isValid());
    for (const char* bad :
         {"", "1st", "has-hyphen", "has space", "x234567890123456789012345678901234567890123456789"}) {
        spec.name = bad;
        QVERIFY2(!spec.isValid(), bad);
    }
    spec.name = "good";
    spec.env = "A=1\nno equals";
    QVERIFY(spec.envProblem().contains("no equals"));
    spec.env.clear();
    spec.egress = " ";
    QVERIFY(!spec.isValid());
}

void TestSmall::aDeployBecomesARequest() {
    DeploySpec spec;
    spec.path = QDir::tempPath();
    spec.name = "a";
    spec.env = "A=1=2\nB=";
    spec.egress = "api.example.com,b:443";
    const QJsonObject json = spec.toJson();
    QCOMPARE(json["env"].toObject()["A"].toString(), QString("1=2"));
    QCOMPARE(json["env"].toObject()["B"].toString(), QString());
    QCOMPARE(json["egress"].toString(), QString("api.example.com,b:443"));
    QCOMPARE(json["memoryMb"].toInt(), 1024);
    QVERIFY(!json.contains("entrypoint"));
}

void TestSmall::headersAreReadFromLines() {
    const HeaderList headers = headersFromText("A: b\nno colon\n  C :d: e \n");
    QCOMPARE(headers, (HeaderList{{"A", "b"}, {"C", "d: e"}}));
}

void TestSmall::aLogLineOfTheSdkIsItsTraceback() {
    const QString log = readableLog(
        {"plain",
         R"({"level":"ERROR","message":"It failed","stackTrace":["Traceback:\n","  File x\n","KeyError: 7\n"]})",
         "{not json"});
    QCOMPARE(log, QString("plain\nERROR: It failed\nTraceback:\n  File x\nKeyError: 7\n{not json"));
}

void TestSmall::aCopiedCommandSurvivesTheShell() {
    InvocationRequest request;
    request.agent = "hello";
    request.sessionId = "hello-0123456789";
    request.body = "{\"prompt\": \"it's $HOME `x` \\n\"}";
    const QString command = asAgentariumctl(request);
    QProcess shell;
    shell.start("sh", {"-c", "agentariumctl() { printf '%s\\n' \"$@\"; }; " + command});
    QVERIFY(shell.waitForFinished());
    const QStringList words = QString::fromUtf8(shell.readAllStandardOutput()).split('\n');
    QCOMPARE(words[0], QString("invoke"));
    QCOMPARE(words[2], QString::fromUtf8(request.body));
    QVERIFY(words.contains("--session"));
}

void TestSmall::theTokenIsNotCopied() {
    InvocationRequest request;
    request.agent = "hello";
    request.body = "{}";
    const QString curl = asCurl(request, {QUrl("http://127.0.0.1:4599"), "very-secret", {}});
    QVERIFY(curl.contains("http://127.0.0.1:4599/api/v1/agents/hello/invocations"));
    QVERIFY(!curl.contains("very-secret"));
}

void TestSmall::settingsAreThereAfterACrash() {
    QTemporaryDir folder;
    auto* crashed = new Settings(folder.path()); // never destroyed, as in a crash
    crashed->setTheme(ThemeChoice::Dark);
    crashed->setValue("window/page", "doctor");
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(folder.filePath("desktop.ini")) &&
                                 Settings(folder.path()).theme() == ThemeChoice::Dark,
                             3000);
    QCOMPARE(Settings(folder.path()).value("window/page").toString(), QString("doctor"));
    QCOMPARE(Settings(folder.path()).value("settings/version").toInt(), Settings::currentVersion);
    crashed->setParent(this);
}

void TestSmall::draftsAreThereAfterACrash() {
    QTemporaryDir folder;
    auto* crashed = new DraftStore(folder.path());
    crashed->setParent(this);
    crashed->save("hello/../x", {{"body", "{\"a\":1}"}});
    QCOMPARE(crashed->load("hello/../x")["body"].toString(), QString("{\"a\":1}"));
    QTRY_COMPARE_WITH_TIMEOUT(DraftStore(folder.path()).load("hello/../x")["body"].toString(),
                              QString("{\"a\":1}"), 3000);
    QCOMPARE(QDir(folder.filePath("drafts")).entryList(QDir::Files).size(), 1);
}

QTEST_MAIN(TestSmall)
#include "tst_small.moc"
