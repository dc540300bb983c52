// SPDX-License-Identifier: Apache-2.0
#include "core/contract/egress_policy.h"
#include "core/contract/error.h"
#include "core/contract/ip_class.h"

#include <QtTest>

using namespace agentarium;
using namespace agentarium::contract;

class TestEgressPolicy : public QObject {
    Q_OBJECT
private slots:
    void policiesAreReadAndWritten_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("written");
        QTest::newRow("public") << "public"
                                << "public";
        QTest::newRow("none") << " none "
                              << "none";
        QTest::newRow("hosts") << "API.example.com, b.example:443"
                               << "api.example.com,b.example:443";
        QTest::newRow("wildcard") << "*.Example.com:8443"
                                  << "*.example.com:8443";
        QTest::newRow("public and named") << "public,localhost:9000"
                                          << "public,localhost:9000";
        QTest::newRow("ipv6") << "[0:0::1]:9000,::1"
                              << "[::1]:9000,::1";
        QTest::newRow("trailing dot") << "a.example."
                                      << "a.example";
    }
    void policiesAreReadAndWritten() {
        QFETCH(QString, text);
        QFETCH(QString, written);
        const auto policy = EgressPolicy::parse(text.toStdString());
        QCOMPARE(policy.toString(), written.toStdString());
        QCOMPARE(EgressPolicy::parse(policy.toString()), policy);
    }

    void nonsenseIsRefusedWithTheBadPart() {
        for (const char* text : {"", ",", "a,", "a b", "http://a.example", "a:0", "a:70000", "a:x", "none,a",
                                 "*.", "*.1.2.3.4", "a..b", "a..", "[::1", "[::1]9000", "a:"})
            QVERIFY_EXCEPTION_THROWN(EgressPolicy::parse(text), Error);
        try {
            EgressPolicy::parse("a.example,http://b");
            QFAIL("accepted");
        } catch (const Error& error) {
            QVERIFY(std::string(error.what()).find("http://b") != std::string::npos);
        }
    }

    void specialAddressesAreKnown_data() {
        QTest::addColumn<QString>("words");
        for (const auto& [address, words] : std::initializer_list<std::pair<const char*, const char*>>{
                 {"127.0.0.1", "loopback"},
                 {"127.255.255.255", "loopback"},
                 {"10.0.0.1", "private"},
                 {"172.16.0.1", "private"},
                 {"172.31.255.255", "private"},
                 {"192.168.1.1", "private"},
                 {"169.254.1.1", "link-local"},
                 {"169.254.169.254", "metadata"},
                 {"100.64.0.1", "shared"},
                 {"100.127.255.255", "shared"},
                 {"0.0.0.0", "unspecified"},
                 {"0.1.2.3", "unspecified"},
                 {"224.0.0.1", "multicast"},
                 {"239.255.255.250", "multicast"},
                 {"255.255.255.255", "reserved"},
                 {"198.18.0.1", "benchmarks"},
                 {"::1", "loopback"},
                 {"::", "unspecified"},
                 {"fc00::1", "private"},
                 {"fdff::1", "private"},
                 {"fe80::1", "link-local"},
                 {"fe80::1%eth0", "link-local"},
                 {"ff02::1", "multicast"},
                 {"::ffff:127.0.0.1", "loopback"},
                 {"::ffff:10.0.0.1", "private"},
                 {"::ffff:169.254.169.254", "metadata"},
                 {"64:ff9b::7f00:1", "loopback"},
                 {"2002:7f00:1::", "loopback"},
                 {"2002:a00:1::", "private"},
                 {"::127.0.0.1", "loopback"},
                 {"fec0::1", "private"},
                 {"2001::1", "Teredo"},
                 {"not an address", "no IP"}})
            QTest::newRow(address) << words;
    }
    void specialAddressesAreKnown() {
        QFETCH(QString, words);
        const auto special = specialAddress(QTest::currentDataTag());
        QVERIFY(special.has_value());
        QVERIFY2(special->find(words.toStdString()) != std::string::npos, special->c_str());
    }

    void ordinaryAddressesAreNotSpecial() {
        for (const char* address :
             {"1.1.1.1", "172.15.0.1", "172.32.0.1", "192.167.1.1", "100.63.0.1", "100.128.0.1",
              "169.253.1.1", "128.0.0.1", "223.255.255.255", "2606:4700::1111", "::ffff:1.1.1.1",
              "64:ff9b::101:101", "2002:101:101::"})
            QVERIFY2(!specialAddress(address), address);
    }

    void publicAllowsPublicAddressesOnly() {
        const auto policy = EgressPolicy::parse("public");
        QVERIFY(policy.decide("api.example.com", 443, {"1.1.1.1"}).allowed);
        const auto refused = policy.decide("api.example.com", 443, {"10.0.0.5"});
        QVERIFY(!refused.allowed);
        QCOMPARE(refused.reason,
                 std::string("The egress policy \"public\" of this agent's version refuses "
                             "api.example.com:443: its address 10.0.0.5 is a private address. To "
                             "allow it, deploy with --egress public,api.example.com:443"));
        QVERIFY(!policy.decide("nowhere", 443, {}).allowed);
    }

    void onlyCheckedAddressesAreConnectedTo() {
        // A name with a public and a private address: rebinding must not reach the private one.
        const auto decision = EgressPolicy::parse("public").decide(
            "evil.example", 80, {"127.0.0.1", "1.1.1.1", "::ffff:10.0.0.1"});
        QVERIFY(decision.allowed);
        QCOMPARE(decision.addresses, std::vector<std::string>{"1.1.1.1"});
    }

    void aNamedHostMayBeAnywhere() {
        QVERIFY(EgressPolicy::parse("localhost:9000").decide("LOCALHOST.", 9000, {"127.0.0.1"}).allowed);
        QVERIFY(
            EgressPolicy::parse("public,model.internal").decide("model.internal", 1, {"10.0.0.1"}).allowed);
        QVERIFY(EgressPolicy::parse("[::1]:9000").decide("0:0:0:0:0:0:0:1", 9000, {"::1"}).allowed);
        QVERIFY(!EgressPolicy::parse("localhost:9000").decide("localhost", 9001, {"127.0.0.1"}).allowed);
        QVERIFY(!EgressPolicy::parse("localhost").decide("127.0.0.1", 9000, {"127.0.0.1"}).allowed);
    }

    void aWildcardNamesADomainAndOpensNoPrivateAddress() {
        const auto policy = EgressPolicy::parse("*.example.com");
        QVERIFY(policy.decide("a.example.com", 443, {"1.1.1.1"}).allowed);
        QVERIFY(policy.decide("a.b.example.com", 443, {"1.1.1.1"}).allowed);
        QVERIFY(!policy.decide("example.com", 443, {"1.1.1.1"}).allowed);
        QVERIFY(!policy.decide("badexample.com", 443, {"1.1.1.1"}).allowed);
        QVERIFY(!policy.decide("a.example.com", 443, {"192.168.0.1"}).allowed);
    }

    void aListAllowsNothingElse() {
        const auto policy = EgressPolicy::parse("a.example");
        QVERIFY(policy.decideName("a.example", 443).allowed);
        const auto refused = policy.decideName("b.example", 443);
        QVERIFY(!refused.allowed);
        QVERIFY(refused.reason.find("not in the list") != std::string::npos);
        QVERIFY(refused.reason.ends_with("--egress a.example,b.example:443"));
    }

    void noneAllowsNothing() {
        const auto refused = EgressPolicy::parse("none").decideName("b.example", 443);
        QVERIFY(!refused.allowed);
        QVERIFY(refused.reason.ends_with("--egress b.example:443"));
    }
};

QTEST_GUILESS_MAIN(TestEgressPolicy)
#include "tst_egress_policy.moc"
