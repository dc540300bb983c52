// SPDX-License-Identifier: Apache-2.0
#include "tests/views/fakedaemon.h"
#include "tests/views/testing.h"
#include "views/request/requestpanel.h"
#include "views/response/failurepanel.h"
#include "views/response/responseview.h"
#include "views/response/textview.h"
#include "views/session/sessionpage.h"
#include "views/widgets/chip.h"
#include "views/workbench/workbench.h"

#include <QJsonArray>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QTableView>
#include <QTcpSocket>
#include <QTemporaryDir>

#include <ctime>

using namespace agentarium::views;
using namespace agentarium::tests;

namespace {
const QString session = QStringLiteral("hello-0123456789abcdef0123456789abcdef");
const QString recording = QStringLiteral("rec-") + session;
constexpr auto invokePath = "POST /agents/hello/invocations";
} // namespace

class TestSessionPage : public QObject {
    Q_OBJECT
private slots:
    void init();
    void cleanup();
    void anIdOfANewSessionIsOfTheRightForm();
    void theAnswerIsShownWhileItStreams();
    void jsonIsLaidOutAtTheEnd();
    void aFailureIsTheAgentsOwn();
    void cancelSaysSo();
    void theHeadTellsStateStartAndReason();
    void anEndedSessionStaysReadable();
    void stopAsksTheDaemon();
    void theDraftComesBack();
    void aHugeAnswerIsCutAndCanBeSaved();
    void noTextSliceHoldsTheWindowUp();

private:
    template <typename W>
    W* find(const QString& name) const {
        const auto all = m_page->findChildren<W*>();
        for (W* widget : all)
            if (widget->accessibleName() == name) return widget;
        return nullptr;
    }
    Chip* chip(const QString& text) const { return find<Chip>(text); }
    QString answer() const { return m_page->findChild<ResponseView*>()->shownText(); }
    void makePage();
    void goLive(const QString& state, const QString& reason);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<FakeDaemon> m_daemon;
    std::unique_ptr<Workbench> m_workbench;
    std::unique_ptr<SessionPage> m_page;
};

void TestSessionPage::init() {
    failOnWarnings();
    m_folder = std::make_unique<QTemporaryDir>();
    m_daemon = std::make_unique<FakeDaemon>();
    m_daemon->behaveWell();
    m_workbench = std::make_unique<Workbench>(m_daemon->locator(), m_folder->path());
    m_workbench->connectToDaemon();
    QTRY_COMPARE(m_workbench->agents().names(), QStringList{"hello"});
    makePage();
}

void TestSessionPage::makePage() {
    m_page.reset();
    m_page = std::make_unique<SessionPage>(*m_workbench, "hello", QString(), session);
    m_page->resize(1100, 700);
    m_page->show();
}

void TestSessionPage::cleanup() {
    m_page.reset();
    m_workbench.reset();
    m_daemon.reset();
}

void TestSessionPage::goLive(const QString& state, const QString& reason) {
    m_daemon->push({{"sessions", QJsonArray{sessionJson(session, "hello", state, reason)}}});
    QTRY_VERIFY(m_page->isLive());
}

void TestSessionPage::anIdOfANewSessionIsOfTheRightForm() {
    const QRegularExpression rule("^[A-Za-z0-9][A-Za-z0-9_-]{32,255}$");
    for (const char* agent : {"a", "audit_analyzer", "x23456789012345678901234567890123456789012345678"})
        QVERIFY(rule.match(SessionPage::newSessionId(agent)).hasMatch());
    QVERIFY(SessionPage::newSessionId("a") != SessionPage::newSessionId("a"));
}

void TestSessionPage::theAnswerIsShownWhileItStreams() {
    FakeRequest open;
    m_daemon->on(invokePath, [&open](const FakeRequest& r) {
        open = r;
        r.begin(200, "text/event-stream; charset=utf-8", "X-Agentarium-Invocation-Id: i1\r\n");
        r.chunk("data: \"Hel\"\n\n");
    });
    m_page->setRequestText("{\"prompt\": \"hi\"}");
    QTest::mouseClick(find<QPushButton>("Send"), Qt::LeftButton);
    QTRY_COMPARE(answer(), QString("Hel"));
    QVERIFY(find<QPushButton>("Cancel Invocation")->isVisible());
    QVERIFY(!find<QPushButton>("Send")->isVisible());
    QCOMPARE(open.body, QByteArray("{\"prompt\": \"hi\"}"));
    open.chunk("data: \"lo\"\n");
    open.chunk("\n");
    QTRY_COMPARE(answer(), QString("Hello"));
    open.end();
    QTRY_VERIFY(find<QPushButton>("Send")->isVisible());
    QTest::mouseClick(find<QPushButton>("Show Raw Body"), Qt::LeftButton);
    QTRY_COMPARE(answer(), QString("data: \"Hel\"\n\ndata: \"lo\"\n\n"));
}

