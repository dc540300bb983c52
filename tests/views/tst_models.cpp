// SPDX-License-Identifier: Apache-2.0
#include "tests/views/fakedaemon.h"
#include "tests/views/testing.h"
#include "views/jobs/jobsmodel.h"
#include "views/navigator/agentsmodel.h"
#include "views/navigator/recentmodel.h"
#include "views/navigator/sessionsmodel.h"
#include "views/problems/problemsmodel.h"
#include "views/response/headersmodel.h"
#include "views/session/sessionfeed.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>

using namespace agentarium::views;
using namespace agentarium::tests;
using Tester = QAbstractItemModelTester;

namespace {

/// The tree as a person sees it: indentation, text, detail.
QString printed(const QAbstractItemModel& model, const QModelIndex& parent = {}, int depth = 0) {
    QString text;
    for (int row = 0; row < model.rowCount(parent); ++row) {
        const QModelIndex index = model.index(row, 0, parent);
        text += QString(depth * 2, ' ') + index.data().toString();
        const QString detail = index.data(DetailRole).toString();
        text += detail.isEmpty() ? "\n" : " | " + detail + "\n";
        text += printed(model, index, depth + 1);
    }
    return text;
}

SessionEvents numbered(quint64 from, int count, const QString& kind = "log.line") {
    SessionEvents events;
    for (int i = 0; i < count; ++i) {
        SessionEvent event;
        event.seq = from + quint64(i);
        event.tNs = qint64(event.seq) * 1000000;
        event.kind = kind;
        event.body = {{"source", i % 2 ? "stdout" : "console"}, {"line", QString("line %1").arg(event.seq)}};
        events.append(event);
    }
    return events;
}

} // namespace

class TestModels : public QObject {
    Q_OBJECT
private slots:
    void init() { failOnWarnings(); }
    void agentsShowEndpointsAndFailedVersions();
    void agentsThatStayKeepTheirIndexes();
    void sessionsShowWhatMattersNow();
    void sessionsThatEndLeaveWithASignal();
    void recentSessionsAreTheEndedOnesNewestFirst();
    void jobsAreUpdatedInPlace();
    void problemsAreCountedAndDismissed();
    void eventsAreAWindowThatGrowsAtBothEnds();
    void oldEventsLeaveTheWindow();
    void logLinesAreFilteredBySource();
    void oldLogLinesLeaveUnderAFilter();
    void headersOfBothPartsAreListed();
    void aFeedTellsStateStartAndInvocations();
    void anEventOfAnotherFormDoesNoHarm();
};

void TestModels::agentsShowEndpointsAndFailedVersions() {
    AgentsModel model;
    Tester tester(&model, Tester::FailureReportingMode::QtTest);
    QJsonObject sre = agentJson("sre_agent", 7);
    QJsonArray versions = sre["versions"].toArray();
    versions.append(
        QJsonObject{{"version", "8"}, {"status", "CREATE_FAILED"}, {"failureReason", "import error"}});
    sre["versions"] = versions;
    model.setAgents({sre, agentJson("hello")});
    QCOMPARE(printed(model), QString("hello | v1\n  DEFAULT \u2192 v1\nsre_agent | v7\n  DEFAULT \u2192 v7\n "
                                     " v8 failed: import error\n"));
    QCOMPARE(model.readyNames(), (QStringList{"hello", "sre_agent"}));
    QCOMPARE(model.qualifiersOf("sre_agent"), QStringList{"DEFAULT"});
    QCOMPARE(model.versionOf("sre_agent", "DEFAULT"), 7);
    const QModelIndex failed = model.index(1, 0, model.index(1, 0));
    QCOMPARE(failed.data(ToneRole).toInt(), int(Tone::Error));
}

void TestModels::agentsThatStayKeepTheirIndexes() {
    AgentsModel model;
    Tester tester(&model, Tester::FailureReportingMode::QtTest);
    model.setAgents({agentJson("b"), agentJson("d")});
    const QPersistentModelIndex leaf(model.index(0, 0, model.index(1, 0)));
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    model.setAgents({agentJson("a"), agentJson("b", 2), agentJson("c"), agentJson("d")});
    QCOMPARE(resets.size(), 0);
    QVERIFY(leaf.isValid());
    QCOMPARE(leaf.parent().row(), 3);
    QCOMPARE(printed(model), QString("a | v1\n  DEFAULT \u2192 v1\nb | v2\n  DEFAULT \u2192 v2\nc | v1\n  "
                                     "DEFAULT \u2192 v1\nd | v1\n  DEFAULT \u2192 v1\n"));
    model.setAgents({agentJson("d")});
    QCOMPARE(leaf.parent().row(), 0);
    model.setAgents({});
    QVERIFY(!leaf.isValid());
}

