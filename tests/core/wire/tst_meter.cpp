// SPDX-License-Identifier: Apache-2.0
#include "core/wire/meter_reading.h"
#include "core/wire/meter_thinning.h"

#include <QtTest>

#include <vector>

using namespace agentarium::wire;

class TestMeter : public QObject {
    Q_OBJECT

    struct Sent {
        MeterThinning thinning;
        std::vector<MeterReading> readings;

        void add(int second, std::uint64_t cpuMs, double mb = 50, double peakMb = 0, bool forced = false) {
            MeterReading reading;
            reading.tNs = second * std::int64_t(1'000'000'000);
            reading.cpuUsec = cpuMs * 1000;
            reading.memoryBytes = static_cast<std::uint64_t>(mb * 1e6);
            reading.peakBytes = static_cast<std::uint64_t>(std::max(mb, peakMb) * 1e6);
            thinning.add(reading, forced, [&](const MeterReading& one) { readings.push_back(one); });
        }
        std::vector<int> seconds() const {
            std::vector<int> all;
            for (const MeterReading& reading : readings)
                all.push_back(static_cast<int>(reading.tNs / 1'000'000'000));
            return all;
        }
    };
    using Seconds = std::vector<int>;

private slots:
    void aLineSaysWhatTheReadingSaid() {
        MeterReading reading;
        reading.tNs = 7;
        reading.cpuUsec = 30;
        reading.memoryBytes = 40;
        reading.commandCpuUsec = 10;
        reading.commandMemoryBytes = 20;
        const auto read = MeterReading::parse(reading.toLine());
        QVERIFY(read);
        QCOMPARE(read->cpuUsec, std::uint64_t(30));
        QCOMPARE(read->commandCpuUsec, std::uint64_t(10));
        QCOMPARE(read->commandMemoryBytes, std::uint64_t(20));
        reading.commandCpuUsec = reading.commandMemoryBytes = 0;
        QVERIFY(reading.toLine().find("command") == std::string::npos);
        QCOMPARE(MeterReading::parse(reading.toLine())->commandCpuUsec, std::uint64_t(0));
    }

    void anIdleAgentCostsALineInFifteenSeconds() {
        Sent sent;
        for (int second = 0; second <= 60; ++second)
            sent.add(second, static_cast<std::uint64_t>(second) * 10);
        QCOMPARE(sent.seconds(), (Seconds{0, 15, 30, 45, 60}));
    }

    void workIsSentEachSecondAndBeginsWhereItBegan() {
        Sent sent;
        for (int second = 0; second <= 5; ++second)
            sent.add(second, 0);
        for (int second = 6; second <= 8; ++second)
            sent.add(second, static_cast<std::uint64_t>(second - 5) * 900);
        for (int second = 9; second <= 12; ++second)
            sent.add(second, 2700);
        // Nine is the first that is quiet again.
        QCOMPARE(sent.seconds(), (Seconds{0, 5, 6, 7, 8, 9}));
    }

    void memoryThatCreepsIsSentOnceItIsAMegabyteAway() {
        Sent sent;
        for (int second = 0; second <= 5; ++second)
            sent.add(second, 0, 50 + 0.3 * second);
        QCOMPARE(sent.seconds(), (Seconds{0, 3, 4, 5}));
    }

    void thePeakOfAQuietReadingIsNotLost() {
        Sent sent;
        sent.add(0, 0, 50, 50);
        sent.add(1, 0, 50, 50.9);
        for (int second = 2; second <= 15; ++second)
            sent.add(second, 0, 50, 50);
        QCOMPARE(sent.seconds(), (Seconds{0, 15}));
        QCOMPARE(sent.readings.back().peakBytes, std::uint64_t(50'900'000));
    }

    void aSpikeIsSent() {
        Sent sent;
        sent.add(0, 0, 50, 50);
        sent.add(1, 0, 50, 50);
        sent.add(2, 0, 50, 300);
        sent.add(3, 0, 50, 50);
        sent.add(4, 0, 50, 50);
        QCOMPARE(sent.seconds(), (Seconds{0, 1, 2, 3, 4}));
    }

    void whatIsAskedForIsSent() {
        Sent sent;
        sent.add(0, 0);
        sent.add(1, 1);
        sent.add(2, 2, 50, 50, true);
        QCOMPARE(sent.seconds(), (Seconds{0, 2}));
    }

    void whatIsAskedForInTheMiddleDoesNotHideTheQuietAfter() {
        Sent sent;
        sent.add(0, 0);
        sent.add(1, 900);
        sent.add(2, 910, 50, 50, true);
        for (int second = 3; second <= 6; ++second)
            sent.add(second, 910);
        QCOMPARE(sent.seconds(), (Seconds{0, 1, 2, 3}));
    }

    void aLineGivesTheReadingAgain() {
        MeterReading reading;
        reading.tNs = 5;
        reading.cpuUsec = 6;
        reading.systemUsec = 7;
        reading.memoryBytes = 8;
        reading.peakBytes = 9;
        reading.ioStallUsec = 10;
        const auto again = MeterReading::parse(reading.toLine());
        QVERIFY(again);
        QCOMPARE(again->toLine(), reading.toLine());
        QVERIFY(!again->bootUsec);
        QVERIFY(!MeterReading::parse("{}"));
        QVERIFY(!MeterReading::parse("no"));
        QVERIFY(!MeterReading::parse("[]"));
    }
};

QTEST_GUILESS_MAIN(TestMeter)
#include "tst_meter.moc"
