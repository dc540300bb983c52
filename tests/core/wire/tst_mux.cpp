// SPDX-License-Identifier: Apache-2.0
#include "core/wire/ports.h"
#include "tests/core/wire/mux_pair.h"

#include <QtTest>

#include <random>

using namespace agentarium::wire;

class TestMux : public QObject {
    Q_OBJECT
private slots:
    void aStreamCarriesItsTargetAndBytesBothWays() {
        MuxPair pair;
        pair.server.echoes = true;
        const auto id = pair.client.mux.open("events?from=0");
        pair.client.mux.send(id, bytesOf("hello"));
        pair.client.mux.finish(id);
        QVERIFY(pair.settle());
        QCOMPARE(pair.server.seen[id].target, std::string("events?from=0"));
        QVERIFY(pair.client.seen[id].accepted);
        QCOMPARE(pair.client.seen[id].data, std::string("hello"));
        QVERIFY(pair.client.seen[id].ended && pair.client.seen[id].closed && pair.client.seen[id].clean);
        QCOMPARE(pair.client.mux.streams() + pair.server.mux.streams(), std::size_t{0});
    }

    void manyStreamsDoNotMix() {
        MuxPair pair;
        pair.server.echoes = true;
        std::map<Mux::Id, std::string> sent;
        for (int i = 0; i < 500; ++i) {
            const auto id = pair.client.mux.open("echo");
            sent[id] = std::string(static_cast<std::size_t>(1 + i * 37), static_cast<char>('a' + i % 26));
            QCOMPARE(pair.client.mux.send(id, bytesOf(sent[id])), sent[id].size());
            pair.client.mux.finish(id);
        }
        QVERIFY(pair.settle(777));
        for (const auto& [id, text] : sent)
            QVERIFY(pair.client.seen[id].data == text);
        QCOMPARE(pair.server.mux.streams(), std::size_t{0});
    }

    void aFrameMayBe256KilobytesOnceBothHaveSaidSo() {
        MuxPair pair;
        const auto id = pair.client.mux.open("sink");
        QVERIFY(pair.settle());
        const std::string big(kSendQueue, 'x');
        QCOMPARE(pair.client.mux.send(id, bytesOf(big)), big.size());
        QVERIFY(pair.settle());
        QCOMPARE(pair.server.seen[id].data.size(), big.size());
        QCOMPARE(pair.longestWrite, std::size_t{kMaxFrame} + 9);
    }

    void whoDoesNotReadHoldsTheWriterBack() {
        MuxPair pair;
        pair.server.reads = false;
        const auto id = pair.client.mux.open("sink");
        const std::string piece(64 * 1024, 'x');
        std::size_t sent = 0;
        for (int i = 0; i < 100; ++i) {
            sent += pair.client.mux.send(id, bytesOf(piece));
            QVERIFY(pair.settle());
        }
        QCOMPARE(sent, std::size_t{kStreamWindow} + kSendQueue);
        QCOMPARE(pair.server.seen[id].data.size(), std::size_t{kStreamWindow});
        QCOMPARE(pair.client.mux.send(id, bytesOf(piece)), std::size_t{0});
        QCOMPARE(pair.client.seen[id].writable, 0);

        pair.server.mux.consume(id, kStreamWindow);
        QVERIFY(pair.settle());
        QCOMPARE(pair.server.seen[id].data.size(), sent);
        QCOMPARE(pair.client.seen[id].writable, 1);
        QCOMPARE(pair.client.mux.send(id, bytesOf(piece)), piece.size());
    }

    void aStreamThatNobodyReadsDoesNotStopTheOthers() {
        MuxPair pair;
        pair.server.reads = false;
        const auto stuck = pair.client.mux.open("stuck");
        const std::string piece(kSendQueue, 'x');
        for (int i = 0; i < 4; ++i) {
            pair.client.mux.send(stuck, bytesOf(piece));
            QVERIFY(pair.settle());
        }
        pair.server.reads = true;
        const auto free = pair.client.mux.open("free");
        for (int i = 0; i < 200; ++i) {
            QCOMPARE(pair.client.mux.send(free, bytesOf(piece)), piece.size());
            QVERIFY(pair.settle());
        }
        QCOMPARE(pair.server.seen[free].data.size(), 200 * piece.size());
        QCOMPARE(pair.server.seen[stuck].data.size(), std::size_t{kStreamWindow});
    }

