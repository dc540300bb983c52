// SPDX-License-Identifier: Apache-2.0
#include "core/wire/output_ring.h"

#include <QtTest>

#include <string>

using agentarium::wire::OutputRing;

class tst_OutputRing : public QObject {
    Q_OBJECT

    static std::string all(const OutputRing& ring, std::size_t piece) {
        std::string text;
        for (std::uint64_t at = ring.begin(); at < ring.end();) {
            const auto part = ring.at(at, piece);
            if (part.empty()) return "stuck";
            text += part;
            at += part.size();
        }
        return text;
    }

private slots:
    void anEmptyOneHasNothing() {
        const OutputRing ring(8);
        QCOMPARE(ring.begin(), ring.end());
        QCOMPARE(all(ring, 100), std::string());
    }

    void theNewestBytesAreKeptInOrder() {
        for (std::size_t step = 1; step < 12; ++step) {
            OutputRing ring(8);
            std::string whole;
            for (int i = 0; i < 20; ++i) {
                const std::string piece(step, static_cast<char>('a' + i));
                ring.add(piece);
                whole += piece;
                const std::string newest = whole.size() > 8 ? whole.substr(whole.size() - 8) : whole;
                QCOMPARE(all(ring, 3), newest);
                QCOMPARE(all(ring, 100), newest);
                QCOMPARE(ring.end(), std::uint64_t(whole.size()));
                QCOMPARE(ring.begin(), std::uint64_t(whole.size() - newest.size()));
            }
        }
    }
};

QTEST_GUILESS_MAIN(tst_OutputRing)
#include "tst_output_ring.moc"
