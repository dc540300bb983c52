// SPDX-License-Identifier: Apache-2.0
#include "core/gateway/uri.h"

#include <QtTest>

using namespace agentarium::gateway;

class tst_Uri : public QObject {
    Q_OBJECT
private slots:
    void splitsPathAndQuery() {
        const Target target = parseTarget("/a/b?x=1&y=two%20words&flag&=z");
        QCOMPARE(target.path, std::string("/a/b"));
        QCOMPARE(target.query.at("x"), std::string("1"));
        QCOMPARE(target.query.at("y"), std::string("two words"));
        QCOMPARE(target.query.at("flag"), std::string());
    }

    void anEncodedArnIsOneSegment() {
        const auto segments =
            pathSegments("/runtimes/arn%3Aaws%3Abedrock-agentcore%3Aus-east-1%3A0%3Aruntime%2Fhello-1/ws");
        QCOMPARE(segments.size(), std::size_t(3));
        QCOMPARE(segments[1], std::string("arn:aws:bedrock-agentcore:us-east-1:0:runtime/hello-1"));
    }

    void aBrokenEscapeIsKept() {
        QCOMPARE(percentDecode("100%"), std::string("100%"));
        QCOMPARE(percentDecode("%zz%4"), std::string("%zz%4"));
        QCOMPARE(percentDecode("%41"), std::string("A"));
    }
};

QTEST_GUILESS_MAIN(tst_Uri)
#include "tst_uri.moc"
