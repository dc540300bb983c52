// SPDX-License-Identifier: Apache-2.0
#include "tests/views/fakedaemon.h"
#include "tests/views/testing.h"
#include "views/deploy/deploydialog.h"
#include "views/navigator/navigator.h"
#include "views/palette/commandfield.h"
#include "views/session/sessionpage.h"
#include "views/start/samplerun.h"
#include "views/theme/thememanager.h"
#include "views/window/banner.h"
#include "views/window/mainwindow.h"
#include "views/workbench/workbench.h"

#include <QAbstractSpinBox>
#include <QComboBox>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QTabBar>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTimer>
#include <QToolButton>
#include <QTreeView>

using namespace agentarium::views;
using namespace agentarium::tests;

class TestWindow : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void everyControlHasANameOfItsOwn();
    void tabReachesEveryPart();
    void theCommandFieldFindsAndRuns();
    void theThemeIsRemembered();
    void aLostDaemonIsSaidAndFoundAgain();
    void theSampleBuildsDeploysAndInvokes();
    void theSampleSaysWhatFailed();
    void aJobThatFailsBeforeItsAnswerIsReported();
    void theDeployDialogTellsWhatIsWrong();
    void aFailedDeployShowsTheToolsOwnError();
    void thePageIsThereAgainAfterARestart();
    void aDoctorThatFailsIsShownWithItsFix();

private:
    template <typename W>
    W* find(const QString& name, QWidget* in = nullptr) const {
        const auto all = (in ? in : m_window.get())->findChildren<W*>();
        for (W* widget : all)
            if (widget->accessibleName() == name) return widget;
        return nullptr;
    }
    void makeWindow();
    QJsonObject job(const QString& id, const QString& state, const QJsonObject& more = {}) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<FakeDaemon> m_daemon;
    std::unique_ptr<ThemeManager> m_themes;
    std::unique_ptr<Workbench> m_workbench;
    std::unique_ptr<MainWindow> m_window;
};

void TestWindow::init() {
    failOnWarnings();
    m_folder = std::make_unique<QTemporaryDir>();
    m_daemon = std::make_unique<FakeDaemon>();
    m_daemon->behaveWell();
    makeWindow();
}

void TestWindow::makeWindow() {
    m_window.reset();
    m_workbench.reset();
    m_themes.reset();
    m_themes = std::make_unique<ThemeManager>();
    m_workbench = std::make_unique<Workbench>(m_daemon->locator(), m_folder->path());
    m_window = std::make_unique<MainWindow>(*m_workbench, *m_themes);
    m_window->resize(1440, 900);
    m_window->show();
    m_workbench->connectToDaemon();
    QTRY_COMPARE(m_workbench->agents().names(), QStringList{"hello"});
    QTRY_VERIFY(m_workbench->host().ok());
}

void TestWindow::cleanup() {
    m_window.reset();
    m_workbench.reset();
    m_daemon.reset();
}

QJsonObject TestWindow::job(const QString& id, const QString& state, const QJsonObject& more) const {
    QJsonObject json{{"id", id},       {"kind", "deploy"}, {"title", "Job " + id},
                     {"state", state}, {"phase", "pack"},  {"fraction", 0.5}};
    for (auto it = more.begin(); it != more.end(); ++it)
        json.insert(it.key(), it.value());
    return json;
}