    void unreadBytesOfStreamsThatAreOverDoNotUseTheConnectionUp() {
        MuxPair pair;
        pair.server.reads = false;
        const std::string piece(kSendQueue, 'x');
        // More than the connection's window in all.
        for (int i = 0; i < 200; ++i) {
            const auto id = pair.client.mux.open("sink");
            QVERIFY(pair.settle());
            QCOMPARE(pair.client.mux.send(id, bytesOf(piece)), piece.size());
            QVERIFY(pair.settle());
            if (pair.server.seen[id].data.size() != piece.size()) QFAIL("the window is used up");
            pair.client.mux.reset(id);
            QVERIFY(pair.settle());
            pair.server.mux.close(id);
            pair.server.seen.clear();
        }
        QCOMPARE(pair.server.mux.streams(), std::size_t{0});
    }

    void aRefusalCarriesItsReason() {
        MuxPair pair;
        pair.server.refuseWith = "127.0.0.1:8080 in the guest:\nConnection refused";
        const auto id = pair.client.mux.open("tcp:8080");
        QVERIFY(pair.settle());
        QCOMPARE(pair.client.seen[id].refusal,
                 std::string("127.0.0.1:8080 in the guest: Connection refused"));
        QVERIFY(!pair.client.seen[id].accepted);
        QCOMPARE(pair.client.mux.streams() + pair.server.mux.streams(), std::size_t{0});
    }

    void aResetReachesThePeerAsUnclean() {
        MuxPair pair;
        const auto id = pair.client.mux.open("sink");
        QVERIFY(pair.settle());
        pair.client.mux.reset(id);
        QVERIFY(pair.settle());
        QVERIFY(pair.server.seen[id].closed);
        QVERIFY(!pair.server.seen[id].clean);
        QVERIFY(!pair.client.seen.contains(id) || !pair.client.seen[id].closed);
        QCOMPARE(pair.client.mux.streams() + pair.server.mux.streams(), std::size_t{0});
    }

    void closeDeliversWhatWasSentAndThenEndsBothWays() {
        MuxPair pair;
        const auto id = pair.client.mux.open("sink");
        QVERIFY(pair.settle());
        const std::string last(300'000, 'z');
        pair.client.mux.send(id, bytesOf(last));
        pair.client.mux.close(id);
        QVERIFY(pair.settle());
        QCOMPARE(pair.server.seen[id].data.size(), last.size());
        QVERIFY(pair.server.seen[id].ended && pair.server.seen[id].closed && pair.server.seen[id].clean);
        QCOMPARE(pair.client.mux.streams() + pair.server.mux.streams(), std::size_t{0});
    }

    void fiveThousandCancelledStreamsDoNotEndTheConnection() {
        MuxPair pair;
        for (int i = 0; i < 5000; ++i) {
            const auto id = pair.client.mux.open("tcp:8080");
            QVERIFY(pair.settle());
            pair.client.mux.reset(id);
            QVERIFY(pair.settle());
        }
    }

    void aPingComesBack() {
        MuxPair pair;
        pair.client.mux.ping(77);
        QVERIFY(pair.settle());
        QCOMPARE(pair.client.pongs, std::vector<std::uint64_t>{77});
    }

    void garbageIsAnErrorAndNoCrash() {
        std::mt19937 random(3);
        for (int run = 0; run < 400; ++run) {
            MuxPair pair;
            pair.server.echoes = true;
            const auto id = pair.client.mux.open("echo");
            pair.client.mux.send(id, bytesOf("hello"));
            std::string bytes;
            for (auto part = pair.client.mux.pending(); !part.empty(); part = pair.client.mux.pending()) {
                bytes.append(part.begin(), part.end());
                pair.client.mux.wrote(part.size());
            }
            // Half of the runs: real bytes with some of them changed; the others: noise.
            if (run % 2)
                for (int i = 0; i < 5; ++i)
                    bytes[random() % bytes.size()] = static_cast<char>(random());
            else
                std::generate(bytes.begin(), bytes.end(), [&] { return static_cast<char>(random()); });
            const bool fine = pair.server.mux.feed(bytesOf(bytes));
            if (run % 2 == 0) QVERIFY(!fine);
            pair.server.mux.pending();
        }
    }
};

QTEST_GUILESS_MAIN(TestMux)
#include "tst_mux.moc"
