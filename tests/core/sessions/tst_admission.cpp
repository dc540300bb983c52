// SPDX-License-Identifier: Apache-2.0
#include "core/contract/quota_error.h"
#include "core/sessions/admission.h"
#include "tests/core/base/run_task.h"

#include <QTemporaryDir>
#include <QtTest>
#include <boost/asio/detached.hpp>

#include <fstream>

using namespace agentarium;
using namespace agentarium::sessions;

namespace {

constexpr std::uint64_t kMb = 1024 * 1024;

struct Fixture {
    asio::io_context io;
    HostRoom room{8000 * kMb, 4000 * kMb, 2};
    Admission admission{io, [this] { return room; }};

    struct Start {
        std::unique_ptr<Admission::Place> place;
        std::optional<Error> error;
        std::vector<int> places;
        std::string why;
        bool unwanted = false;
    };

    std::shared_ptr<Start> start(std::uint64_t megabytes) {
        auto start = std::make_shared<Start>();
        asio::co_spawn(
            io,
            [this, start, megabytes]() -> Task<void> {
                const auto waiting = [start](int place, const std::string& why) {
                    start->places.push_back(place);
                    start->why = why;
                };
                const auto unwanted = [start] { return start->unwanted; };
                try {
                    start->place = co_await admission.enter(megabytes * kMb, waiting, unwanted);
                } catch (const Error& error) {
                    start->error = error;
                }
            },
            [](const std::exception_ptr&) {});
        settle();
        return start;
    }
    void settle(int ms = 20) { tests::runFor(io, std::chrono::milliseconds(ms)); }
    AdmissionLimits limits() const { return admission.limits(); }
};

} // namespace

class TestAdmission : public QObject {
    Q_OBJECT
private slots:
    void whatFitsStartsAtOnce() {
        Fixture f;
        const auto one = f.start(400);
        QVERIFY(one->place && one->places.empty());
        QCOMPARE(f.admission.toJson()["starting"].get<int>(), 1);
        QCOMPARE(f.admission.toJson()["reservedBytes"].get<std::uint64_t>(), 400 * kMb);
    }

    void asManyStartAsThereAreProcessorsAndTheNextOnesInTheirOrder() {
        Fixture f;
        const auto one = f.start(10), two = f.start(10), three = f.start(10), four = f.start(10);
        QVERIFY(one->place && two->place && !three->place && !four->place);
        QCOMPARE(three->places, std::vector<int>{1});
        QCOMPARE(four->places, std::vector<int>{2});
        QVERIFY(QString::fromStdString(three->why).contains(QStringLiteral("2 processors")));
        one->place.reset();
        f.settle();
        QVERIFY(three->place && !four->place);
        QCOMPARE(four->places, (std::vector<int>{2, 1}));
        two->place.reset();
        f.settle();
        QVERIFY(four->place);
    }

    void workNobodyWaitsForGoesBehindStartsAndLeavesMemoryForTheNext() {
        Fixture f;
        const auto one = f.start(10);
        std::vector<std::string> told;
        bool through = false;
        std::optional<ErrorKind> failure;
        bool unwanted = false;
        const auto behind = [&]() -> Task<void> {
            const std::function<void(const std::string&)> waiting = [&](const std::string& why) {
                told.push_back(why);
            };
            const std::function<bool()> stop = [&] { return unwanted; };
            try {
                co_await f.admission.enterBehind(100 * kMb, waiting, stop);
                through = true;
            } catch (const Error& error) {
                failure = error.kind();
            }
        };
        asio::co_spawn(f.io, behind, asio::detached);
        f.settle();
        QVERIFY(!through);
        QCOMPARE(told.size(), std::size_t(1));
        f.room.freeBytes = 1000 * kMb; // 512 are kept, 400 are the next start's
        one->place.reset();
        f.settle();
        QVERIFY(!through);
        QVERIFY(QString::fromStdString(told.back()).contains("1000 MB"));
        f.room.freeBytes = 1100 * kMb;
        f.admission.setLimits(f.limits());
        f.settle();
        QVERIFY(through);
        QCOMPARE(f.admission.toJson()["starting"].get<int>(), 0);

        through = false;
        f.room.freeBytes = 0;
        asio::co_spawn(f.io, behind, asio::detached);
        f.settle();
        unwanted = true;
        f.admission.setLimits(f.limits());
        f.settle();
        QVERIFY(!through && failure == ErrorKind::Cancelled);
    }

