// SPDX-License-Identifier: Apache-2.0
#include "tests/views/testing.h"
#include "views/response/ssedecoder.h"

using namespace agentarium::views;

class TestSseDecoder : public QObject {
    Q_OBJECT
private slots:
    void init() { agentarium::tests::failOnWarnings(); }
    void bytesMayBeCutAnywhere_data();
    void bytesMayBeCutAnywhere();
    void commentsAndUnknownFieldsAreLeftOut();
    void anEventWithoutItsEmptyLineWaits();
    void jsonStringsAreTheirText();
    void objectsAreLines();
    void namedEventsSayTheirName();
};

void TestSseDecoder::bytesMayBeCutAnywhere_data() {
    QTest::addColumn<int>("step");
    for (int step : {1, 2, 3, 7, 1000})
        QTest::addRow("%d bytes at a time", step) << step;
}

void TestSseDecoder::bytesMayBeCutAnywhere() {
    QFETCH(int, step);
    const QByteArray stream =
        "\xEF\xBB\xBF"
        "data: \"gr\xC3\xBC\xC3\x9F\"\r\n\r\nevent: done\rdata: a\rdata: b\r\rid: 7\ndata:c\n\n";
    SseDecoder decoder;
    QList<SseEvent> events;
    for (qsizetype i = 0; i < stream.size(); i += step)
        events += decoder.feed(stream.mid(i, step));
    QCOMPARE(events.size(), 3);
    QCOMPARE(events[0].data, QStringLiteral("\"grüß\""));
    QCOMPARE(events[1].event, QStringLiteral("done"));
    QCOMPARE(events[1].data, QStringLiteral("a\nb"));
    QCOMPARE(events[2].id, QStringLiteral("7"));
    QCOMPARE(events[2].data, QStringLiteral("c"));
}

void TestSseDecoder::commentsAndUnknownFieldsAreLeftOut() {
    SseDecoder decoder;
    QCOMPARE(decoder.feed(": keep-alive\n\nretry: 5\n\n").size(), 0);
    QCOMPARE(decoder.feed("data\n\n").first().data, QString());
}

void TestSseDecoder::anEventWithoutItsEmptyLineWaits() {
    SseDecoder decoder;
    QVERIFY(decoder.feed("data: 1\n").isEmpty());
    QCOMPARE(decoder.feed("\n").size(), 1);
}

void TestSseDecoder::jsonStringsAreTheirText() {
    SseDecoder decoder;
    QString text;
    for (const SseEvent& event : decoder.feed("data: \"Hel\"\n\ndata: \"lo\\nWorld\"\n\n"))
        text += sseText(event);
    QCOMPARE(text, QStringLiteral("Hello\nWorld"));
}

void TestSseDecoder::objectsAreLines() {
    QCOMPARE(sseText({{}, "{\"a\": 1}", {}}), QStringLiteral("{\"a\": 1}\n"));
}

void TestSseDecoder::namedEventsSayTheirName() {
    QCOMPARE(sseText({"error", "\"bad\"", {}}), QStringLiteral("[error] \"bad\"\n"));
}

QTEST_GUILESS_MAIN(TestSseDecoder)
#include "tst_ssedecoder.moc"