void TestWindow::everyControlHasANameOfItsOwn() {
    m_daemon->push({{"sessions", QJsonArray{sessionJson("one-0123456789", "hello", "Idle", "r")}}});
    ApiError error;
    error.message = "m";
    m_workbench->report("w", "x", error);
    m_workbench->jobs().updateJobs({job("1", "running", {{"log", QJsonArray{"l"}}})});
    auto* list = find<QTreeView>("Agents");
    emit list->clicked(list->model()->index(0, 0));
    QVERIFY(m_window->findChild<SessionPage*>());
    QTest::keyClick(m_window.get(), Qt::Key_D, Qt::ControlModifier);
    QVERIFY(m_window->findChild<DeployDialog*>());

    QHash<QString, int> names;
    const auto widgets = m_window->findChildren<QWidget*>();
    for (QWidget* w : widgets) {
        const bool control = qobject_cast<QAbstractButton*>(w) || qobject_cast<QComboBox*>(w) ||
                             qobject_cast<QLineEdit*>(w) || qobject_cast<QPlainTextEdit*>(w) ||
                             qobject_cast<QAbstractItemView*>(w) || qobject_cast<QTabBar*>(w) ||
                             qobject_cast<QAbstractSpinBox*>(w) || qobject_cast<QProgressBar*>(w);
        const QString type = w->metaObject()->className();
        const QWidget* parent = w->parentWidget();
        const bool inner = w->objectName().startsWith("qt_") || qobject_cast<const QComboBox*>(parent) ||
                           qobject_cast<const QAbstractSpinBox*>(parent) || type.startsWith("QComboBox") ||
                           qobject_cast<const QAbstractItemView*>(parent) ||
                           qobject_cast<const QTabBar*>(parent) || type == "QHeaderView" ||
                           type == "QTableCornerButton";
        if (!control || inner) continue;
        QVERIFY2(!w->accessibleName().isEmpty(),
                 qPrintable(type + " in " + parent->metaObject()->className()));
        // Unique among what can be seen at once: each page has its own Copy button and the like.
        if (w->isVisible() && w->window() == m_window.get()) ++names[type + ": " + w->accessibleName()];
    }
    for (auto it = names.begin(); it != names.end(); ++it)
        QVERIFY2(it.value() == 1, qPrintable(it.key()));
    QVERIFY(names.size() > 15);
}

void TestWindow::tabReachesEveryPart() {
    auto* tree = find<QTreeView>("Agents");
    emit tree->clicked(tree->model()->index(0, 0));
    find<QTreeView>("Agents")->setFocus();
    QSet<QString> reached;
    for (int i = 0; i < 60; ++i) {
        QTest::keyClick(m_window->focusWidget() ? m_window->focusWidget() : m_window.get(), Qt::Key_Tab);
        if (m_window->focusWidget()) reached.insert(m_window->focusWidget()->accessibleName());
    }
    for (const char* name :
         {"Request Body", "Send", "User ID", "Endpoint", "Headers", "Copy as curl", "Response Tabs",
          "Deploy Agent…", "Search or Run a Command", "Agents", "Jobs", "Problems"})
        QVERIFY2(reached.contains(name), name);
}

void TestWindow::theCommandFieldFindsAndRuns() {
    auto* field = m_window->findChild<CommandField*>();
    field->activate();
    QTest::keyClicks(field, "dark");
    auto* list = find<QListView>("Commands");
    QTRY_VERIFY(list && list->isVisible());
    QCOMPARE(list->model()->index(0, 0).data().toString(), QString("Dark Theme"));
    QTest::keyClick(field, Qt::Key_Return);
    QVERIFY(currentTheme().dark);
    QVERIFY(!list->isVisible());
    field->activate();
    QTest::keyClicks(field, "session of hello");
    QTest::keyClick(field, Qt::Key_Return);
    QVERIFY(m_window->findChild<SessionPage*>());
}

void TestWindow::theThemeIsRemembered() {
    m_workbench->settings().setTheme(ThemeChoice::Dark);
    makeWindow();
    QVERIFY(currentTheme().dark);
    m_workbench->settings().setTheme(ThemeChoice::Light);
    makeWindow();
    QVERIFY(!currentTheme().dark);
}

void TestWindow::aLostDaemonIsSaidAndFoundAgain() {
    auto* banner = m_window->findChild<Banner*>();
    QVERIFY(!banner->isVisible());
    m_daemon->goAway();
    QTRY_VERIFY(banner->isVisible());
    QCOMPARE(m_workbench->agents().names(), QStringList{"hello"}); // nothing is thrown away
    m_daemon->comeBack();
    QTRY_VERIFY_WITH_TIMEOUT(!banner->isVisible(), 15000);
    QCOMPARE(m_workbench->problems().rowCount(), 0);
}