void TestModels::sessionsShowWhatMattersNow() {
    SessionsModel model;
    Tester tester(&model, Tester::FailureReportingMode::QtTest);
    model.setSessions({sessionJson("idle", "hello", "Idle", "r"), sessionJson("busy", "hello", "Active", "r"),
                       sessionJson("new", "hello", "Provisioning", "r")});
    QCOMPARE(printed(model), QString("idle | 14:00 left\nbusy | Busy\nnew | Starting 0 s\n"));
    QCOMPARE(model.index(0, 0).data(ToneRole).toInt(), int(Tone::Warn));
    QVERIFY(model.index(1, 0).data(Qt::AccessibleTextRole).toString().contains("Active"));
}

void TestModels::sessionsThatEndLeaveWithASignal() {
    SessionsModel model;
    Tester tester(&model, Tester::FailureReportingMode::QtTest);
    QSignalSpy changed(&model, &SessionsModel::sessionChanged);
    QSignalSpy ended(&model, &SessionsModel::sessionEnded);
    model.setSessions({sessionJson("one", "hello", "Active", "r"), sessionJson("two", "hello", "Idle", "r")});
    QCOMPARE(changed.size(), 2);
    model.setSessions({sessionJson("two", "hello", "Active", "again"),
                       sessionJson("one", "hello", "Terminated", "Stopped by you.")});
    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(ended.size(), 1);
    QCOMPARE(ended.first().first().value<SessionRow>().reason, QString("Stopped by you."));
    QCOMPARE(model.session("two")->reason, QString("Again")); // a sentence begins with a capital
    QVERIFY(model.session("two")->stateSince.isValid());
    QVERIFY(!model.session("one"));
}

void TestModels::recentSessionsAreTheEndedOnesNewestFirst() {
    RecentModel model;
    Tester tester(&model, Tester::FailureReportingMode::QtTest);
    QJsonObject early = sessionJson("early", "hello", "Terminated", "a");
    early["endedAt"] = "2026-11-20T10:00:00Z";
    QJsonObject late = sessionJson("late", "hello", "Terminated", "b");
    late["endedAt"] = "2026-11-20T11:00:00Z";
    model.setSessions({early, sessionJson("live", "hello", "Idle", "c"), late});
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.index(0, 0).data().toString(), QString("late"));
    QCOMPARE(model.index(1, RecentModel::ReasonColumn).data().toString(), QString("A"));
    model.setSessions({});
    QCOMPARE(model.rowCount(), 0);
}

void TestModels::jobsAreUpdatedInPlace() {
    JobsModel model;
    Tester tester(&model, Tester::FailureReportingMode::QtTest);
    const auto job = [](const QString& id, const QString& state, double fraction) {
        return QJsonObject{{"id", id},          {"kind", "deploy"}, {"title", "Deploy " + id},
                           {"state", state},    {"phase", "pack"},  {"fraction", fraction},
                           {"detail", "2 of 4"}};
    };
    model.setJobs({job("1", "done", 1)});
    model.updateJobs({job("2", "running", 0.5)});
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.index(0, JobsModel::ProgressColumn).data().toString(), QString("pack · 50 % · 2 of 4"));
    QCOMPARE(model.running(), 1);
    model.updateJobs({job("2", "cancelled", 0.5)});
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.running(), 0);
    model.updateJobs({job("2", "running", 0.7)}); // late news
    QCOMPARE(model.running(), 0);
    QCOMPARE(model.index(0, JobsModel::ProgressColumn).data().toString(), QString("Cancelled"));
    for (int i = 3; i < 130; ++i)
        model.updateJobs({job(QString::number(i), "done", 1)});
    QCOMPARE(model.rowCount(), 100);
}

void TestModels::problemsAreCountedAndDismissed() {
    ProblemsModel model;
    Tester tester(&model, Tester::FailureReportingMode::QtTest);
    ApiError error;
    error.type = "AgentFailed";
    error.message = "It failed.";
    error.fix = "Mend it.";
    model.add("Invoking hello", "s1", error);
    model.add("Invoking hello", "s1", error);
    model.add("Invoking hello", "s2", error);
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.problem(1).count, 2);
    QVERIFY(model.problem(0).asText().contains("Fix: Mend it."));
    model.dismiss(0);
    QCOMPARE(model.rowCount(), 1);
    model.dismissAll();
    QCOMPARE(model.rowCount(), 0);
}

void TestModels::eventsAreAWindowThatGrowsAtBothEnds() {
    EventsModel model;
    Tester tester(&model, Tester::FailureReportingMode::QtTest);
    model.append(numbered(101, 50));
    model.prepend(numbered(51, 50));
    QCOMPARE(model.rowCount(), 100);
    QCOMPARE(model.firstSeq(), 51u);
    model.prepend(numbered(10, 5)); // not right before: refused
    QCOMPARE(model.rowCount(), 100);
    QCOMPARE(model.index(0, EventsModel::TimeColumn).data().toString(), QString("00:00.051"));
    QCOMPARE(model.index(1, EventsModel::GapColumn).data().toString(), QString("+1.0 ms"));
    QCOMPARE(model.index(1, EventsModel::KindColumn).data().toString(), QString("log.line"));
    QVERIFY(model.index(1, EventsModel::SummaryColumn).data().toString().contains("line 52"));
}

