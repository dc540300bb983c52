// SPDX-License-Identifier: Apache-2.0
#include "core/contract/iso_time.h"
#include "core/projection/session_view.h"

#include <QtTest>

using namespace agentarium;
using nlohmann::json;
using projection::SessionView;
using projection::UsageView;

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kStart = 1'800'000'000 * kSecond;

/// A session's events as they come, folded into a usage view that keeps seconds and into the row of lists.
struct Stream {
    UsageView view{true};
    SessionView row;

    explicit Stream(json created = json::object()) {
        created.update({{"vcpus", 1}, {"memoryMb", 1024}, {"sessionId", "s"}});
        add(0, "session.created", created);
        state(0, "Provisioning");
    }
    void add(double at, const std::string& kind, const json& body) {
        const std::int64_t wall = kStart + static_cast<std::int64_t>(at * 1e9);
        view.apply(kind, body, wall);
        row.apply({{"kind", kind}, {"body", body}, {"wall", contract::toIsoTime(wall)}});
    }
    void state(double at, const char* name) { add(at, "session.state", {{"state", name}}); }
    void sample(double t, double cpu, double mb = 100, json more = json::object()) {
        json body{{"t", t},
                  {"cpuSeconds", cpu},
                  {"memoryBytes", std::uint64_t(mb * 1e6)},
                  {"peakBytes", std::uint64_t(mb * 1e6)}};
        body.update(more);
        add(t, "meter.sample", body);
    }
    void begin(double at, const char* id) { add(at, "invocation.begin", {{"invocationId", id}}); }
    void end(double at, const char* id) { add(at, "invocation.end", {{"invocationId", id}}); }
    json usage() const { return view.toJson(); }
};

bool near(const json& value, double wanted) {
    return std::abs(value.get<double>() - wanted) < 1e-6;
}

} // namespace

class TestUsageView : public QObject {
    Q_OBJECT
private slots:
    void aColdStartIsBilledFromItsBoot() {
        Stream s;
        s.begin(0, "a");
        s.sample(2, 0, 0, {{"systemCpuSeconds", 1.5}});
        s.add(2.5, "agent.process", {{"change", "started"}});
        s.sample(4, 1.2, 60, {{"systemCpuSeconds", 3.3}, {"bootCpuSeconds", 1.9}});
        s.add(4, "session.started", {{"kind", "cold"}, {"ms", 4000}});
        s.state(4, "Active");
        s.sample(6, 1.7, 60, {{"systemCpuSeconds", 3.9}, {"bootCpuSeconds", 1.9}});
        s.end(6, "a");
        s.state(6, "Idle");
        s.sample(10, 1.8, 60, {{"systemCpuSeconds", 4.1}, {"bootCpuSeconds", 1.9}});
        const json usage = s.usage();
        QVERIFY(near(usage["byPhase"]["boot"]["cpuSeconds"], 1.9));
        QVERIFY(near(usage["byPhase"]["boot"]["seconds"], 2.5));
        QVERIFY(near(usage["byPhase"]["init"]["cpuSeconds"], 1.2));
        QVERIFY(near(usage["byPhase"]["init"]["seconds"], 1.5));
        QVERIFY(near(usage["byPhase"]["active"]["cpuSeconds"], 0.5));
        QVERIFY(near(usage["byPhase"]["idle"]["cpuSeconds"], 0.1));
        QVERIFY(near(usage["activeSeconds"], 2));
        QVERIFY(near(usage["idleSeconds"], 4));
        QVERIFY(near(usage["cpuSeconds"], 3.7));
        QVERIFY(near(usage["systemCpuSeconds"], 2.6));
        QVERIFY(near(usage["ioWaitSeconds"], 1.5)); // not while it started
        QCOMPARE(usage["seconds"].size(), std::size_t(10));
        double cpu = 0;
        for (const json& second : usage["seconds"])
            cpu += second["cpu"].get<double>();
        QVERIFY(std::abs(cpu - 3.7) < 1e-6);
    }

