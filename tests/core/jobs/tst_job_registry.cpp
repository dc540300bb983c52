// SPDX-License-Identifier: Apache-2.0
#include "core/contract/error.h"
#include "core/contract/iso_time.h"
#include "core/jobs/registry.h"
#include "tests/core/base/run_task.h"

#include <QtTest>

#include <future>
#include <thread>

using namespace agentarium;
using namespace agentarium::jobs;
using tests::runUntil;

namespace {

struct Fixture {
    asio::io_context io;
    JobRegistry jobs{io};

    nlohmann::json ended(const std::string& id) {
        runUntil(io, [&] { return jobs.find(id)->at("state") != "running"; });
        return *jobs.find(id);
    }
};

/// Work that goes on until it is told to end.
struct Gate {
    std::promise<void> opened;
    std::shared_future<void> open = opened.get_future().share();
    JobRegistry::Work work() {
        return [gate = open](JobContext&) {
            gate.wait();
            return nlohmann::json(1);
        };
    }
};

nlohmann::json untilCancelled(JobContext& job) {
    for (;;) {
        job.checkCancelled();
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
}

} // namespace

class TestJobRegistry : public QObject {
    Q_OBJECT
private slots:
    void aJobTellsItsPhasesLogAndResult() {
        Fixture f;
        const auto id = f.jobs.start("deploy", "Deploy hello", [](JobContext& job) {
            job.phase("check");
            job.progress(0.5, "half");
            job.log("a line");
            job.phase("pack");
            job.progress(7, "more than all");
            return nlohmann::json{{"name", "hello"}};
        });
        const auto job = f.ended(id);
        QCOMPARE(job["id"].get<std::string>(), id);
        QCOMPARE(job["kind"].get<std::string>(), std::string("deploy"));
        QCOMPARE(job["state"].get<std::string>(), std::string("done"));
        QCOMPARE(job["phases"].size(), std::size_t(2));
        QCOMPARE(job["phases"][0]["name"].get<std::string>(), std::string("check"));
        QVERIFY(job["phases"][1]["ms"].is_number());
        QCOMPARE(job["log"].dump(), std::string(R"(["a line"])"));
        QCOMPARE(job["fraction"].get<double>(), 1.0);
        QCOMPARE(job["result"]["name"].get<std::string>(), std::string("hello"));
        QVERIFY(contract::fromIsoTime(job["startedAt"].get<std::string>()).has_value());
        QVERIFY(!job.contains("error"));
    }

    void aRunningJobShowsItsPhase() {
        Fixture f;
        Gate gate;
        const auto id = f.jobs.start("image.build", "Build", [open = gate.open](JobContext& job) {
            job.phase("download");
            job.progress(std::nullopt, "12 of 90 packages");
            open.wait();
            return nlohmann::json();
        });
        QVERIFY(runUntil(f.io, [&] { return f.jobs.find(id)->at("detail") == "12 of 90 packages"; }));
        QCOMPARE(f.jobs.find(id)->at("phase").get<std::string>(), std::string("download"));
        QVERIFY(f.jobs.find(id)->at("fraction").is_null());
        QCOMPARE(f.jobs.running(), 1);
        gate.opened.set_value();
        f.ended(id);
        QCOMPARE(f.jobs.running(), 0);
    }

    void aFailureKeepsItsError() {
        Fixture f;
        const auto own = f.jobs.start("deploy", "x", [](JobContext&) -> nlohmann::json {
            throw Error(ErrorKind::BadInput, "no entry point", "Name one.");
        });
        QCOMPARE(f.ended(own)["state"].get<std::string>(), std::string("failed"));
        QCOMPARE(f.ended(own)["error"]["type"].get<std::string>(), std::string("BadInput"));
        QCOMPARE(f.ended(own)["error"]["fix"].get<std::string>(), std::string("Name one."));
        const auto other = f.jobs.start(
            "deploy", "x", [](JobContext&) -> nlohmann::json { throw std::runtime_error("boom"); });
        QCOMPARE(f.ended(other)["error"]["message"].get<std::string>(), std::string("boom"));
    }