void TestSessionPage::jsonIsLaidOutAtTheEnd() {
    m_daemon->on(invokePath,
                 [](const FakeRequest& r) { r.reply(200, QByteArray("{\"z\":1,\"a\":[true]}")); });
    m_page->send();
    QTRY_COMPARE(answer(), QString("{\n  \"z\": 1,\n  \"a\": [\n    true\n  ]\n}"));
}

void TestSessionPage::aFailureIsTheAgentsOwn() {
    m_daemon->on(invokePath, [](const FakeRequest& r) {
        r.reply(424, {{"error", QJsonObject{{"type", "AgentFailed"},
                                            {"message", "The agent answered 500."},
                                            {"fix", "Mend the agent."},
                                            {"agentStatus", 500},
                                            {"agentBody", "{\"error\":\"no row 1204\"}"},
                                            {"logTail", QJsonArray{"Traceback (most recent call last):",
                                                                   "ValueError: no row 1204"}}}}});
    });
    m_page->send();
    auto* failure = m_page->findChild<FailurePanel*>();
    QTRY_VERIFY(failure->isVisible());
    QVERIFY(chip("The agent's status 500")->isVisible());
    QVERIFY(chip("A caller gets 424")->isVisible());
    QVERIFY(find<QPlainTextEdit>("The Agent's Body")->toPlainText().contains("no row 1204"));
    QVERIFY(find<QPlainTextEdit>("Last Lines")->toPlainText().contains("ValueError"));
    QCOMPARE(m_workbench->problems().rowCount(), 1);
    // The next answer takes the failure's place.
    m_daemon->on(invokePath, [](const FakeRequest& r) { r.reply(200, QByteArray("fine"), "text/plain"); });
    m_page->send();
    QTRY_COMPARE(answer(), QString("fine"));
    QVERIFY(!failure->isVisible());
}

void TestSessionPage::cancelSaysSo() {
    m_daemon->on(invokePath, [](const FakeRequest&) {});
    m_page->send();
    QTRY_COMPARE(m_daemon->requests(invokePath), 1);
    QTest::mouseClick(find<QPushButton>("Cancel Invocation"), Qt::LeftButton);
    QTRY_VERIFY(!m_page->isBusy());
    bool said = false;
    const auto labels = m_page->findChildren<QLabel*>();
    for (QLabel* label : labels)
        said = said || (label->isVisible() && label->text().startsWith("Cancelled by you after"));
    QVERIFY(said);
    QCOMPARE(m_workbench->problems().rowCount(), 0);
}

void TestSessionPage::theHeadTellsStateStartAndReason() {
    QVERIFY(chip("Not Started")->isVisible());
    goLive("Idle", "Idle since 10:00:00: invocation 1 ended.");
    QVERIFY(chip("Idle")->isVisible());
    QVERIFY(chip("cold start in 6.20 s")->isVisible());
    QVERIFY(chip("cold start in 6.20 s")->toolTip().contains("kernel: 1.90 s"));
    QVERIFY(find<QLabel>("Idle since 10:00:00: invocation 1 ended."));
    QVERIFY(find<QPushButton>("Stop Session")->isEnabled());
    QTRY_VERIFY(m_daemon->streamMessages().contains(QJsonObject{{"follow", recording}, {"from", 1}}));
    m_daemon->pushEvents(recording, startEvents(session, "hello"));
    auto* tabs = m_page->findChild<QTabBar*>();
    QTRY_COMPARE(tabs->tabData(1).toInt(), 3);
}

