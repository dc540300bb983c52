// SPDX-License-Identifier: Apache-2.0
#include "core/sessions/open_ends.h"

#include <QtTest>

using namespace agentarium;
using nlohmann::json;
using sessions::OpenEnds;

namespace {

struct Stream {
    OpenEnds open;
    std::uint64_t seq = 0;

    /// `ms` after the stream's beginning.
    void add(int ms, const char* kind, json body) {
        open.note({"recording", ++seq, ms * 1'000'000LL, ms * 1'000'000LL, kind, std::move(body), {}});
    }
};

} // namespace

class TestOpenEnds : public QObject {
    Q_OBJECT

private slots:
    void whatHasItsEndNeedsNone() {
        Stream s;
        s.add(1, "invocation.begin", {{"invocationId", "i"}, {"number", 1}});
        s.add(2, "command.begin", {{"commandId", "c"}, {"timeoutSeconds", 5}});
        s.add(3, "shell.begin", {{"shellId", "s"}});
        s.add(4, "egress.open", {{"egressId", "e"}, {"host", "h"}, {"port", 1}, {"decision", "allowed"}});
        s.add(5, "egress.open", {{"egressId", "r"}, {"host", "h"}, {"port", 1}, {"decision", "refused"}});
        s.add(6, "egress.close", {{"egressId", "e"}});
        s.add(7, "shell.end", {{"shellId", "s"}, {"outcome", "exited"}});
        s.add(8, "command.end", {{"commandId", "c"}, {"exitCode", 0}});
        s.add(9, "invocation.end", {{"invocationId", "i"}, {"outcome", "ok"}});
        QVERIFY(s.open.ends().empty());
    }

    void eachBeginningGetsItsEnd() {
        Stream s;
        s.add(100, "invocation.begin", {{"invocationId", "i"}, {"number", 1}});
        s.add(150, "invocation.request", {{"invocationId", "i"}, {"bytes", 12}});
        s.add(180, "invocation.response", {{"invocationId", "i"}, {"statusCode", 200}, {"ms", 80.0}});
        s.add(190, "invocation.chunk", {{"invocationId", "i"}, {"index", 0}, {"offset", 0}, {"bytes", 7}});
        s.add(200, "command.begin", {{"commandId", "c"}, {"timeoutSeconds", 5}});
        s.add(300, "shell.begin", {{"shellId", "s"}});
        s.add(400, "egress.open", {{"egressId", "e"}, {"host", "h"}, {"port", 443}, {"decision", "allowed"}});
        s.add(600, "log.line", {{"source", "stdout"}, {"line", "the last one"}});
        const auto ends = s.open.ends();
        QCOMPARE(ends.size(), std::size_t(4));

        const json& invocation = ends[0].body;
        QCOMPARE(ends[0].kind, std::string("invocation.end"));
        QCOMPARE(invocation["outcome"], json("runtimeFailed"));
        QCOMPARE(invocation["bytesIn"], json(12));
        QCOMPARE(invocation["bytesOut"], json(7));
        QCOMPARE(invocation["agentStatus"], json(200));
        QCOMPARE(invocation["ms"], json(500.0));
        QVERIFY(invocation["error"]["message"].get<std::string>().find("daemon ended") != std::string::npos);

        QCOMPARE(ends[1].kind, std::string("command.end"));
        QCOMPARE(ends[1].body["status"], json("FAILED"));
        QCOMPARE(ends[1].body["ms"], json(400.0));
        QCOMPARE(ends[2].kind, std::string("shell.end"));
        QCOMPARE(ends[2].body["outcome"], json("lost"));
        QVERIFY(ends[2].body["detail"].get<std::string>().find("daemon ended") != std::string::npos);
        QCOMPARE(ends[3].kind, std::string("egress.close"));
        QCOMPARE(ends[3].body["host"], json("h"));
    }

    void aShellWithTwoAttachmentsEndsAsOftenAsItBegan() {
        Stream s;
        s.add(1, "shell.begin", {{"shellId", "s"}});
        s.add(2, "shell.begin", {{"shellId", "s"}, {"reconnected", true}});
        s.add(3, "shell.end", {{"shellId", "s"}, {"outcome", "replaced"}});
        QCOMPARE(s.open.ends().size(), std::size_t(1));
        QCOMPARE(s.open.ends()[0].body["ms"], json(1.0));
    }

    void whatHasNoReadableIdIsPassedOver() {
        Stream s;
        s.add(1, "shell.begin", {{"shellId", 7}});
        s.add(2, "invocation.end", {{"invocationId", "never begun"}});
        QVERIFY(s.open.ends().empty());
    }
};

QTEST_APPLESS_MAIN(TestOpenEnds)
#include "tst_open_ends.moc"
