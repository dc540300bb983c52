// SPDX-License-Identifier: Apache-2.0
#include "core/contract/error.h"
#include "core/events/database.h"
#include "tests/core/events/journal_fixture.h"

#include <QtTest>

using namespace agentarium;
using namespace agentarium::events;
using tests::JournalFixture;
using tests::runTask;
using tests::runUntil;

class TestJournal : public QObject {
    Q_OBJECT
private slots:
    void anEventIsNumberedAtOnceAndReadBackWhole() {
        JournalFixture f;
        f.begin("r1");
        QCOMPARE(f.line("r1", "one"), std::uint64_t(1));
        QCOMPARE(
            f.journal->append("r1", "invocation.end", {{"ms", 1.5}, {"text", "ä"}}, std::string(64, 'a')),
            std::uint64_t(2));
        const auto events = f.read("r1");
        QCOMPARE(events.size(), std::size_t(2));
        QCOMPARE(events[1].kind, std::string("invocation.end"));
        QCOMPARE(events[1].body.dump(), std::string(R"({"ms":1.5,"text":"ä"})"));
        QCOMPARE(events[1].blob, std::string(64, 'a'));
        QCOMPARE(events[0].blob, std::string());
        QVERIFY(events[1].tNs >= events[0].tNs && events[0].tNs >= 0);
        QVERIFY(std::abs(wallNowNs() - events[0].wallNs) < 10'000'000'000);
    }

    void recordingsAreNumberedApart() {
        JournalFixture f;
        f.begin("r1");
        f.begin("r2");
        f.line("r1", "a");
        f.line("r2", "b");
        QCOMPARE(f.line("r1", "c"), std::uint64_t(2));
        QCOMPARE(f.read("r2").front().body["line"].get<std::string>(), std::string("b"));
    }

    void numbersAndTimesGoOnAfterANewStart() {
        JournalFixture f;
        f.begin("r1", "session", wallNowNs() - 60'000'000'000);
        f.line("r1", "before");
        f.open();
        QCOMPARE(f.line("r1", "after"), std::uint64_t(2));
        const auto events = f.read("r1");
        QCOMPARE(events.size(), std::size_t(2));
        QVERIFY2(events[1].tNs >= 60'000'000'000 && events[1].tNs < 90'000'000'000,
                 std::to_string(events[1].tNs).c_str());
    }

    void timeDoesNotRunBackwardsWhenTheClockWasSetBack() {
        JournalFixture f;
        // A beginning in the future is what a clock that was set back looks like.
        f.begin("r1", "session", wallNowNs() + 3'600'000'000'000);
        f.line("r1", "before");
        f.open();
        f.line("r1", "after");
        const auto events = f.read("r1");
        QVERIFY(events[1].tNs >= events[0].tNs);
    }

    void anEndedRecordingStillTakesItsLastEvents() {
        JournalFixture f;
        f.begin("r1");
        f.line("r1", "a");
        f.journal->end("r1", {{"state", "Terminated"}});
        QCOMPARE(f.line("r1", "b"), std::uint64_t(2));
        f.open();
        QCOMPARE(f.line("r1", "c"), std::uint64_t(3));
        QVERIFY(f.isDense("r1", 3));
    }

    void anEventOfNoRecordingIsRefused() {
        JournalFixture f;
        QVERIFY_EXCEPTION_THROWN(f.line("nobody", "x"), Error);
        f.begin("r1");
        QVERIFY_EXCEPTION_THROWN(f.begin("r1"), Error);
    }

    void pagesAndKindsAreSelected() {
        JournalFixture f;
        f.begin("r1");
        for (int i = 0; i < 10; ++i) {
            f.line("r1", std::to_string(i));
            f.journal->append("r1", "invocation.chunk", {{"index", i}});
        }
        const auto page = f.read("r1", 5, 3);
        QCOMPARE(page.size(), std::size_t(3));
        QCOMPARE(page.front().seq, std::uint64_t(5));
        const auto chunks = f.read("r1", 1, 100, "invocation.");
        QCOMPARE(chunks.size(), std::size_t(10));
        QCOMPARE(chunks.front().seq, std::uint64_t(2));
        QVERIFY(f.read("r1", 21, 10).empty());
    }

    void listsGiveTheNewestLifeFirst() {
        JournalFixture f;
        f.begin("old", "same", 1'000);
        f.journal->end("old", {{"state", "Terminated"}});
        f.begin("new", "same", 2'000);
        f.line("new", "x");
        f.journal->update("new", {{"state", "Active"}});
        const auto all = runTask(f.io, f.journal->sessions(false));
        QCOMPARE(all.size(), std::size_t(2));
        QCOMPARE(all[0].recordingId, std::string("new"));
        QCOMPARE(all[0].lastSeq, std::uint64_t(1));
        QCOMPARE(all[0].version, 3);
        QVERIFY(all[1].endedNs > 0);
        QCOMPARE(runTask(f.io, f.journal->sessions(true)).size(), std::size_t(1));
        QCOMPARE(runTask(f.io, f.journal->find("same"))->recordingId, std::string("new"));
        QCOMPARE(runTask(f.io, f.journal->find("old"))->summary["state"].get<std::string>(),
                 std::string("Terminated"));
        QVERIFY(!runTask(f.io, f.journal->find("nobody")));
    }

    void bytesThatAreNoUtf8DoNotStopTheJournal() {
        JournalFixture f;
        f.begin("r1");
        f.line("r1", "bad \xff\xc3 byte");
        f.line("r1", "good");
        const auto events = f.read("r1");
        QCOMPARE(events.size(), std::size_t(2));
        QVERIFY(events[0].body["line"].get<std::string>().rfind("bad ", 0) == 0);
    }

    void subscribersHearTheirEventsInOrder() {
        JournalFixture f;
        f.begin("r1");
        f.begin("r2");
        std::vector<std::uint64_t> one, all;
        const auto first = f.journal->subscribe("r1", [&](const Journal::Batch& batch) {
            for (const Event& event : batch) {
                QCOMPARE(event.recordingId, std::string("r1"));
                one.push_back(event.seq);
            }
        });
        const auto second = f.journal->subscribe(
            {}, [&](const Journal::Batch& batch) { all.insert(all.end(), batch.size(), 0); });
        for (int i = 0; i < 3000; ++i)
            f.line(i % 3 == 0 ? "r2" : "r1", "x");
        QVERIFY(runUntil(f.io, [&] { return all.size() == 3000; }));
        QCOMPARE(one.size(), std::size_t(2000));
        for (std::size_t i = 0; i < one.size(); ++i)
            QCOMPARE(one[i], std::uint64_t(i + 1));
    }

    void whatIsHeardIsCommitted() {
        JournalFixture f;
        f.begin("r1");
        std::size_t heard = 0;
        const auto subscription = f.journal->subscribe("r1", [&](const Journal::Batch& batch) {
            heard += batch.size();
            Database other(f.home / "journal.db");
            QVERIFY(other.number("SELECT max(seq) FROM events") >=
                    static_cast<std::int64_t>(batch.back().seq));
        });
        for (int i = 0; i < 20; ++i) {
            f.line("r1", "x");
            runUntil(
                f.io, [&] { return false; }, std::chrono::milliseconds(3));
        }
        QVERIFY(runUntil(f.io, [&] { return heard == 20; }));
    }

    void aSubscriptionMayEndInItsHandler() {
        JournalFixture f;
        f.begin("r1");
        int first = 0, second = 0;
        std::unique_ptr<Journal::Subscription> other;
        auto own = std::unique_ptr<Journal::Subscription>();
        own = f.journal->subscribe("r1", [&](const Journal::Batch&) {
            ++first;
            other.reset();
            own.reset();
        });
        other = f.journal->subscribe("r1", [&](const Journal::Batch&) { ++second; });
        f.line("r1", "x");
        QVERIFY(runUntil(f.io, [&] { return first == 1; }));
        f.line("r1", "y");
        runTask(f.io, f.journal->flushed());
        runUntil(
            f.io, [] { return false; }, std::chrono::milliseconds(30));
        QCOMPARE(first, 1);
        QCOMPARE(second, 0);
    }

    void aSubscriptionMayOutliveTheJournal() {
        JournalFixture f;
        auto subscription = f.journal->subscribe({}, [](const Journal::Batch&) {});
        f.journal.reset();
        subscription.reset();
    }

    void aFailingSubscriberDoesNotSilenceTheOthers() {
        JournalFixture f;
        f.begin("r1");
        const auto bad =
            f.journal->subscribe("r1", [](const Journal::Batch&) { throw std::runtime_error("no"); });
        bool heard = false;
        const auto good = f.journal->subscribe("r1", [&](const Journal::Batch&) { heard = true; });
        f.line("r1", "x");
        QVERIFY(runUntil(f.io, [&] { return heard; }));
    }

    void destroyingCommitsWhatWasAppended() {
        JournalFixture f;
        f.begin("r1");
        for (int i = 0; i < 5000; ++i)
            f.line("r1", "x");
        f.open();
        QVERIFY(f.isDense("r1", 5000));
    }

    void tooManyWaitingLinesAreCountedAndTold() {
        JournalOptions options;
        options.maxPendingBytes = 64 * 1024;
        JournalFixture f(options);
        f.begin("r1");
        // Published events count until the Asio thread took them, and it does not run here.
        const auto subscription = f.journal->subscribe("r1", [](const Journal::Batch&) {});
        for (int i = 0; i < 2000; ++i)
            f.line("r1", std::string(200, 'x'));
        const auto kept = f.journal->append("r1", "session.state", {{"state", "Idle"}});
        QVERIFY(kept < 1000);
        QVERIFY(runUntil(f.io, [&] { return f.read("r1").size() == kept; }));
        f.line("r1", "again");
        const auto events = f.read("r1", kept);
        QCOMPARE(events.size(), std::size_t(3));
        QCOMPARE(events[0].kind, std::string("session.state"));
        QCOMPARE(events[1].kind, std::string("log.lost"));
        QCOMPARE(events[1].body["lines"].get<std::uint64_t>(), 2001 - kept);
        QCOMPARE(events[2].body["line"].get<std::string>(), std::string("again"));
    }

    void anEventsJsonHasTheKeysOfTheCommandLine() {
        Event event{"r", 7, 5, 1'700'000'000'123'456'789, "log.line", {{"line", "x"}}, {}};
        QCOMPARE(
            event.toJson().dump(),
            std::string(
                R"({"body":{"line":"x"},"kind":"log.line","seq":7,"tNs":5,"wall":"2023-11-14T22:13:20.123Z"})"));
        event.blob = "abc";
        QCOMPARE(event.toJson()["blob"].get<std::string>(), std::string("abc"));
    }
};

QTEST_GUILESS_MAIN(TestJournal)
#include "tst_journal.moc"
