// SPDX-License-Identifier: Apache-2.0
#include "core/invocations/task_store.h"

#include <QTemporaryDir>
#include <QtTest>

#include <fstream>

using namespace agentarium::invocations;
namespace fs = std::filesystem;

class tst_TaskStore : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    fs::path home() const { return m_dir->path().toStdString(); }
    static nlohmann::json task(const std::string& id, const std::string& status) {
        return {{"taskId", id}, {"invocationId", id}, {"status", status}, {"sessionId", "s"}};
    }

private slots:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void aTaskIsFoundAsItWasPut() {
        const TaskStore store(home());
        store.put(task("0a-1", "running"));
        QCOMPARE(*store.find("0a-1"), task("0a-1", "running"));
        QVERIFY(!store.find("0a-2"));
    }

    void aTaskThatRanWhenTheDaemonEndedIsInterrupted() {
        TaskStore(home()).put(task("0a-1", "running"));
        const auto found = TaskStore(home()).find("0a-1");
        QVERIFY(found);
        QCOMPARE(found->at("status").get<std::string>(), std::string("interrupted"));
        QCOMPARE(found->at("error").at("type").get<std::string>(), std::string("RuntimeFailed"));
        QVERIFY(!found->at("error").at("fix").get<std::string>().empty());
        QVERIFY(found->contains("endedAt"));
    }

    void aTaskThatWasDoneStaysSo() {
        TaskStore(home()).put(task("0a-1", "done"));
        QCOMPARE(*TaskStore(home()).find("0a-1"), task("0a-1", "done"));
    }

    void allAreListedNewestFirst() {
        const TaskStore store(home());
        for (const char* id : {"0a-2", "0a-3", "0a-1"}) {
            nlohmann::json one = task(id, "done");
            one["startedAt"] = std::string("2026-11-21T10:00:0") + id[3] + "Z";
            store.put(one);
        }
        std::ofstream(home() / "tasks" / "0a-4.json") << "{\"taskId\":";
        std::vector<std::string> ids;
        for (const nlohmann::json& one : store.list())
            ids.push_back(one.at("taskId"));
        QCOMPARE(ids, (std::vector<std::string>{"0a-3", "0a-2", "0a-1"}));
    }

    void anIdIsNoPath() {
        const TaskStore store(home());
        std::ofstream(home() / "secret.json") << task("x", "done").dump();
        QVERIFY(!store.find("../secret"));
        QVERIFY(!store.find(""));
        QVERIFY(!store.find("/etc/passwd"));
    }

    void aDamagedFileIsNoTask() {
        {
            const TaskStore store(home());
            std::ofstream(home() / "tasks" / "0a-1.json") << "{\"taskId\":";
        }
        QVERIFY(!TaskStore(home()).find("0a-1"));
    }

    void theNewestThousandAreKept() {
        {
            const TaskStore store(home());
            fs::create_directories(home() / "tasks");
            const auto now = fs::file_time_type::clock::now();
            for (int i = 0; i < 1003; ++i) {
                const fs::path file = home() / "tasks" / (std::to_string(i) + ".json");
                std::ofstream(file) << task(std::to_string(i), "done").dump();
                fs::last_write_time(file, now + std::chrono::seconds(i));
            }
        }
        const TaskStore store(home());
        QVERIFY(!store.find("2"));
        QVERIFY(store.find("3"));
        QVERIFY(store.find("1002"));
    }
};

QTEST_GUILESS_MAIN(tst_TaskStore)
#include "tst_task_store.moc"