    void aStartThatLacksMemoryAsksForWhatCanBeDoneWithout() {
        Fixture f;
        int asked = 0;
        f.room.freeBytes = 600 * kMb;
        f.admission.setReclaim([&] {
            ++asked;
            f.room.freeBytes += 100 * kMb;
        });
        const auto fits = f.start(50);
        QVERIFY(fits->place && asked == 0);
        const auto start = f.start(100);
        QCOMPARE(asked, 1);
        QVERIFY(start->place);
    }

    void memoryThatStartsTakeIsReserved() {
        Fixture f;
        f.room.freeBytes = 1200 * kMb; // 512 of them are kept
        const auto one = f.start(400), two = f.start(400);
        QVERIFY(one->place && !two->place);
        QVERIFY(QString::fromStdString(two->why).contains(QStringLiteral("1200 MB of memory free")));
        f.room.freeBytes = 3000 * kMb;
        f.settle(700); // nobody says that the host has more: it is looked at
        QVERIFY(two->place);
    }

    void aLittleOneDoesNotOvertake() {
        Fixture f;
        f.room.freeBytes = 1000 * kMb;
        const auto large = f.start(900), little = f.start(10);
        QVERIFY(!large->place && !little->place);
        QVERIFY(QString::fromStdString(little->why).contains(QStringLiteral("first")));
        large->unwanted = true;
        f.settle(700);
        QVERIFY(large->error && large->error->kind() == ErrorKind::Cancelled);
        QVERIFY(little->place);
    }

    void withoutAQueueItIsRefused() {
        Fixture f;
        auto limits = f.limits();
        limits.queue = false;
        limits.keepFreeMb = 4000;
        f.admission.setLimits(limits);
        const auto one = f.start(10);
        QVERIFY(one->error && one->error->kind() == ErrorKind::Refused);
        QCOMPARE(contract::retryAfterSeconds(*one->error).value(), std::int64_t(30));
        QVERIFY(one->places.empty());
    }

    void theQueueHasAnEndInLengthAndTime() {
        Fixture f;
        auto limits = f.limits();
        limits.keepFreeMb = 4000;
        limits.maxQueued = 1;
        limits.maxWaitSeconds = 1;
        f.admission.setLimits(limits);
        const auto one = f.start(10), two = f.start(10);
        QVERIFY(!one->error && two->error && two->error->kind() == ErrorKind::Refused);
        f.settle(1800);
        QVERIFY(one->error && one->error->kind() == ErrorKind::Refused);
        QVERIFY(QString(one->error->what()).contains(QStringLiteral("within 1 s")));
    }

    void theNumberOfSessionsIsLimited() {
        Fixture f;
        int live = 2;
        f.admission.setLiveCount([&] { return live; });
        auto limits = f.limits();
        limits.maxSessions = 1;
        f.admission.setLimits(limits);
        const auto one = f.start(10);
        QVERIFY(!one->place);
        live = 1;
        f.settle(700);
        QVERIFY(one->place);
    }

    void limitsAreReadAndWrongOnesNamed() {
        const QTemporaryDir dir;
        const std::filesystem::path file = dir.path().toStdString() + "/limits.json";
        QCOMPARE(AdmissionLimits::read(file).maxQueued, 100);
        std::ofstream(file) << R"({"maxQueued": 7, "queue": false})";
        QCOMPARE(AdmissionLimits::read(file).maxQueued, 7);
        QCOMPARE(AdmissionLimits::read(file).newSessionsPerSecond,
                 25); // of a file from before there were rates
        QCOMPARE(AdmissionLimits::read(file).requestsPerSecond, 1000);
        const auto changed = AdmissionLimits::fromJson({{"newSessionsPerSecond", 1}}, {});
        QCOMPARE(AdmissionLimits::fromJson(changed.toJson(), {}).newSessionsPerSecond, 1);
        QVERIFY(!AdmissionLimits::read(file).queue);
        for (const char* wrong : {R"({"maxQueued": -1})", R"({"newSessionsPerSecond": 0})", R"({"queue": 1})",
                                  R"({"speed": 1})", "[]"}) {
            try {
                AdmissionLimits::fromJson(nlohmann::json::parse(wrong), {});
                QFAIL(wrong);
            } catch (const Error& error) {
                QVERIFY(error.kind() == ErrorKind::BadInput);
            }
        }
    }

    void theHostTellsWhatItHas() {
        const HostRoom room = hostRoom();
        QVERIFY(room.totalBytes > 0 && room.freeBytes > 0 && room.freeBytes <= room.totalBytes);
        QVERIFY(room.processors >= 1);
    }
};

QTEST_GUILESS_MAIN(TestAdmission)
#include "tst_admission.moc"
