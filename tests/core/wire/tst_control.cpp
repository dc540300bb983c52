// SPDX-License-Identifier: Apache-2.0
#include "core/wire/control.h"
#include "core/wire/exec_frame.h"
#include "core/wire/line_reader.h"
#include "core/wire/marker.h"

#include <QtTest>

#include <vector>

using namespace agentarium::wire;

class TestControl : public QObject {
    Q_OBJECT
private slots:
    void messagesSurviveTheirLine() {
        const std::string epoch = newEpoch();
        std::vector<std::string> lines;
        LineReader reader(1000);
        reader.feed("{\"op\":\"ep" + toLine(EpochRequest{epoch, 123456789012345}) +
                        toLine(EpochAnswer{epoch, "1.2", 7, 8, true}),
                    [&](const std::string& line) { lines.push_back(line); });
        QCOMPARE(lines.size(), std::size_t{3});
        QVERIFY(!parseEpochRequest(lines[0]));
        QCOMPARE(parseEpochRequest(lines[1])->epoch, epoch);
        QCOMPARE(parseEpochRequest(lines[1])->wallNs, std::int64_t{123456789012345});
        const auto answer = parseEpochAnswer(lines[2]);
        QVERIFY(answer->initVersion == "1.2" && answer->kernelNs == 7 && answer->initNs == 8 &&
                answer->agentRunning);
    }

    void aRenewalTravelsWithTheEpoch() {
        const Renewal renewal{std::string(64, 'a'), std::string(32, '7'), "agent-7"};
        std::string line = toLine(EpochRequest{newEpoch(), 5, renewal});
        line = line.substr(1, line.size() - 2);
        const auto parsed = parseEpochRequest(line);
        QVERIFY(parsed && parsed->renewal);
        QCOMPARE(parsed->renewal->seed, renewal.seed);
        QCOMPARE(parsed->renewal->machineId, renewal.machineId);
        QCOMPARE(parsed->renewal->hostname, renewal.hostname);
        // One that is not whole renews nothing, and the epoch counts all the same.
        const auto damaged = parseEpochRequest(line.replace(line.find("aaaa"), 4, "zzzz"));
        QVERIFY(damaged && !damaged->renewal);
    }

    void whatIsNoMessageIsIgnored() {
        for (const char* line : {"", "x", "[]", "{}", "{\"op\":\"epoch\"}", "{\"op\":\"epoch\",\"epoch\":7}",
                                 "{\"op\":\"epoch\",\"epoch\":\"zz\"}", "{\"op\":1,\"epoch\":\"x\"}"})
            QVERIFY(!parseEpochRequest(line) && !parseEpochAnswer(line));
    }

    void aLineThatIsTooLongIsDroppedAndTheNextOneKept() {
        std::vector<std::string> lines;
        LineReader reader(8);
        const std::string text = "123456789\nabc\n" + std::string(100, 'x') + "\n12345678\n";
        for (std::size_t piece = 1; piece < text.size(); ++piece) {
            lines.clear();
            for (std::size_t at = 0; at < text.size(); at += piece)
                reader.feed(std::string_view(text).substr(at, piece),
                            [&](const std::string& line) { lines.push_back(line); });
            QCOMPARE(lines, (std::vector<std::string>{"abc", "12345678"}));
        }
    }

    void framesOfACommandArePutTogetherFromAnyPieces() {
        const std::string big(kExecPiece, 'o');
        const std::string stream = execFrame(ExecChannel::Stdout, big) + execFrame(ExecChannel::Stderr, "") +
                                   execFrame(ExecChannel::Status, "{}");
        for (const std::size_t piece : {1, 3, 5, 1000, 70'000}) {
            std::vector<std::pair<ExecChannel, std::string>> frames;
            ExecFrameReader reader;
            for (std::size_t at = 0; at < stream.size(); at += piece)
                QVERIFY(reader.feed(
                    std::string_view(stream).substr(at, piece),
                    [&](ExecChannel channel, std::string text) { frames.emplace_back(channel, text); }));
            QCOMPARE(frames.size(), std::size_t{3});
            QVERIFY(frames[0] == std::pair(ExecChannel::Stdout, big));
            QVERIFY(frames[2] == std::pair(ExecChannel::Status, std::string("{}")));
        }
    }

    void aFrameThatCannotBeIsRefused() {
        ExecFrameReader unknown, tooLong;
        const auto ignore = [](ExecChannel, const std::string&) {};
        QVERIFY(!unknown.feed(std::string("\x09\0\0\0\0", 5), ignore));
        QVERIFY(!tooLong.feed(std::string("\x01\xff\0\0\0", 5), ignore));
        QVERIFY(!tooLong.feed(execFrame(ExecChannel::Stdout, "x"), ignore));
    }
};

QTEST_GUILESS_MAIN(TestControl)
#include "tst_control.moc"
