// SPDX-License-Identifier: Apache-2.0
#include "core/contract/error.h"
#include "core/payload/base64.h"
#include "core/payload/json_map.h"
#include "core/payload/payload.h"

#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <fstream>
#include <random>
#include <unistd.h>

using agentarium::Error;
using agentarium::ErrorKind;
using agentarium::payload::mapJson;
using agentarium::payload::Payload;
using agentarium::payload::pointerTokens;

namespace {

std::string base64(const std::string& bytes) {
    std::string text;
    agentarium::payload::encodeBase64(bytes, text);
    return text;
}

std::string whole(Payload& payload, std::size_t step = 7919) {
    std::string result;
    std::string buffer(step, '\0');
    const auto source = payload.source();
    while (const std::size_t count = source->read(buffer))
        result.append(buffer, 0, count);
    return result;
}

std::string randomBytes(std::size_t count, unsigned seed) {
    std::mt19937 random(seed);
    std::string bytes(count, '\0');
    for (char& byte : bytes)
        byte = static_cast<char>(random());
    return bytes;
}

template <class F>
std::optional<Error> errorOf(F f) {
    try {
        f();
    } catch (const Error& error) {
        return error;
    }
    return std::nullopt;
}

} // namespace

class TestPayload : public QObject {
    Q_OBJECT

private:
    std::string file(const std::string& name, const std::string& bytes) {
        const std::string path = m_dir.filePath(QString::fromStdString(name)).toStdString();
        std::ofstream(path, std::ios::binary) << bytes;
        return path;
    }

    QTemporaryDir m_dir;

private slots:
    void base64IsThatOfTheStandard() {
        QCOMPARE(base64(""), std::string());
        QCOMPARE(base64("f"), std::string("Zg=="));
        QCOMPARE(base64("fo"), std::string("Zm8="));
        QCOMPARE(base64("foobar"), std::string("Zm9vYmFy"));
        QCOMPARE(
            QByteArray::fromBase64(QByteArray::fromStdString(base64(randomBytes(1000, 1)))).toStdString(),
            randomBytes(1000, 1));
    }

    void aMissingMemberIsAddedAndTheRestKeptByteForByte() {
        const std::string image = file("a.png", "foo");
        Payload payload =
            Payload::compose("  { \"x\" : [1,  2 ],\n\t\"y\":\"\\u0041}\" }  ", {{"/image", image}});
        QCOMPARE(whole(payload),
                 std::string("  { \"x\" : [1,  2 ],\n\t\"y\":\"\\u0041}\",\"image\":\"Zm9v\" }  "));
    }

    void anExistingValueIsReplaced() {
        const std::string f = file("b", "foo");
        for (const char* old : {"null", "{\"deep\":[1]}", "\"}\\\"\"", "-1.5e3", "true"}) {
            Payload payload = Payload::compose(std::string("{\"a\": ") + old + " ,\"b\":2}", {{"/a", f}});
            QCOMPARE(whole(payload), std::string("{\"a\": \"Zm9v\" ,\"b\":2}"));
        }
    }

    void missingObjectsOnTheWayAreMadeOnce() {
        const std::string f = file("c", "foo");
        const std::string g = file("d", "fo");
        Payload payload = Payload::compose("", {{"/in/files/a", f}, {"/in/files/b~1c", g}, {"/z", f}});
        QCOMPARE(whole(payload),
                 std::string("{\"in\":{\"files\":{\"a\":\"Zm9v\",\"b/c\":\"Zm8=\"}},\"z\":\"Zm9v\"}"));
    }

    void arraysGrowByDashAndByTheNextIndex() {
        const std::string f = file("e", "foo");
        Payload payload =
            Payload::compose(R"({"l":[],"m":[ {"k":1} ]})",
                             {{"/l/-", f}, {"/l/-", f}, {"/m/1/data", f}, {"/m/1/more", f}, {"/m/0/k", f}});
        QCOMPARE(whole(payload),
                 std::string(R"({"l":["Zm9v","Zm9v"],"m":[ {"k":"Zm9v"},{"data":"Zm9v","more":"Zm9v"} ]})"));
    }

    void theEmptyPointerIsTheWholeBody() {
        Payload payload = Payload::compose("", {{"", file("f", "foo")}});
        QCOMPARE(whole(payload), std::string("\"Zm9v\""));
    }