void TestWindow::theSampleBuildsDeploysAndInvokes() {
    m_daemon->on("GET /agents", [](const FakeRequest& r) { r.reply(200, {{"agents", QJsonArray()}}); });
    m_daemon->on("POST /image/build",
                 [this](const FakeRequest& r) { r.reply(202, job("image", "running")); });
    QJsonObject deployed;
    m_daemon->on("POST /agents/deploy", [this, &deployed](const FakeRequest& r) {
        deployed = QJsonDocument::fromJson(r.body).object();
        r.reply(202, job("deploy", "running"));
    });
    m_daemon->on("POST /agents/hello/invocations",
                 [](const FakeRequest& r) { r.reply(200, QByteArray("{\"result\":\"You said: Hello\"}")); });
    m_daemon->push({{"changed", "agents"}});
    QTRY_VERIFY(m_workbench->agents().names().isEmpty());

    QTest::mouseClick(find<QPushButton>("Run the Sample Agent"), Qt::LeftButton);
    QTRY_COMPARE(m_daemon->requests("POST /image/build"), 1);
    m_daemon->push({{"jobs", QJsonArray{job("image", "done")}}});
    QTRY_COMPARE(m_daemon->requests("POST /agents/deploy"), 1);
    QCOMPARE(deployed["template"].toString(), QString("hello"));
    m_daemon->push(
        {{"jobs", QJsonArray{job("deploy", "done", {{"result", QJsonObject{{"name", "hello"}}}})}}});
    QTRY_COMPARE(m_daemon->requests("POST /agents/hello/invocations"), 1);
    QTRY_VERIFY(m_window->findChild<SessionPage*>());
    QTRY_VERIFY(find<QPlainTextEdit>("Response Body")->toPlainText().contains("You said: Hello"));
}

void TestWindow::theSampleSaysWhatFailed() {
    m_daemon->on("POST /image/build",
                 [this](const FakeRequest& r) { r.reply(202, job("image", "running")); });
    QTest::mouseClick(find<QPushButton>("Run the Sample Agent"), Qt::LeftButton);
    QTRY_COMPARE(m_daemon->requests("POST /image/build"), 1);
    QTRY_VERIFY(!find<QPushButton>("Run the Sample Agent")->isEnabled());
    m_daemon->push({{"jobs", QJsonArray{job("image", "failed",
                                            {{"error", QJsonObject{{"type", "RuntimeFailed"},
                                                                   {"message", "The mirror did not answer."},
                                                                   {"fix", "Try again."}}}})}}});
    QTRY_VERIFY(find<QPushButton>("Run the Sample Agent")->isEnabled());
    QCOMPARE(m_window->findChild<SampleRun*>()->detail(SampleRun::Image),
             QString("The mirror did not answer. Try again."));
    QCOMPARE(m_workbench->problems().rowCount(), 1);
}

void TestWindow::aJobThatFailsBeforeItsAnswerIsReported() {
    m_daemon->on("POST /image/build", [this](const FakeRequest& r) {
        m_daemon->push({{"jobs", QJsonArray{job("quick", "failed",
                                                {{"error", QJsonObject{{"type", "RuntimeFailed"},
                                                                       {"message", "At once."},
                                                                       {"fix", ""}}}})}}});
        QTimer::singleShot(200, r.socket, [this, r] { r.reply(202, job("quick", "running")); });
    });
    m_workbench->buildImage();
    QTRY_COMPARE(m_workbench->problems().rowCount(), 1);
    QCOMPARE(m_workbench->jobs().running(), 0);
    // The same list again, as after a reconnection, is no news.
    m_workbench->jobs().setJobs({job("quick", "failed"), job("older", "failed")});
    QCOMPARE(m_workbench->problems().rowCount(), 1);
}

