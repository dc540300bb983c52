// SPDX-License-Identifier: Apache-2.0
#include "core/metering/ledger.h"

#include <QtTest>

using namespace agentarium::metering;

class TestLedger : public QObject {
    Q_OBJECT

    static constexpr std::uint64_t kMb = 1'000'000;
    static bool near(double a, double b, double tolerance = 1e-9) { return std::abs(a - b) <= tolerance; }
    static Stretch open(double from, double to, std::vector<std::string> hosts = {}) {
        return {from, to, Phase::Active, true, std::make_shared<const std::vector<std::string>>(hosts)};
    }
    static Stretch idle(double from, double to) { return {from, to, Phase::Idle, false, {}}; }

private slots:
    void theWorkedExampleOfTheContractIsExact() {
        // 60 s, 18 s of one vCPU, 2 GB: $0.0004475 + $0.000315 = $0.0007625.
        Ledger ledger;
        for (int t = 0; t < 60; ++t)
            ledger.add({open(t, t + 1)}, {t < 18 ? 1.0 : 0.0, 2000 * kMb, 2000 * kMb});
        const Amounts total = ledger.usage().total();
        const PriceModel& v1 = *PriceBook::builtIn().find("V1");
        QVERIFY(near(total.cpuSeconds, 18));
        QVERIFY(near(total.gbSeconds(v1.memory), 120));
        QVERIFY(near(v1.cpuUsd(total.cpuSeconds), 0.0004475, 1e-15));
        QVERIFY(near(v1.memoryUsd(total.gbSeconds(v1.memory)), 0.000315, 1e-15));
        QVERIFY(near(total.usd(v1), 0.0007625, 1e-15));
        QVERIFY(near(ledger.usage().ioWaitSeconds, 42));
    }

    void memoryIsBilledAtThePeakSoFarOrAtEachSecondsPeak() {
        Ledger ledger;
        ledger.add({idle(0, 1)}, {0, 500 * kMb, 500 * kMb});
        ledger.add({idle(1, 2)}, {0, 600 * kMb, 1000 * kMb}); // a spike inside the second
        ledger.add({idle(2, 3)}, {0, 200 * kMb, 600 * kMb});
        ledger.add({idle(3, 4)}, {0, 200 * kMb, 200 * kMb});
        const Amounts total = ledger.usage().total();
        QVERIFY(near(total.gbSecondsPeakSoFar, 0.5 + 1 + 1 + 1));
        QVERIFY(near(total.gbSecondsCurrent, 0.5 + 1 + 0.6 + 0.2));
        QCOMPARE(ledger.usage().peakMemoryBytes, 1000 * kMb);
    }

    void memoryHasAFloorAndASessionALeastLength() {
        Ledger ledger;
        ledger.add({idle(0, 0.25)}, {0, 10 * kMb, 10 * kMb});
        QVERIFY(near(ledger.usage().total().gbSecondsPeakSoFar, 0.128));
        QVERIFY(near(ledger.usage().total().gbSecondsCurrent, 0.128));
        QVERIFY(near(Ledger().usage().total().gbSecondsPeakSoFar, 0.128));
        ledger.add({idle(0.25, 4)}, {0, 10 * kMb, 10 * kMb});
        QVERIFY(near(ledger.usage().total().gbSecondsPeakSoFar, 4 * 0.128));
    }

    void waitingIsAnOpenRequestWithoutCpu() {
        Ledger ledger;
        ledger.add({open(0, 1)}, {0.25, 0, 0});
        QVERIFY(near(ledger.usage().ioWaitSeconds, 0.75));
        ledger.add({idle(1, 2)}, {0.1, 0, 0}); // nothing is open: nobody waits
        QVERIFY(near(ledger.usage().ioWaitSeconds, 0.75));
        QVERIFY(near(ledger.usage().requestSeconds, 1));
    }

    void twoVcpusAtWorkDoNotMakeWaitingNegative() {
        Ledger ledger;
        ledger.setVcpus(2);
        ledger.add({open(0, 1)}, {1.9, 0, 0});
        ledger.add({open(1, 2)}, {0.5, 0, 0});
        QVERIFY(near(ledger.usage().ioWaitSeconds, 0.5));
        QVERIFY(near(ledger.usage().of(Phase::Active).cpuSeconds, 2.4));
    }

    void waitingIsSplitByWhomTheAgentIsConnectedTo() {
        Ledger ledger;
        ledger.add({open(0, 2, {"model"}), open(2, 3, {"model", "tool"}), open(3, 4)}, {0, 0, 0});
        const auto& waits = ledger.usage().ioWaitFor;
        QVERIFY(near(waits.at("model"), 2.5));
        QVERIFY(near(waits.at("tool"), 0.5));
        QVERIFY(near(waits.at(""), 1));
        QVERIFY(near(ledger.usage().ioWaitSeconds, 4));
    }

    void whatAShortRequestUsedIsTheRequests() {
        Ledger ledger;
        ledger.add({idle(0, 0.4), open(0.4, 0.5), idle(0.5, 1)}, {0.09, 0, 0});
        QVERIFY(near(ledger.usage().of(Phase::Active).cpuSeconds, 0.09));
        QVERIFY(near(ledger.usage().of(Phase::Idle).cpuSeconds, 0));
        ledger.add({idle(1, 1.9), open(1.9, 2)}, {0.3, 0, 0}); // more than fits into the request
        QVERIFY(near(ledger.usage().of(Phase::Active).cpuSeconds, 0.19));
        QVERIFY(near(ledger.usage().of(Phase::Idle).cpuSeconds, 0.2));
    }

    void noCpuIsLost() {
        Ledger ledger;
        ledger.add({idle(0, 1)}, {1.2, 0, 0}); // clocks that do not quite agree
        ledger.add({}, {0.3, 0, 0});           // a second sample at the same moment
        QVERIFY(near(ledger.usage().of(Phase::Idle).cpuSeconds, 1.5));
        QVERIFY(near(ledger.usage().total().seconds, 1));
    }

    void secondsAddUpToTheSums() {
        Ledger ledger(true);
        ledger.addBoot(3, 0, 2.5);
        ledger.add({{0, 2.5, Phase::Boot, true, {}}, {2.5, 4, Phase::Init, true, {}}},
                   {1.2, 50 * kMb, 60 * kMb});
        ledger.add({open(4, 7.3)}, {1.1, 70 * kMb, 90 * kMb});
        double cpu = 0, wait = 0;
        for (const SecondUsage& second : ledger.seconds()) {
            cpu += second.cpu;
            wait += second.ioWait;
        }
        QCOMPARE(ledger.seconds().size(), std::size_t(8));
        QVERIFY(near(cpu, ledger.usage().total().cpuSeconds));
        QVERIFY(near(cpu, 5.3));
        QVERIFY(near(wait, ledger.usage().ioWaitSeconds));
        QVERIFY(near(ledger.seconds()[0].cpu, 1.2)); // 3 s of boot in 2.5 s
        QVERIFY(ledger.seconds()[2].phase == Phase::Init);
        QCOMPARE(ledger.seconds()[7].peakBytes, 90 * kMb);
        QCOMPARE(ledger.seconds()[7].memoryBytes, 70 * kMb);
    }

    void aTimeFromAnotherWorldMakesNoEndlessList() {
        Ledger ledger(true);
        ledger.add({idle(0, 1e15)}, {1, 0, 0});
        QVERIFY(ledger.seconds().size() <= 1'209'600);
    }
};

QTEST_GUILESS_MAIN(TestLedger)
#include "tst_ledger.moc"
