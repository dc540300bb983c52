// SPDX-License-Identifier: Apache-2.0
#include "core/base/files.h"
#include "core/base/hash.h"
#include "core/contract/error.h"
#include "core/starts/template_store.h"

#include <QTemporaryDir>
#include <QtTest>

#include <fcntl.h>
#include <fstream>
#include <sys/stat.h>
#include <thread>

using namespace agentarium;
using namespace agentarium::starts;
namespace fs = std::filesystem;

namespace {

const std::string keyA = sha256Of("a"), keyB = sha256Of("b"), keyC = sha256Of("c");

/// A template whose memory takes `kilobytes` of disk.
Template make(TemplateStore& store, const std::string& key, const std::string& agent, int kilobytes = 4) {
    const fs::path folder = store.stage(key, 16);
    {
        std::fstream memory(folder / "memory", std::ios::in | std::ios::out | std::ios::binary);
        memory << std::string(static_cast<std::size_t>(kilobytes) * 1024, 'm');
    }
    std::ofstream(folder / "state") << "state";
    return store.commit(key, agent, 1);
}

unsigned modeOf(const fs::path& path) {
    struct stat info {};
    ::stat(path.c_str(), &info);
    return info.st_mode & 0777;
}

bool all(const Template&) {
    return true;
}

} // namespace

class TestTemplateStore : public QObject {
    Q_OBJECT
private slots:
    void aTemplateIsFoundByItsKeyAndNobodyMayWriteIt() {
        const QTemporaryDir dir;
        TemplateStore store(dir.path().toStdString());
        QVERIFY(!store.find(keyA));
        const Template made = make(store, keyA, "hello");
        QCOMPARE(fs::file_size(made.folder / "memory"), std::uintmax_t(16 * 1024 * 1024));
        QCOMPARE(made.bytes < 1024 * 1024, !isInMemory(made.folder)); // holes take no room
        QCOMPARE(modeOf(made.folder), 0700u);
        QCOMPARE(modeOf(made.folder / "memory"), 0400u);
        QCOMPARE(modeOf(made.folder / "state"), 0400u);
        const auto found = store.find(keyA);
        QVERIFY(found && found->agent == "hello" && found->version == 1);
        QVERIFY(found->memory().isClone());
        QVERIFY(!store.find(keyB));
    }

    void inMemoryItHasNoHolesThatCouldEndACopyWhenThereIsNoRoomForThem() {
        const fs::path memory = "/dev/shm";
        if (!isInMemory(memory) || fs::space(memory).available < 1024ULL * 1024 * 1024)
            QSKIP("No file system in memory with room for it.");
        const QTemporaryDir dir(QString::fromStdString(memory / "tst_template_store-XXXXXX"));
        TemplateStore store(dir.path().toStdString());
        QVERIFY(make(store, keyA, "hello").bytes >= 16 * 1024 * 1024);
    }

    void whatIsHalfMadeIsNoTemplateAndGoesWithTheNextDaemon() {
        const QTemporaryDir dir;
        const fs::path home = dir.path().toStdString();
        {
            TemplateStore store(home);
            store.stage(keyA, 16);
            QVERIFY(!store.find(keyA));
            QVERIFY(store.list().empty());
            store.stage(keyB, 16);
            store.discard(keyB);
        }
        const TemplateStore again(home);
        QVERIFY(fs::is_empty(home / "templates"));
    }

    void oneWithoutItsStateIsNotFound() {
        const QTemporaryDir dir;
        TemplateStore store(dir.path().toStdString());
        fs::remove(make(store, keyA, "hello").folder / "state");
        QVERIFY(!store.find(keyA));
    }

    void aDiskWithoutRoomIsSaid() {
        const QTemporaryDir dir;
        TemplateStore store(dir.path().toStdString());
        try {
            store.stage(keyA, 2'000'000'000);
            QFAIL("it was staged");
        } catch (const Error& error) {
            QVERIFY(QString(error.what()).contains(QStringLiteral("MB free")));
        }
    }

    void theUnwantedTheOldAndTheLongestUnusedAreEvicted() {
        const QTemporaryDir dir;
        TemplateStore store(dir.path().toStdString(), {2 * 1024 * 1024, std::chrono::hours(1)});
        make(store, keyA, "gone");
        make(store, keyB, "hello");
        store.evict([](const Template& one) { return one.agent != "gone"; });
        QVERIFY(!store.find(keyA) && store.find(keyB));

        const timespec longAgo[2] = {{1000, 0}, {1000, 0}};
        const auto file = store.find(keyB)->folder / "template.json";
        ::utimensat(AT_FDCWD, file.c_str(), longAgo, 0);
        store.evict(all);
        QVERIFY(!store.find(keyB));

        make(store, keyA, "first", 1024);
        std::this_thread::sleep_for(std::chrono::milliseconds(1100));
        make(store, keyB, "second", 1024);
        std::this_thread::sleep_for(std::chrono::milliseconds(1100));
        make(store, keyC, "third", 1024);
        QVERIFY(store.find(keyA)); // used just now
        store.evict(all);
        QVERIFY(store.find(keyA) || store.find(keyC));
        QVERIFY(!store.find(keyB));
    }

    void theLastOneStaysHoweverLargeItIs() {
        const QTemporaryDir dir;
        TemplateStore store(dir.path().toStdString(), {1, std::chrono::hours(1)});
        make(store, keyA, "large", 100);
        store.evict(all);
        QVERIFY(store.find(keyA));
    }
};

QTEST_GUILESS_MAIN(TestTemplateStore)
#include "tst_template_store.moc"
