// SPDX-License-Identifier: Apache-2.0
#include "core/agents/launch_command.h"
#include "core/agents/store.h"
#include "core/contract/quota_error.h"
#include "tests/core/agents/files.h"

#include <QTemporaryDir>
#include <QtTest>

#include <regex>
#include <sys/stat.h>
#include <thread>

using namespace agentarium;
using namespace agentarium::agents;
using namespace agentarium::test;
namespace fs = std::filesystem;

class TestAgentStore : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    fs::path home() const { return m_dir->path().toStdString(); }

    static AgentVersion add(AgentStore& store, const std::string& name, const std::string& code = "code") {
        AgentVersion version;
        version.agentName = name;
        version.status = "READY";
        version.entryPoint = {"main.py"};
        version.settings.env = {{"KEY", "value"}};
        version.settings.egress = EgressPolicy::parse("a.example,b.example:443");
        const fs::path image = store.stagingDir() / ("image-" + name + code);
        write(image, code);
        return store.add(version, image);
    }
    static AgentVersion addFailed(AgentStore& store, const std::string& name, const std::string& reason) {
        AgentVersion version;
        version.agentName = name;
        version.status = "CREATE_FAILED";
        version.failureReason = reason;
        return store.add(version, {});
    }

private slots:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void versionsCountUpAndDefaultFollowsTheNewest() {
        AgentStore store(home());
        QCOMPARE(add(store, "hello", "one").number, 1);
        QCOMPARE(add(store, "hello", "two").number, 2);
        const AgentVersion current = store.resolve("hello");
        QCOMPARE(current.number, 2);
        QCOMPARE(read(current.codeImage), std::string("two"));
        QCOMPARE(read(store.version("hello", 1).codeImage), std::string("one"));
    }

    void aFailedVersionKeepsItsReasonAndDefaultStays() {
        AgentStore store(home());
        add(store, "hello");
        addFailed(store, "hello", "pip said no");
        QCOMPARE(store.resolve("hello").number, 1);
        const Agent agent = store.find("hello");
        QCOMPARE(agent.versions.size(), 2U);
        QCOMPARE(agent.versions[1].failureReason, std::string("pip said no"));
        QCOMPARE(agent.toJson()["version"].get<int>(), 1);
        QCOMPARE(agent.toJson()["status"].get<std::string>(), std::string("READY"));
        QCOMPARE(add(store, "hello").number, 3);
        QCOMPARE(store.resolve("hello").number, 3);
    }

    void anAgentWithOnlyAFailureSaysWhy() {
        AgentStore store(home());
        addFailed(store, "broken", "pip said no");
        const Error error = errorOf([&] { store.resolve("broken"); });
        QCOMPARE(error.kind(), ErrorKind::BadInput);
        VERIFY_HAS(error.what(), "pip said no");
        QCOMPARE(store.find("broken").toJson()["status"].get<std::string>(), std::string("CREATE_FAILED"));
    }

    void anEndpointStaysAtItsVersionWhileDefaultFollows() {
        AgentStore store(home());
        add(store, "hello", "one");
        QCOMPARE(store.createEndpoint("hello", "prod").targetVersion, 1);
        add(store, "hello", "two");
        QCOMPARE(store.resolve("hello", "prod").number, 1);
        QCOMPARE(store.resolve("hello").number, 2);
        QCOMPARE(store.createEndpoint("hello", "beta").targetVersion, 2);
        QCOMPARE(store.updateEndpoint("hello", "prod").targetVersion, 2);
        QCOMPARE(store.updateEndpoint("hello", "prod", 1).targetVersion, 1);
        QCOMPARE(store.find("hello").toJson()["endpoints"].size(), std::size_t(3));
        QCOMPARE(store.removeEndpoint("hello", "prod").targetVersion, 1);
        QVERIFY(errorOf([&] { store.resolve("hello", "prod"); }).kind() == ErrorKind::NotFound);
    }

    void endpointsAreThereAfterARestart() {
        {
            AgentStore store(home());
            add(store, "hello", "one");
            add(store, "hello", "two");
            store.createEndpoint("hello", "prod", 1);
        }
        AgentStore store(home());
        QCOMPARE(store.resolve("hello", "prod").number, 1);
        QCOMPARE(store.find("hello").endpoints.size(), std::size_t(2));
        QCOMPARE(store.find("hello").endpoints[0].name, std::string("DEFAULT"));
    }

    void defaultCannotBeChangedOrDeleted() {
        AgentStore store(home());
        add(store, "hello");
        QVERIFY(errorOf([&] { store.updateEndpoint("hello", "DEFAULT", 1); }).kind() == ErrorKind::Refused);
        QVERIFY(errorOf([&] { store.removeEndpoint("hello", "DEFAULT"); }).kind() == ErrorKind::Refused);
        QVERIFY(errorOf([&] { store.createEndpoint("hello", "DEFAULT"); }).kind() == ErrorKind::Conflict);
    }

    void anEndpointThatCannotBeIsRefusedWithTheReason() {
        AgentStore store(home());
        add(store, "hello");
        addFailed(store, "hello", "pip said no");
        const auto kindOf = [&](const std::string& name, std::optional<int> version) {
            return errorOf([&] { store.createEndpoint("hello", name, version); }).kind();
        };
        QVERIFY(kindOf("my-prod", 1) == ErrorKind::BadInput);
        QVERIFY(kindOf("prod", 2) == ErrorKind::BadInput);
        QVERIFY(kindOf("prod", 7) == ErrorKind::NotFound);
        QVERIFY(errorOf([&] { store.createEndpoint("nobody", "prod"); }).kind() == ErrorKind::NotFound);
        QVERIFY(errorOf([&] { store.updateEndpoint("hello", "prod"); }).kind() == ErrorKind::NotFound);
        QVERIFY(errorOf([&] { store.removeEndpoint("hello", "prod"); }).kind() == ErrorKind::NotFound);
        store.createEndpoint("hello", "prod");
        QVERIFY(kindOf("prod", 1) == ErrorKind::Conflict);
    }

    void anAgentHasTenEndpoints() {
        AgentStore store(home());
        add(store, "hello");
        for (int i = 1; i < 10; ++i)
            store.createEndpoint("hello", "e" + std::to_string(i));
        QCOMPARE(contract::answerStatusOf(errorOf([&] { store.createEndpoint("hello", "e10"); })), 402);
        store.removeEndpoint("hello", "e3");
        store.createEndpoint("hello", "e10");
    }

    void thereAreAThousandAgents() {
        AgentStore store(home());
        add(store, "hello");
        for (int i = 1; i < 1000; ++i)
            write(home() / "agents" / ("a" + std::to_string(i)) / "agent.json", "{}");
        const Error error = errorOf([&] { addFailed(store, "another", "no"); });
        QCOMPARE(contract::answerStatusOf(error), 402);
        QVERIFY(std::string(error.what()).find("1000 agents") != std::string::npos);
        QVERIFY(!fs::exists(home() / "agents" / "another"));
        QVERIFY(errorOf([&] { store.requireRoom("another"); }).kind() == ErrorKind::Refused);
        QCOMPARE(add(store, "hello", "two").number, 2); // those that are there go on
        store.remove("a1");
        QCOMPARE(add(store, "another").number, 1);
    }

    void anAgentHasAThousandVersions() {
        AgentStore store(home());
        add(store, "hello");
        for (int i = 2; i < 1000; ++i)
            fs::create_directory(home() / "agents" / "hello" / "versions" / std::to_string(i));
        QCOMPARE(add(store, "hello", "last").number, 1000);
        const Error error = errorOf([&] { add(store, "hello", "more"); });
        QCOMPARE(contract::answerStatusOf(error), 402);
        QCOMPARE(store.resolve("hello").number, 1000);
    }

    void resolvingReadsTheVersionItNeedsAndNoOther() {
        if (!fs::exists("/proc/self/io")) QSKIP("This system does not count a process's reads.");
        AgentStore store(home());
        const auto readsOfResolving = [&] {
            const auto count = [] {
                const std::string io = read("/proc/self/io");
                return std::stoll(io.substr(io.find("syscr:") + 6));
            };
            const auto before = count();
            for (int i = 0; i < 10; ++i)
                store.resolve("hello");
            return count() - before;
        };
        add(store, "hello");
        const auto ofOne = readsOfResolving();
        for (int i = 0; i < 20; ++i)
            add(store, "hello");
        QVERIFY(readsOfResolving() < 2 * ofOne);
    }

    void everythingIsThereAfterARestart() {
        nlohmann::json before;
        {
            AgentStore store(home());
            add(store, "hello");
            before = store.find("hello").toJson();
        }
        AgentStore store(home());
        QCOMPARE(store.find("hello").toJson(), before);
        const AgentVersion version = store.resolve("hello");
        QCOMPARE(version.settings.env.at("KEY"), std::string("value"));
        QCOMPARE(version.settings.egress.toString(), std::string("a.example,b.example:443"));
    }

    void runtimeIdIsMadeOnceAndFindsTheAgent() {
        AgentStore store(home());
        add(store, "hello");
        const Agent first = store.find("hello");
        QVERIFY(std::regex_match(first.runtimeId, std::regex("hello-[a-zA-Z0-9]{10}")));
        QCOMPARE(first.arn, "arn:aws:bedrock-agentcore:us-east-1:000000000000:runtime/" + first.runtimeId);
        add(store, "hello");
        QCOMPARE(store.find(first.arn).runtimeId, first.runtimeId);
        QCOMPARE(store.find(first.runtimeId).name, std::string("hello"));
        QCOMPARE(errorOf([&] { store.find("hello-0000000000"); }).kind(), ErrorKind::NotFound);
    }

    void anUnknownAgentNamesThoseThatExist() {
        AgentStore store(home());
        add(store, "hello");
        const Error error = errorOf([&] { store.find("../hello"); });
        QCOMPARE(error.kind(), ErrorKind::NotFound);
        VERIFY_HAS(error.fix(), "hello");
        const Error endpoint = errorOf([&] { store.resolve("hello", "prod"); });
        QCOMPARE(endpoint.kind(), ErrorKind::NotFound);
        VERIFY_HAS(endpoint.fix(), "DEFAULT");
        QCOMPARE(errorOf([&] { store.version("hello", 7); }).kind(), ErrorKind::NotFound);
    }

    void filesOfAVersionAreReadOnlyAndPrivate() {
        AgentStore store(home());
        const AgentVersion version = add(store, "hello");
        struct stat info {};
        QCOMPARE(::stat(version.codeImage.c_str(), &info), 0);
        QCOMPARE(int(info.st_mode & 0777), 0400);
        QCOMPARE(::stat((home() / "agents").c_str(), &info), 0);
        QCOMPARE(int(info.st_mode & 0777), 0700);
    }

    void leftoversOfAnInterruptedDeployGoAtTheStart() {
        {
            AgentStore store(home());
            write(store.stagingDir() / "deploy-x" / "code" / "main.py", "");
        }
        AgentStore store(home());
        QVERIFY(fs::exists(store.stagingDir()));
        QVERIFY(fs::is_empty(store.stagingDir()));
    }

    void aDamagedAgentIsNamedAndHarmsNoOther() {
        AgentStore store(home());
        add(store, "good");
        add(store, "bad");
        const fs::path file = home() / "agents" / "bad" / "agent.json";
        write(file, "{\"agentRuntimeId\": ");
        const Error error = errorOf([&] { store.find("bad"); });
        VERIFY_HAS(error.what(), file.string());
        QVERIFY(!error.fix().empty());
        errorOf([&] { add(store, "bad", "new"); });
        QCOMPARE(store.resolve("good").number, 1);
        const std::vector<Agent> all = store.list();
        QCOMPARE(all.size(), 2U);
        QCOMPARE(all[0].toJson()["status"].get<std::string>(), std::string("UNREADABLE"));
        QCOMPARE(store.findAnyway("bad").problem, all[0].problem);
        errorOf([&] { store.findAnyway("worse"); });
        store.remove("bad");
        QCOMPARE(store.list().size(), 1U);
    }

    void aDamagedVersionIsPassedOver() {
        AgentStore store(home());
        add(store, "hello");
        const AgentVersion second = add(store, "hello", "two");
        fs::remove(second.codeImage);
        QCOMPARE(store.resolve("hello").number, 1);
        VERIFY_HAS(store.version("hello", 2).failureReason, "code.erofs");
    }

    void removeLeavesNothing() {
        AgentStore store(home());
        add(store, "hello");
        const fs::path rest = store.remove("hello");
        QVERIFY(!fs::exists(home() / "agents" / "hello"));
        fs::remove_all(rest);
        QVERIFY(fs::is_empty(store.stagingDir()));
        QCOMPARE(errorOf([&] { store.remove("hello"); }).kind(), ErrorKind::NotFound);
    }

    void deploysOfSeveralThreadsGetNumbersOfTheirOwn() {
        AgentStore store(home());
        std::vector<std::thread> threads;
        for (int i = 0; i < 8; ++i)
            threads.emplace_back([&store, i] { add(store, "hello", std::to_string(i)); });
        for (std::thread& thread : threads)
            thread.join();
        QCOMPARE(store.find("hello").versions.size(), 8U);
        QCOMPARE(store.resolve("hello").number, 8);
    }

    void aBadNameIsRefusedWithOneThatWouldDo() {
        AgentStore store(home());
        const Error error = errorOf([&] { addFailed(store, "my-agent", "x"); });
        QCOMPARE(error.kind(), ErrorKind::BadInput);
        VERIFY_HAS(error.fix(), "my_agent");
    }

    void launchCommandsAreAbsolute_data() {
        QTest::addColumn<QStringList>("entryPoint");
        QTest::addColumn<QString>("command");
        QTest::newRow("script") << QStringList{"main.py"}
                                << "/usr/bin/python3 -m agentarium_run /var/task/main.py";
        QTest::newRow("uvicorn") << QStringList{"uvicorn", "pkg.main:app"}
                                 << "/usr/bin/python3 -m agentarium_run pkg.main:app";
    }
    void launchCommandsAreAbsolute() {
        QFETCH(QStringList, entryPoint);
        QFETCH(QString, command);
        AgentVersion version;
        for (const QString& word : entryPoint)
            version.entryPoint.push_back(word.toStdString());
        QStringList words;
        for (const std::string& word : launchCommand(version))
            words << QString::fromStdString(word);
        QCOMPARE(words.join(' '), command);
    }

    void theInstrumentedFormFallsBackToThePlainOne() {
        AgentVersion version;
        version.entryPoint = {"opentelemetry-instrument", "main.py"};
        const std::vector<std::string> words = launchCommand(version);
        QCOMPARE(words.size(), 5U);
        QCOMPARE(words[3], std::string("/usr/bin/python3"));
        QCOMPARE(words[4], std::string("/var/task/main.py"));
        VERIFY_HAS(words[2], "except ImportError");
        QCOMPARE(errorOf([] { launchCommand({}); }).kind(), ErrorKind::BadInput);
    }
};

QTEST_GUILESS_MAIN(TestAgentStore)
#include "tst_agent_store.moc"
