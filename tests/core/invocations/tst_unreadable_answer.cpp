// SPDX-License-Identifier: Apache-2.0
#include "core/invocations/unreadable_answer.h"

#include <QtTest>
#include <boost/asio/error.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>

using agentarium::invocations::unreadableAnswer;
namespace http = boost::beast::http;

class tst_UnreadableAnswer : public QObject {
    Q_OBJECT

private slots:
    void whatIsNoHttpIsSaidToBeNone() {
        const auto said = unreadableAnswer(make_error_code(http::error::bad_version));
        QVERIFY(said);
        QVERIFY2(said->find("not HTTP") != std::string::npos, said->c_str());
        QVERIFY(unreadableAnswer(make_error_code(http::error::header_limit))->find("64 KB") !=
                std::string::npos);
    }

    void aConnectionThatEndedIsNotBlamedOnTheAnswer() {
        QVERIFY(!unreadableAnswer(make_error_code(http::error::end_of_stream)));
        QVERIFY(!unreadableAnswer(make_error_code(http::error::partial_message)));
        QVERIFY(!unreadableAnswer(make_error_code(boost::asio::error::connection_reset)));
    }

    void aLastChunkMayComeByteByByte() {
        http::response_parser<http::buffer_body> parser;
        std::string waiting = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        for (const char c : std::string("0\r\n\r\n")) {
            boost::system::error_code ec;
            waiting.erase(0, parser.put(boost::asio::buffer(waiting), ec));
            waiting += c;
        }
        boost::system::error_code ec;
        parser.put(boost::asio::buffer(waiting), ec);
        QVERIFY(!ec);
        QVERIFY(parser.is_done());
    }
};

QTEST_GUILESS_MAIN(tst_UnreadableAnswer)
#include "tst_unreadable_answer.moc"