    void itEqualsAPlainBuildForManySizes() {
        for (const std::size_t size : {0u, 1u, 2u, 3u, 49151u, 49152u, 49153u, 98304u, 300001u}) {
            const std::string bytes = randomBytes(size, static_cast<unsigned>(size));
            const std::string path = file("g" + std::to_string(size), bytes);
            Payload payload =
                Payload::compose(R"({"prompt":"p","n":{}})", {{"/n/data", path}, {"/two", path}});
            nlohmann::ordered_json plain;
            plain["prompt"] = "p";
            plain["n"]["data"] = base64(bytes);
            plain["two"] = base64(bytes);
            QCOMPARE(whole(payload), plain.dump());
            QCOMPARE(payload.size(), static_cast<std::uint64_t>(plain.dump().size()));
            QCOMPARE(payload.growth(), static_cast<std::uint64_t>(2 * (base64(bytes).size() - size + 2)));
        }
    }

    void readsAtRandomOffsetsEqualTheSequentialRead() {
        const std::string path = file("h", randomBytes(200000, 7));
        Payload payload =
            Payload::compose(R"({"a":1,"b":[true]})", {{"/b/-", path}, {"/c", path}, {"/a", path}});
        const std::string all = whole(payload);
        QCOMPARE(payload.size(), static_cast<std::uint64_t>(all.size()));
        std::mt19937 random(11);
        for (int i = 0; i < 2000; ++i) {
            const std::size_t offset = random() % (all.size() + 10);
            std::string buffer(random() % 70000, '\0');
            const std::size_t asked = buffer.size();
            buffer.resize(payload.read(offset, buffer));
            const std::string expected = offset < all.size() ? all.substr(offset, asked) : std::string();
            QVERIFY(buffer == expected);
        }
        std::string beyond(10, '\0');
        QCOMPARE(payload.read(all.size(), beyond), std::size_t(0));
        QCOMPARE(payload.read(all.size() - 3, beyond), std::size_t(3));
    }

    void badPointersSayWhatIsWrong_data() {
        QTest::addColumn<QString>("json");
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<QString>("says");
        QTest::newRow("no slash") << "{}"
                                  << "image"
                                  << "does not begin with";
        QTest::newRow("scalar on the way") << R"({"a":"text"})"
                                           << "/a/b"
                                           << "no object and no array";
        QTest::newRow("root is a scalar") << "3"
                                          << "/a"
                                          << "no object and no array";
        QTest::newRow("name in an array") << "[1]"
                                          << "/x"
                                          << "a number or";
        QTest::newRow("leading zero") << "[1,2]"
                                      << "/01"
                                      << "a number or";
        QTest::newRow("index too large") << "[1]"
                                         << "/3"
                                         << "has 1 elements";
        QTest::newRow("tilde") << "{}"
                               << "/a~2"
                               << "without 0 or 1";
        QTest::newRow("not JSON") << "{\"a\":}"
                                  << "/a"
                                  << "byte 6";
        QTest::newRow("two values") << "{} {}"
                                    << "/a"
                                    << "not valid JSON";
    }
    void badPointersSayWhatIsWrong() {
        QFETCH(QString, json);
        QFETCH(QString, pointer);
        QFETCH(QString, says);
        const std::string path = file("i", "x");
        const auto error = errorOf([&] {
            Payload::compose(json.toStdString(), {{pointer.toStdString(), path}});
        });
        QVERIFY(error.has_value());
        QCOMPARE(error->kind(), ErrorKind::BadInput);
        QVERIFY2(QString(error->what()).contains(says), error->what());
        QVERIFY(!error->fix().empty());
    }

    void whatNlohmannRefusesInItsOwnWayIsBadInput() {
        QVERIFY_EXCEPTION_THROWN(mapJson("[1e999]"), Error);
        QVERIFY_EXCEPTION_THROWN(pointerTokens("/\xd3"), Error);
    }

    void twoAttachmentsCannotShareAPlace() {
        const std::string f = file("j", "x");
        QVERIFY(errorOf([&] { Payload::compose("{}", {{"/a", f}, {"/a", f}}); }));
        QVERIFY(errorOf([&] { Payload::compose("{}", {{"/a/b", f}, {"/a", f}}); }));
        QVERIFY(errorOf([&] { Payload::compose("[]", {{"/-", f}, {"/0", f}}); }));
        QVERIFY(!errorOf([&] { Payload::compose("{}", {{"/a", f}, {"/ab", f}}); }));
    }

