// SPDX-License-Identifier: Apache-2.0
#include "core/wire/marker.h"
#include "tests/core/wire/bytes_of.h"

#include <QtTest>

using namespace agentarium::wire;
using agentarium::tests::bytesOf;

class TestMarker : public QObject {
    Q_OBJECT
private slots:
    void epochsAre32HexDigitsAndDiffer() {
        QVERIFY(isEpoch(newEpoch()));
        QVERIFY(newEpoch() != newEpoch());
        QVERIFY(!isEpoch("abc"));
        QVERIFY(!isEpoch(std::string(32, 'G')));
    }

    void theMarkerIsFoundAtEverySplit() {
        const std::string marker = markerOf(newEpoch());
        // Old bytes that begin like the marker, again and again, and another epoch's whole marker.
        const std::string old =
            "PRI * HTTP" + marker.substr(0, 30) + "\n\n" + markerOf(newEpoch()) + marker.substr(0, 49);
        const std::string stream = old + marker + "new";
        for (std::size_t first = 0; first <= stream.size(); ++first)
            for (std::size_t second = first; second <= stream.size(); second += 7) {
                MarkerScanner scanner(marker);
                std::size_t at = 0;
                std::optional<std::size_t> found;
                for (const std::size_t end : {first, second, stream.size()}) {
                    if (found) break;
                    found = scanner.feed(bytesOf(stream.substr(at, end - at)));
                    at = found ? at + *found : end;
                }
                QVERIFY(found);
                QCOMPARE(stream.substr(at), std::string("new").substr(0, stream.size() - at));
                QCOMPARE(at, old.size() + marker.size());
            }
    }

    void theMarkerIsFoundByteByByte() {
        const std::string marker = markerOf(newEpoch());
        const std::string stream = "\n" + marker;
        MarkerScanner scanner(marker);
        for (std::size_t i = 0; i < stream.size(); ++i)
            QCOMPARE(scanner.feed(bytesOf(stream.substr(i, 1))).has_value(), i + 1 == stream.size());
    }

    void anotherEpochIsDiscarded() {
        MarkerScanner scanner(markerOf(newEpoch()));
        QVERIFY(!scanner.feed(bytesOf(markerOf(newEpoch()))));
    }
};

QTEST_GUILESS_MAIN(TestMarker)
#include "tst_marker.moc"