    void aCloneDoesNotPayForItsTemplate() {
        Stream s;
        s.sample(0.3, 5.5, 60,
                 {{"systemCpuSeconds", 9.0},
                  {"bootCpuSeconds", 3.0},
                  {"baseline", true},
                  {"stallSeconds", {{"cpu", 2.0}}}});
        s.state(0.3, "Idle");
        s.sample(2, 5.7, 60,
                 {{"systemCpuSeconds", 9.3}, {"bootCpuSeconds", 3.0}, {"stallSeconds", {{"cpu", 2.5}}}});
        QVERIFY(near(s.usage()["cpuSeconds"], 0.2));
        QVERIFY(near(s.usage()["systemCpuSeconds"], 0.3));
        QVERIFY(near(s.usage()["byPhase"]["boot"]["cpuSeconds"], 0));
        QVERIFY(near(s.usage()["stallSeconds"]["cpu"], 0.5));
    }

    void commandsAreInTheBillAndShownApart() {
        Stream s;
        s.sample(0.5, 5, 60, {{"baseline", true}, {"commandCpuSeconds", 4}});
        s.state(0.5, "Active");
        s.sample(1, 5.25, 60, {{"commandCpuSeconds", 4}});
        s.sample(3, 7.25, 600, {{"commandCpuSeconds", 5.5}, {"commandMemoryBytes", 500'000'000}});
        s.sample(5, 7.25, 100);
        const json usage = s.usage();
        QVERIFY(near(usage["cpuSeconds"], 2.25));
        const json& commands = usage["commands"];
        QVERIFY(near(commands["cpuSeconds"], 1.5));
        QVERIFY(near(commands["memoryGbSeconds"], 1));
        QVERIFY(std::abs(commands["costUsd"]["cpu"].get<double>() - 1.5 * 0.0895 / 3600) < 1e-11);
        QVERIFY(std::abs(commands["costUsd"]["memory"].get<double>() - 0.00945 / 3600) < 1e-11);
        QVERIFY(near(usage["peakMemoryBytes"], 600e6));
    }

    void samplesOfBeforeCommandsWereMeteredReadAsEver() {
        Stream s;
        s.state(0, "Active");
        s.sample(2, 1.5);
        QVERIFY(near(s.usage()["cpuSeconds"], 1.5));
        QVERIFY(near(s.usage()["commands"]["cpuSeconds"], 0));
        QVERIFY(near(s.usage()["commands"]["costUsd"]["total"], 0));
    }

    void waitingNamesTheHostTheAgentWasConnectedTo() {
        Stream s;
        s.state(1, "Active");
        s.begin(1, "a");
        s.sample(1, 0);
        s.add(2, "egress.open", {{"egressId", "e"}, {"host", "model.example"}, {"decision", "allowed"}});
        s.add(2, "egress.open", {{"egressId", "r"}, {"host", "no.example"}, {"decision", "refused"}});
        s.add(4, "egress.close", {{"egressId", "e"}, {"host", "model.example"}});
        s.sample(5, 0);
        const json waits = s.usage()["ioWaitFor"];
        QCOMPARE(waits.size(), std::size_t(2));
        for (const json& wait : waits)
            QVERIFY(near(wait["seconds"], 2));
        QVERIFY(waits[0]["host"].is_null());
        QCOMPARE(waits[1]["host"].get<std::string>(), std::string("model.example"));
    }

    void aSampleThatWasHeldBackIsPutWhereItBelongs() {
        Stream s;
        s.state(0, "Idle");
        s.sample(1, 0);
        s.state(9, "Active");
        s.begin(9, "a");
        // Both arrive at second 10; the first was read at 9.
        s.sample(9, 0.04);
        s.sample(10, 0.94);
        QVERIFY(near(s.usage()["byPhase"]["idle"]["cpuSeconds"], 0.04));
        QVERIFY(near(s.usage()["byPhase"]["active"]["cpuSeconds"], 0.9));
        QVERIFY(near(s.usage()["ioWaitSeconds"], 0.1));
        QVERIFY(near(s.usage()["seconds"][9]["cpu"], 0.9));
    }

