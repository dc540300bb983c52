// SPDX-License-Identifier: Apache-2.0
#include "core/contract/error.h"
#include "tests/core/recordings/recordings_fixture.h"

#include <QtTest>

#include <fstream>

using namespace agentarium;
using namespace agentarium::tests;
namespace fs = std::filesystem;

namespace {

template <class F>
std::optional<ErrorKind> kindOf(F work) {
    try {
        work();
    } catch (const Error& error) {
        return error.kind();
    }
    return std::nullopt;
}

} // namespace

class TestRecordings : public QObject {
    Q_OBJECT
private slots:
    void anExportIsImportedIntoAFreshFolder() {
        RecordingsFixture from;
        from.record();
        const auto result = from.exported();
        QCOMPARE(result["events"].get<int>(), 24);
        QCOMPARE(result["blobs"].get<int>(), 2);
        QCOMPARE(result["complete"].get<bool>(), true);
        QCOMPARE(result["bytes"].get<std::uint64_t>(), std::uint64_t(fs::file_size(from.file)));
        QCOMPARE(result["sha256"].get<std::string>(), sha256OfFile(from.file));

        RecordingsFixture to;
        const auto imported = to.store.import(from.file, to.job);
        QCOMPARE(imported["sha256"], result["sha256"]);
        const auto before = from.read(kRecording), after = to.read(kRecording);
        QCOMPARE(after.size(), before.size());
        for (std::size_t i = 0; i < before.size(); ++i) {
            QCOMPARE(after[i].toJson(), before[i].toJson());
            QCOMPARE(after[i].wallNs, before[i].wallNs);
        }
        const auto row = to.row();
        QCOMPARE(row.sessionId, kSession);
        QCOMPARE(row.startedNs, from.row().startedNs);
        QCOMPARE(row.endedNs, from.row().endedNs);
        QCOMPARE(row.summary["state"].get<std::string>(), std::string("Terminated"));
        QCOMPARE(row.summary["agent"].get<std::string>(), std::string("hello"));
        QCOMPARE(runTask(to.io, to.blobs.size(sha256Of("the answer"))), std::uint64_t(10));
        QVERIFY(to.store.verifyJournal(to.job)["ok"].get<bool>());
        // It is live nowhere: the next daemon does not look for its microVM.
        QVERIFY(runTask(to.io, to.journal->sessions(true)).empty());
    }

    void theSameRecordingGivesTheSameBytes() {
        RecordingsFixture f;
        f.record();
        const auto one = f.exported();
        QCOMPARE(f.exported()["sha256"], one["sha256"]);
        RecordingsFixture to;
        to.store.import(f.file, to.job);
        QCOMPARE(to.exported()["sha256"], one["sha256"]);
    }

    void ofALiveSessionItIsTheBeginning() {
        RecordingsFixture f;
        f.record(kRecording, 5, false);
        const auto row = f.row();
        f.line(kRecording, "after the question");
        const auto result = f.store.exportTo(row, f.file, f.job);
        QCOMPARE(result["events"].get<int>(), 9);
        QCOMPARE(result["complete"].get<bool>(), false);
        RecordingsFixture to;
        to.store.import(f.file, to.job);
        QCOMPARE(to.read(kRecording).size(), std::size_t(9));
        const auto imported = to.row();
        QVERIFY(imported.endedNs > 0);
        QCOMPARE(imported.summary["state"].get<std::string>(), std::string("Terminated"));
        const auto listed = to.store.list({imported})[0];
        QCOMPARE(listed["complete"].get<bool>(), false);
        QCOMPARE(listed["imported"].get<bool>(), true);
        QCOMPARE(listed["events"].get<int>(), 9);
        QCOMPARE(listed["blobs"].get<int>(), 2);
        QCOMPARE(listed["bytes"].get<int>(), 21);
    }

    void aSecondImportSaysThatItIsHere() {
        RecordingsFixture f;
        f.record();
        f.exported();
        QVERIFY(kindOf([&] { f.store.import(f.file, f.job); }) == ErrorKind::Conflict);
        QVERIFY(f.isThere());
        QVERIFY(f.isDense(kRecording, 24));
        QCOMPARE(f.blobFiles(), std::size_t(2));
    }

    void aDeletedOneLeavesNothingAndComesBackFromItsFile() {
        RecordingsFixture f;
        f.record();
        f.exported();
        f.removed();
        QVERIFY(!f.isThere());
        QCOMPARE(f.blobFiles(), std::size_t(0));
        QCOMPARE(f.number("SELECT count(*) FROM events"), std::int64_t(0));
        QCOMPARE(f.number("SELECT count(*) FROM recordings"), std::int64_t(0));
        // A late event of the session that ended goes nowhere, also not into another recording.
        f.line(kRecording, "late");
        const std::string other(32, 'b');
        f.record(other);
        f.line(kRecording, "later");
        QVERIFY(f.isDense(other, 24));
        f.store.import(f.file, f.job);
        QVERIFY(f.isDense(kRecording, 24));
        QVERIFY(f.store.verifyJournal(f.job)["ok"].get<bool>());
    }

