// SPDX-License-Identifier: Apache-2.0
#include "tests/views/testing.h"
#include "views/request/jsoncheck.h"
#include "views/request/jsonhighlighter.h"
#include "views/response/prettyjson.h"

#include <QJsonDocument>

using namespace agentarium::views;

class TestJson : public QObject {
    Q_OBJECT
private slots:
    void init() { agentarium::tests::failOnWarnings(); }
    void aLineIsSplitIntoTokens();
    void anEscapedQuoteDoesNotEndAString();
    void anOpenStringEndsWithItsLine();
    void validJsonIsAccepted_data();
    void validJsonIsAccepted();
    void anErrorNamesLineAndColumn();
    void prettyKeepsOrderAndNumbers();
    void prettyCutsLongStringsAndSaysSo();
    void prettyStopsAtItsLimit();
    void prettyOfAnythingIsTheSameJson();
};

void TestJson::aLineIsSplitIntoTokens() {
    const QList<JsonSpan> expected{
        {0, 1, JsonToken::Punctuation},  {1, 3, JsonToken::Key},          {4, 1, JsonToken::Punctuation},
        {6, 4, JsonToken::Number},       {10, 1, JsonToken::Punctuation}, {12, 3, JsonToken::Key},
        {16, 1, JsonToken::Punctuation}, {18, 4, JsonToken::Word},        {22, 1, JsonToken::Punctuation}};
    QCOMPARE(jsonSpans(R"({"a": -1e3, "b" : true})"), expected);
    QCOMPARE(jsonSpans(R"(["x"])")[1].token, JsonToken::String);
}

void TestJson::anEscapedQuoteDoesNotEndAString() {
    const QList<JsonSpan> spans = jsonSpans(R"("a\"b\\" 1)");
    QCOMPARE(spans.size(), 2);
    QCOMPARE(spans[0].length, 8);
}

void TestJson::anOpenStringEndsWithItsLine() {
    const QList<JsonSpan> spans = jsonSpans(R"("no end)");
    QCOMPARE(spans, (QList<JsonSpan>{{0, 7, JsonToken::String}}));
}

void TestJson::validJsonIsAccepted_data() {
    QTest::addColumn<QByteArray>("text");
    for (const char* text : {"{}", "[1,2]", " 12 ", "\"text\"", "true", "null", "{\"a\":{\"b\":[]}}"})
        QTest::addRow("%s", text) << QByteArray(text);
}

void TestJson::validJsonIsAccepted() {
    QFETCH(QByteArray, text);
    const JsonCheck check = checkJson(text);
    QVERIFY(check.valid);
    QVERIFY(check.text().isEmpty());
}

void TestJson::anErrorNamesLineAndColumn() {
    const JsonCheck check = checkJson("{\n  \"prompt\": \"Hello\"\n  \"more\": 1\n}");
    QVERIFY(!check.valid);
    QCOMPARE(check.line, 3);
    QVERIFY(check.text().startsWith("Line 3, column "));
    QVERIFY(checkJson("  ").empty);
    QVERIFY(!checkJson("tru").valid);
}

void TestJson::prettyKeepsOrderAndNumbers() {
    bool truncated = true;
    const QString text = prettyJson(R"({"z":1.0,"a":12345678901234567890,"e":{},"l":[ ],"n":[1,{"k":null}]})",
                                    100, 10000, &truncated);
    QVERIFY(!truncated);
    QCOMPARE(text, QString("{\n  \"z\": 1.0,\n  \"a\": 12345678901234567890,\n  \"e\": {},\n  \"l\": [],\n  "
                           "\"n\": [\n    1,\n    {\n"
                           "      \"k\": null\n    }\n  ]\n}"));
}

void TestJson::prettyCutsLongStringsAndSaysSo() {
    bool truncated = true;
    const QByteArray big(5000, 'x');
    const QString text =
        prettyJson("{\"image\":\"" + big + "\",\"b\":\"short\"}", 4096, 1'000'000, &truncated);
    QVERIFY(text.contains("\" (5000 bytes)"));
    QVERIFY(text.contains("\"b\": \"short\""));
    QVERIFY(text.size() < 200);
}

void TestJson::prettyStopsAtItsLimit() {
    QByteArray many = "[";
    for (int i = 0; i < 1000; ++i)
        many += "1,";
    bool truncated = false;
    const QString text = prettyJson(many + "1]", 100, 500, &truncated);
    QVERIFY(truncated);
    QVERIFY(text.size() <= 510);
}

void TestJson::prettyOfAnythingIsTheSameJson() {
    const QByteArray source = R"({"a":"x, {y} : [z]","b":["\"","\",{"c":[[],[{}]]}],"d":"ü \u00fc"})";
    bool truncated = false;
    const QString text = prettyJson(source, 4096, 100000, &truncated);
    QCOMPARE(QJsonDocument::fromJson(text.toUtf8()), QJsonDocument::fromJson(source));
}

QTEST_GUILESS_MAIN(TestJson)
#include "tst_json.moc"