    void theEndClosesTheBookAndTheLastSampleIsStillCounted() {
        Stream s;
        s.state(0, "Idle");
        s.sample(1, 0.5, 1000);
        s.state(3, "Terminated");
        s.sample(3.1, 0.8, 1000);
        s.add(50, "log.line", {});
        QVERIFY(near(s.usage()["cpuSeconds"], 0.8));
        QVERIFY(near(s.usage()["idleSeconds"], 3));
        QVERIFY(near(s.usage()["memoryGbSeconds"], 3));
        QVERIFY(s.usage()["ended"].get<bool>());
        QCOMPARE(s.row.toJson(0)["memoryNowBytes"].get<int>(), 0);
        QVERIFY(near(s.row.toJson(0)["costUsd"], s.usage()["costUsd"]["total"].get<double>()));
    }

    void anAdoptedSessionGoesOnCounting() {
        Stream s;
        s.state(0, "Active");
        s.begin(0, "a");
        s.sample(1, 0.5);
        s.end(60, "a");
        s.add(60, "session.adopted", {{"detail", "d"}});
        s.state(60, "Idle");
        s.sample(60, 20.5);
        QVERIFY(near(s.usage()["cpuSeconds"], 20.5));
        QVERIFY(near(s.usage()["activeSeconds"], 60));
    }

    void aSessionIsBilledByThePricesOfItsTime() {
        const json prices{{"name", "old"},       {"asOf", "2020-01-01"}, {"source", "s"},
                          {"vcpuHourUsd", 3600}, {"gbHourUsd", 0},       {"memory", "currentPeak"}};
        Stream s(json{{"prices", prices}});
        s.state(0, "Idle");
        s.sample(2, 1.5);
        QCOMPARE(s.usage()["priceModel"].get<std::string>(), std::string("old"));
        QVERIFY(near(s.usage()["costUsd"]["total"], 1.5));
        QCOMPARE(s.usage()["otherModels"].size(), std::size_t(2));
    }

    void otherModelsAndComparisonsAreShownBeside() {
        Stream s;
        s.state(0, "Active");
        s.begin(0, "a");
        s.sample(3600, 360, 1000);
        const json usage = s.usage();
        QCOMPARE(usage["priceModel"].get<std::string>(), std::string("V1"));
        QVERIFY(near(usage["costUsd"]["total"], 0.00895 + 0.00945));
        QCOMPARE(usage["otherModels"][0]["name"].get<std::string>(), std::string("V2"));
        QVERIFY(near(usage["otherModels"][0]["costUsd"]["total"], 0.01276 + 0.0169));
        QVERIFY(near(usage["comparisons"][0]["usd"], 0.03238 + 1.073741824 * 0.00356));
        QVERIFY(near(usage["comparisons"][1]["usd"], 1.073741824 * 0.0000133334 * 3600));
    }

    void theRowShowsWhatIsUsedNow() {
        Stream s;
        s.state(0, "Active");
        s.sample(2, 1, 100);
        s.sample(4, 1.5, 200);
        const json row = s.row.toJson(0);
        QVERIFY(near(row["cpuNow"], 0.25));
        QCOMPARE(row["memoryNowBytes"].get<int>(), 200'000'000);
        QVERIFY(near(row["costUsd"], s.usage()["costUsd"]["total"].get<double>()));
    }

    void aRecordingWithoutSamplesStillHasItsTimes() {
        Stream s;
        s.state(5, "Idle");
        s.state(15, "Terminated");
        QVERIFY(near(s.usage()["idleSeconds"], 10));
        QVERIFY(near(s.usage()["memoryGbSeconds"], 15 * 0.128));
        QVERIFY(s.usage()["sampledAt"].is_null());
    }
};

QTEST_GUILESS_MAIN(TestUsageView)
#include "tst_usage_view.moc"