void TestWindow::theDeployDialogTellsWhatIsWrong() {
    DeployDialog dialog(*m_workbench);
    dialog.show();
    auto* deploy = find<QPushButton>("Deploy", &dialog);
    QVERIFY(!deploy->isEnabled());
    QDir(m_folder->path()).mkdir("my-agent");
    dialog.setPath(m_folder->filePath("my-agent"));
    QCOMPARE(find<QLineEdit>("Agent Name", &dialog)->text(), QString("my_agent"));
    QVERIFY(deploy->isEnabled());
    bool said = false;
    const auto labels = dialog.findChildren<QLabel*>();
    for (QLabel* label : labels)
        said = said || (label->isVisible() && label->text().contains("became"));
    QVERIFY(said);
    find<QLineEdit>("Agent Name", &dialog)->setText("9");
    QVERIFY(!deploy->isEnabled());
    find<QLineEdit>("Agent Name", &dialog)->setText("nine");
    QVERIFY(deploy->isEnabled());
}

void TestWindow::aFailedDeployShowsTheToolsOwnError() {
    m_daemon->on("POST /agents/deploy", [this](const FakeRequest& r) { r.reply(202, job("d", "running")); });
    DeployDialog dialog(*m_workbench);
    dialog.show();
    dialog.setPath(m_folder->path());
    find<QLineEdit>("Agent Name", &dialog)->setText("a");
    QTest::mouseClick(find<QPushButton>("Deploy", &dialog), Qt::LeftButton);
    QTRY_VERIFY(find<QPushButton>("Cancel Deploy", &dialog)->isVisible());
    m_daemon->push(
        {{"jobs",
          QJsonArray{
              job("d", "failed",
                  {{"error", QJsonObject{{"type", "BadInput"},
                                         {"message", "pip failed."},
                                         {"fix", ""},
                                         {"logTail", QJsonArray{"ERROR: no matching distribution"}}}}})}}});
    QTRY_VERIFY(find<QPlainTextEdit>("Last Lines", &dialog)->isVisible());
    QVERIFY(find<QPlainTextEdit>("Last Lines", &dialog)->toPlainText().contains("no matching distribution"));
    QVERIFY(find<QPushButton>("Deploy", &dialog)->isVisible());
}

void TestWindow::thePageIsThereAgainAfterARestart() {
    auto* tree = find<QTreeView>("Agents");
    emit tree->clicked(tree->model()->index(0, 0));
    const QString id = m_window->findChild<SessionPage*>()->sessionId();
    makeWindow();
    QTRY_VERIFY(m_window->findChild<SessionPage*>());
    QCOMPARE(m_window->findChild<SessionPage*>()->sessionId(), id);
}

void TestWindow::aDoctorThatFailsIsShownWithItsFix() {
    m_daemon->on("GET /doctor", [](const FakeRequest& r) {
        r.reply(200, {{"ok", false},
                      {"accelerator", "tcg"},
                      {"isolates", false},
                      {"checks", QJsonArray{QJsonObject{{"id", "qemu"},
                                                        {"title", "QEMU"},
                                                        {"state", "fail"},
                                                        {"reason", "There is no qemu-system-aarch64."},
                                                        {"fix", "Install qemu-system-arm."}}}}});
    });
    m_workbench->refreshHost();
    QTRY_VERIFY(!m_workbench->host().ok() && m_workbench->host().state() == HostStatus::State::Known);
    QCOMPARE(m_workbench->host().shortText(), QString("Host not ready"));
    bool reason = false;
    bool fix = false;
    const auto labels = m_window->findChildren<QLabel*>();
    for (QLabel* label : labels) {
        reason = reason || (label->isVisible() && label->text().contains("There is no qemu-system-aarch64."));
        fix = fix || (label->isVisible() && label->text() == "Install qemu-system-arm.");
    }
    QVERIFY(reason);
    QVERIFY(fix);
}

QTEST_MAIN(TestWindow)
#include "tst_window.moc"