void TestSessionPage::anEndedSessionStaysReadable() {
    m_daemon->on("GET /blobs/b1", [](const FakeRequest& r) {
        r.reply(200, QByteArray("the old answer"), "application/octet-stream");
    });
    m_page->showRecording(recording);
    QTRY_VERIFY(m_daemon->streamMessages().contains(QJsonObject{{"follow", recording}, {"from", 1}}));
    auto events = startEvents(session, "hello");
    events.append(
        {{"invocation.begin",
          {{"invocationId", "i1"},
           {"number", 1},
           {"type", "http"},
           {"path", "/invocations"},
           {"headers", QJsonObject()},
           {"private", false}}},
         {"invocation.response",
          {{"invocationId", "i1"},
           {"statusCode", 200},
           {"contentType", "text/plain"},
           {"headers", QJsonObject()},
           {"ms", 5}}},
         {"invocation.end",
          {{"invocationId", "i1"},
           {"outcome", "ok"},
           {"statusCode", 200},
           {"bytesIn", 2},
           {"bytesOut", 14},
           {"chunks", 1},
           {"ms", 9},
           {"blob", "b1"}}},
         {"log.line", {{"source", "stdout"}, {"line", "hello from the agent"}}},
         {"session.state", {{"state", "Terminated"}, {"cause", "idle"}, {"detail", "Idle for 900 s."}}}});
    m_daemon->pushEvents(recording, events);
    QTRY_VERIFY(chip("Terminated") && chip("Terminated")->isVisible());
    QVERIFY(find<QLabel>("Idle for 900 s."));
    QVERIFY(!find<QPushButton>("Stop Session")->isEnabled());
    QTRY_COMPARE(answer(), QString("the old answer"));
    auto* logs = find<QTableView>("Log Lines");
    QCOMPARE(logs->model()->rowCount(), 1);
    QCOMPARE(logs->model()->index(0, 2).data().toString(), QString("hello from the agent"));
}

void TestSessionPage::stopAsksTheDaemon() {
    const QByteArray stop = "DELETE /sessions/" + session.toUtf8();
    m_daemon->on(stop, [](const FakeRequest& r) {
        r.reply(200, sessionJson(session, "hello", "Terminated", "Stopped by you."));
    });
    goLive("Idle", "r");
    QTest::mouseClick(find<QPushButton>("Stop Session"), Qt::LeftButton);
    QTRY_COMPARE(m_daemon->requests(stop), 1);
    m_daemon->push(
        {{"sessions", QJsonArray{sessionJson(session, "hello", "Terminated", "Stopped by you.")}}});
    QTRY_VERIFY(!m_page->isLive());
    QVERIFY(find<QLabel>("Stopped by you."));
}

void TestSessionPage::theDraftComesBack() {
    m_page->setRequestText("{\"prompt\": \"half writ");
    makePage();
    QCOMPARE(m_page->findChild<RequestPanel*>()->text(), QString("{\"prompt\": \"half writ"));
}

void TestSessionPage::aHugeAnswerIsCutAndCanBeSaved() {
    const QByteArray megabytes = QByteArray(79, 'x').append('\n').repeated(40'000);
    m_daemon->on(invokePath, [&megabytes](const FakeRequest& r) { r.reply(200, megabytes, "text/plain"); });
    m_page->send();
    QTRY_VERIFY_WITH_TIMEOUT(!m_page->isBusy(), 20000);
    auto* text = m_page->findChild<TextView*>();
    QVERIFY(text->isTruncated());
    QTRY_VERIFY_WITH_TIMEOUT(text->isSettled(), 20000);
    QVERIFY(answer().size() <= TextView::limit);
    QVERIFY(find<QPushButton>("Save Body")->isVisible());
}

void TestSessionPage::noTextSliceHoldsTheWindowUp() {
    TextView view;
    view.resize(700, 500);
    view.show();
    view.setStreaming(true);
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    // One line of a megabyte is what freezes a text edit; it is broken for display.
    view.addText(QString(900'000, 'A'));
    // The thread's own time: what other programs take of this machine is not the window's doing.
    const auto spent = [] {
        timespec now{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
        return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
    };
    double longest = 0;
    while (!view.isSettled()) {
        const double before = spent();
        QCoreApplication::processEvents(QEventLoop::AllEvents, 1);
        longest = qMax(longest, spent() - before);
    }
    QVERIFY(view.document()->blockCount() > 200);
    qInfo("longest turn of the event loop: %.1f ms", longest);
    QVERIFY2(longest < 50, qPrintable(QString::number(longest)));
}

QTEST_MAIN(TestSessionPage)
#include "tst_sessionpage.moc"