    void aFileThatChangesAfterItWasAttachedIsNoticed() {
        const std::string path = file("k", std::string(100000, 'a'));
        Payload payload = Payload::compose("{}", {{"/a", path}});
        std::string buffer(1000, '\0');
        QCOMPARE(payload.read(0, buffer), std::size_t(1000));
        std::ofstream(path, std::ios::app) << "more";
        const auto error = errorOf([&] { payload.read(80000, buffer); });
        QVERIFY(error.has_value());
        QVERIFY2(QString(error->what()).contains("has changed"), error->what());
        QVERIFY2(QString(error->what()).contains(QString::fromStdString(path)), error->what());
    }

    void filesThatCannotBeReadAreNamed() {
        for (const std::string& path :
             {m_dir.path().toStdString() + "/nothing", m_dir.path().toStdString()}) {
            const auto error = errorOf([&] { Payload::compose("{}", {{"/a", path}}); });
            QVERIFY(error.has_value());
            QCOMPARE(error->kind(), ErrorKind::BadInput);
            QVERIFY2(QString(error->what()).contains(QString::fromStdString(path)), error->what());
        }
    }

    void oneByteOverTheLimitIsRefusedAndTheLimitItselfIsNot() {
        const std::string path = m_dir.filePath("large").toStdString();
        std::ofstream(path) << "";
        std::filesystem::resize_file(path, 100'000'000);
        QCOMPARE(Payload::fromFile(path).size(), std::uint64_t(100'000'000));
        std::filesystem::resize_file(path, 100'000'001);
        auto error = errorOf([&] { Payload::fromFile(path); });
        QVERIFY(error.has_value());
        QCOMPARE(error->kind(), ErrorKind::TooLarge);
        QVERIFY2(QString(error->what()).contains(" 1 over the limit of 100,000,000 bytes"), error->what());
        // 74,999,991 bytes are 99,999,988 in base64, which leaves twelve for {"abcdef":""}, one too many by
        // one.
        std::filesystem::resize_file(path, 74'999'991);
        QCOMPARE(Payload::compose("", {{"/abcde", path}}).size(), std::uint64_t(100'000'000));
        error = errorOf([&] { Payload::compose("", {{"/abcdef", path}}); });
        QVERIFY(error.has_value());
        QVERIFY2(QString(error->what()).contains("100,000,001 bytes, 1 over"), error->what());
    }

    void attachmentsAreParsedAtTheFirstEqualsSign() {
        const auto attachment = agentarium::payload::Attachment::parse("/a=b=c.png");
        QCOMPARE(attachment.pointer, std::string("/a"));
        QCOMPARE(attachment.file.string(), std::string("b=c.png"));
        QVERIFY(errorOf([] { agentarium::payload::Attachment::parse("/a"); }));
        QVERIFY(errorOf([] { agentarium::payload::Attachment::parse("a=b"); }));
    }

    void aPipeIsReadToItsEndAndNotBeyondTheLimit() {
        int ends[2];
        QCOMPARE(pipe(ends), 0);
        QCOMPARE(write(ends[1], "hello", 5), ssize_t(5));
        close(ends[1]);
        const auto source = agentarium::payload::fromDescriptor(ends[0], "Standard input");
        QVERIFY(!source->size());
        QCOMPARE(source->waitFor(), ends[0]);
        std::string buffer(100, '\0');
        QCOMPARE(source->read(buffer), std::size_t(5));
        QCOMPARE(source->read(buffer), std::size_t(0));
        close(ends[0]);

        const int zero = open("/dev/zero", O_RDONLY);
        const auto endless = agentarium::payload::fromDescriptor(zero, "Standard input");
        buffer.resize(1'000'000);
        const auto error = errorOf([&] {
            for (int i = 0; i < 101; ++i)
                endless->read(buffer);
        });
        close(zero);
        QVERIFY(error.has_value());
        QCOMPARE(error->kind(), ErrorKind::TooLarge);
    }
};

QTEST_GUILESS_MAIN(TestPayload)
#include "tst_payload.moc"