    void payloadsOfOthersStay() {
        RecordingsFixture f;
        const std::string other(32, 'b');
        f.record();
        f.record(other);
        f.removed();
        QCOMPARE(f.blobFiles(), std::size_t(2));
        QVERIFY(f.store.verifyJournal(f.job)["ok"].get<bool>());
        f.removed(other);
        QCOMPARE(f.blobFiles(), std::size_t(0));
    }

    void aLiveSessionIsNotDeleted() {
        RecordingsFixture f;
        f.record(kRecording, 5, false);
        QVERIFY(kindOf([&] { f.store.requireRemovable(f.row()); }) == ErrorKind::Conflict);
        f.journal->hide(kRecording);
        QVERIFY(f.isThere());
    }

    void aPayloadRecordedAgainIsSparedByTheRemover() {
        RecordingsFixture f;
        const std::string digest = f.blob("once");
        QVERIFY(f.place.blobs->doom(digest));
        f.blob("once");
        QVERIFY(!f.place.blobs->removeDoomed(digest));
        QCOMPARE(f.blobFiles(), std::size_t(1));
    }

    void verifyOfTheJournalFindsWhatIsWrong() {
        RecordingsFixture f;
        f.record();
        QVERIFY(f.store.verifyJournal(f.job)["ok"].get<bool>());
        const fs::path answer = f.place.blobs->of(sha256Of("the answer"));
        std::ofstream(answer, std::ios::app) << "!";
        auto result = f.store.verifyJournal(f.job);
        QCOMPARE(result["ok"].get<bool>(), false);
        QVERIFY(result["problems"][0].get<std::string>().find("another content") != std::string::npos);
        fs::remove(answer);
        result = f.store.verifyJournal(f.job);
        QVERIFY(result["problems"][0].get<std::string>().find("missing") != std::string::npos);
        events::Database(f.home / "journal.db").execute("DELETE FROM events WHERE seq = 7");
        result = f.store.verifyJournal(f.job);
        QCOMPARE(result["problems"].size(), std::size_t(2));
        QVERIFY(kindOf([&] { f.exported(); }) == ErrorKind::RuntimeFailed);
        QVERIFY(!fs::exists(f.file));
    }

    void whatAKilledImportLeftIsTidiedUp() {
        RecordingsFixture f;
        f.record();
        QVERIFY(!f.store.needsTidying());
        events::Database(f.home / "journal.db").execute("UPDATE recordings SET ended_ns = -1");
        QVERIFY(!f.isThere());
        QVERIFY(f.store.needsTidying());
        f.store.tidyUp(f.job);
        QCOMPARE(f.number("SELECT count(*) FROM recordings"), std::int64_t(0));
        QCOMPARE(f.blobFiles(), std::size_t(0));
        QVERIFY(!f.store.needsTidying());
    }

    void aPayloadWithoutItsEventIsTidiedUpWhenItIsOld() {
        RecordingsFixture f;
        const fs::path path = f.place.blobs->of(f.blob("orphan"));
        QVERIFY(!f.store.needsTidying());
        fs::last_write_time(path, fs::file_time_type::clock::now() - std::chrono::hours(1));
        QVERIFY(f.store.needsTidying());
        f.store.tidyUp(f.job);
        QVERIFY(!fs::exists(path));
    }

    void cancelledItLeavesNothing() {
        RecordingsFixture f;
        f.record(kRecording, 5000);
        jobs::SilentJob cancelled;
        cancelled.cancel();
        QVERIFY(kindOf([&] { f.store.exportTo(f.row(), f.file, cancelled); }) == ErrorKind::Cancelled);
        QCOMPARE(std::distance(fs::directory_iterator(f.home), {}), std::ptrdiff_t(4));
        f.exported();
        RecordingsFixture to;
        QVERIFY(kindOf([&] { to.store.import(f.file, cancelled); }) == ErrorKind::Cancelled);
        QCOMPARE(to.number("SELECT count(*) FROM recordings"), std::int64_t(0));
    }

    void thereHasToBeAFileAndAPlaceForIt() {
        RecordingsFixture f;
        f.record();
        QVERIFY(kindOf([&] { f.store.verifyFile(f.home / "nothing", f.job); }) == ErrorKind::NotFound);
        QVERIFY(kindOf([&] { f.store.verifyFile(f.home, f.job); }) == ErrorKind::BadInput);
        QVERIFY(kindOf([&] { f.store.exportTo(f.row(), f.home / "no/folder", f.job); }) ==
                ErrorKind::BadInput);
        QVERIFY(kindOf([&] { f.store.exportTo(f.row(), f.home, f.job); }) == ErrorKind::BadInput);
    }
};

QTEST_GUILESS_MAIN(TestRecordings)
#include "tst_recordings.moc"