void TestModels::oldEventsLeaveTheWindow() {
    EventsModel model;
    Tester tester(&model, Tester::FailureReportingMode::QtTest);
    for (quint64 seq = 1; seq < 40000; seq += 5000)
        model.append(numbered(seq, 5000));
    QVERIFY(model.rowCount() <= EventsModel::windowSize + 2000);
    QCOMPARE(model.lastSeq(), 40000u);
    QVERIFY(model.firstSeq() > 1);
}

void TestModels::logLinesAreFilteredBySource() {
    LogModel model;
    Tester tester(&model, Tester::FailureReportingMode::QtTest);
    model.append(numbered(1, 10));
    model.append(numbered(11, 2, "session.state"));
    QCOMPARE(model.total(), 10);
    QCOMPARE(model.rowCount(), 10);
    model.setSource("stdout");
    QCOMPARE(model.rowCount(), 5);
    QCOMPARE(model.index(0, LogModel::LineColumn).data().toString(), QString("line 2"));
    model.append(numbered(13, 4));
    QCOMPARE(model.rowCount(), 7);
    model.setSource({});
    QCOMPARE(model.rowCount(), 14);
}

void TestModels::oldLogLinesLeaveUnderAFilter() {
    LogModel model;
    Tester tester(&model, Tester::FailureReportingMode::QtTest);
    model.setSource("console");
    for (quint64 seq = 1; seq < 80000; seq += 10000)
        model.append(numbered(seq, 10000));
    QCOMPARE(model.total(), 80000);
    QVERIFY(model.rowCount() <= (LogModel::windowSize + 5000) / 2 + 1);
    QCOMPARE(model.index(model.rowCount() - 1, LogModel::LineColumn).data().toString(),
             QString("line 79999"));
    model.setSource({});
    QVERIFY(model.rowCount() <= LogModel::windowSize + 5000);
}

void TestModels::headersOfBothPartsAreListed() {
    HeadersModel model;
    Tester tester(&model, Tester::FailureReportingMode::QtTest);
    model.setHeaders({{"accept", "*/*"}}, {{"content-type", "text/plain"}});
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.index(1, 0).data().toString(), QString("Response"));
    QCOMPARE(model.index(1, 2).data().toString(), QString("text/plain"));
}

void TestModels::aFeedTellsStateStartAndInvocations() {
    SessionFeed feed("rec-1");
    Tester events(&feed.events(), Tester::FailureReportingMode::QtTest);
    SessionEvents list;
    QList<QPair<QString, QJsonObject>> told = startEvents("s1", "hello");
    told.append(
        {{"invocation.begin",
          {{"invocationId", "i1"},
           {"number", 1},
           {"type", "http"},
           {"path", "/invocations"},
           {"headers", QJsonObject{{"a", "b"}}},
           {"private", false}}},
         {"invocation.end",
          {{"invocationId", "i1"},
           {"outcome", "agentFailed"},
           {"statusCode", 424},
           {"agentStatus", 500},
           {"bytesIn", 2},
           {"bytesOut", 9},
           {"chunks", 1},
           {"ms", 12.5},
           {"error", QJsonObject{{"type", "AgentFailed"}, {"message", "It raised."}, {"fix", ""}}}}},
         {"session.state", {{"state", "Idle"}, {"cause", "idle"}, {"detail", "Invocation 1 ended."}}}});
    for (const auto& [kind, body] : told) {
        SessionEvent event;
        event.seq = quint64(list.size()) + 1;
        event.kind = kind;
        event.body = body;
        event.wall = QDateTime::currentDateTimeUtc();
        list.append(event);
    }
    feed.append(list);
    QCOMPARE(feed.summary().state, QString("Idle"));
    QCOMPARE(feed.summary().reason, QString("Invocation 1 ended."));
    QCOMPARE(feed.summary().startText(), QString("cold start in 6.20 s"));
    QVERIFY(feed.summary().phasesText().contains("kernel: 1.90 s"));
    QCOMPARE(feed.invocations().size(), 1);
    const InvocationRecord& record = feed.invocations().first();
    QVERIFY(record.failed());
    QCOMPARE(record.error.message, QString("It raised."));
    QCOMPARE(record.error.agentStatus.value_or(0), 500);
    QCOMPARE(record.requestHeaders.value("a").toString(), QString("b"));
}

void TestModels::anEventOfAnotherFormDoesNoHarm() {
    SessionFeed feed("rec-1");
    SessionEvent odd;
    odd.seq = 1;
    odd.kind = "session.state";
    odd.body = {{"state", 7}};
    feed.append({odd});
    QCOMPARE(feed.events().rowCount(), 1);
}

QTEST_MAIN(TestModels)
#include "tst_models.moc"