    void cancellingReachesTheWork() {
        Fixture f;
        const auto id = f.jobs.start("image.build", "Build", untilCancelled);
        f.jobs.cancel(id);
        QCOMPARE(f.ended(id)["state"].get<std::string>(), std::string("cancelled"));
        f.jobs.cancel("unknown");
        f.jobs.cancel(id);
    }

    void aBuildThatRunsIsJoined() {
        Fixture f;
        Gate gate;
        const auto first = f.jobs.start("image.build", "Build", gate.work(), "image.build");
        QCOMPARE(f.jobs.start("image.build", "Build", gate.work(), "image.build"), first);
        QVERIFY(f.jobs.start("image.build", "Build", gate.work(), "other") != first);
        QVERIFY(f.jobs.start("deploy", "Deploy", gate.work()) != first);
        gate.opened.set_value();
        f.ended(first);
        QVERIFY(f.jobs.start("image.build", "Build", gate.work(), "image.build") != first);
    }

    void changesAreGatheredAndTheLastIsTold() {
        Fixture f;
        int told = 0;
        std::string lastState;
        f.jobs.onChanged([&](const std::string& id) {
            ++told;
            lastState = f.jobs.find(id)->at("state");
        });
        const auto id = f.jobs.start("deploy", "x", [](JobContext& job) {
            for (int i = 0; i < 300; ++i) {
                job.log(std::to_string(i));
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            }
            return nlohmann::json();
        });
        QVERIFY(runUntil(f.io, [&] { return lastState == "done"; }));
        QVERIFY2(told >= 3 && told < 60, std::to_string(told).c_str());
        QCOMPARE(f.jobs.find(id)->at("log").size(), std::size_t(200));
        QCOMPARE(f.jobs.find(id)->at("log").back().get<std::string>(), std::string("299"));
    }

    void onlyTheNewestHundredAreKeptButRunningOnesStay() {
        Fixture f;
        Gate gate;
        const auto oldest = f.jobs.start("deploy", "slow", gate.work());
        std::string last;
        for (int i = 0; i < 150; ++i)
            last = f.jobs.start("deploy", std::to_string(i), [](JobContext&) { return nlohmann::json(); });
        f.ended(last);
        QVERIFY(runUntil(f.io, [&] { return f.jobs.running() == 1; }));
        last = f.jobs.start("deploy", "newest", [](JobContext&) { return nlohmann::json(); });
        QCOMPARE(f.jobs.list().size(), std::size_t(100));
        QCOMPARE(f.jobs.list().front()["id"].get<std::string>(), last);
        QVERIFY(f.jobs.find(oldest).has_value());
        gate.opened.set_value();
    }

    void destroyingCancelsAndWaits() {
        asio::io_context io;
        std::atomic<int> begun{0}, ended{0};
        {
            JobRegistry jobs(io);
            for (int i = 0; i < 6; ++i)
                jobs.start("deploy", "x", [&](JobContext& job) -> nlohmann::json {
                    ++begun;
                    try {
                        return untilCancelled(job);
                    } catch (const Error&) {
                        ++ended;
                        throw;
                    }
                });
            QTRY_COMPARE(begun.load(), 4);
        }
        // Four had a thread; the others were never begun.
        QCOMPARE(ended.load(), 4);
        io.poll();
    }

    void outputThatIsNoUtf8CanBeShown() {
        Fixture f;
        const auto id = f.jobs.start("deploy", "x", [](JobContext& job) {
            job.log("pip: \xff\xfe");
            return nlohmann::json();
        });
        QVERIFY(!f.ended(id).dump().empty());
    }
};

QTEST_GUILESS_MAIN(TestJobRegistry)
#include "tst_job_registry.moc"
