// SPDX-License-Identifier: Apache-2.0
#include "core/base/hash.h"
#include "core/contract/error.h"
#include "core/events/blobs.h"
#include "tests/core/base/run_task.h"

#include <QTemporaryDir>
#include <QtTest>

#include <csignal>
#include <fstream>
#include <sys/resource.h>

using namespace agentarium;
using namespace agentarium::events;
using tests::runTask;
namespace fs = std::filesystem;

namespace {

std::vector<std::byte> bytesOf(const std::string& text) {
    const auto* data = reinterpret_cast<const std::byte*>(text.data());
    return {data, data + text.size()};
}

std::string textOf(const std::vector<std::byte>& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

struct Fixture {
    QTemporaryDir dir;
    fs::path home = dir.path().toStdString();
    asio::io_context io;
    asio::thread_pool pool{2};
    BlobStore store{pool, home};

    ~Fixture() { pool.join(); }

    void write(BlobWriter& writer, const std::string& text) { runTask(io, writer.write(bytesOf(text))); }
    std::string read(const std::string& name, std::uint64_t offset = 0, std::size_t length = 1 << 20) {
        return textOf(runTask(io, store.read(name, offset, length)));
    }
    std::size_t partials() const {
        return static_cast<std::size_t>(std::distance(fs::directory_iterator(home / "blobs/partial"), {}));
    }
};

} // namespace

class TestBlobs : public QObject {
    Q_OBJECT
private slots:
    void aPayloadIsKeptUnderItsDigest() {
        Fixture f;
        const auto writer = f.store.create("i1.request");
        f.write(*writer, "hello ");
        f.write(*writer, "world");
        const BlobRef ref = runTask(f.io, writer->finish());
        QCOMPARE(ref.sha256, std::string("b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9"));
        QCOMPARE(ref.bytes, std::uint64_t(11));
        QCOMPARE(f.read(ref.sha256), std::string("hello world"));
        QCOMPARE(f.read(ref.sha256, 6, 3), std::string("wor"));
        QCOMPARE(f.read(ref.sha256, 11, 3), std::string());
        QCOMPARE(f.read(ref.sha256, 1'000'000, 3), std::string());
        QCOMPARE(runTask(f.io, f.store.size(ref.sha256)), std::uint64_t(11));
        QVERIFY(fs::exists(f.home / "blobs/b9" / ref.sha256));
        QCOMPARE(f.partials(), std::size_t(0));
    }

    void itIsReadWhileItGrows() {
        Fixture f;
        const auto writer = f.store.create("i1.response");
        QCOMPARE(f.read("i1.response"), std::string());
        f.write(*writer, "one,");
        QCOMPARE(f.read("i1.response"), std::string("one,"));
        f.write(*writer, "two");
        QCOMPARE(f.read("i1.response", 4), std::string("two"));
        QCOMPARE(runTask(f.io, f.store.size("i1.response")), std::uint64_t(7));
        runTask(f.io, writer->finish());
        // A reader that is a moment late still finds it.
        QCOMPARE(f.read("i1.response"), std::string("one,two"));
    }

    void equalPayloadsAreKeptOnce() {
        Fixture f;
        for (const char* name : {"a", "b"}) {
            const auto writer = f.store.create(name);
            f.write(*writer, "same");
            runTask(f.io, writer->finish());
        }
        std::size_t files = 0;
        for (const auto& entry : fs::recursive_directory_iterator(f.home / "blobs"))
            files += entry.is_regular_file();
        QCOMPARE(files, std::size_t(1));
        QCOMPARE(f.read("a"), f.read("b"));
    }

    void anEmptyPayloadHasTheDigestOfNothing() {
        Fixture f;
        const auto writer = f.store.create("empty");
        QCOMPARE(runTask(f.io, writer->finish()).sha256, sha256Of(""));
        QCOMPARE(f.read(sha256Of("")), std::string());
    }

    void manyPiecesKeepTheirOrder() {
        Fixture f;
        const auto writer = f.store.create("big");
        Sha256 expected;
        const auto produce = [&]() -> Task<void> {
            for (int i = 0; i < 400; ++i) {
                std::string piece(64 * 1024, static_cast<char>('a' + i % 26));
                piece.replace(0, 8, "piece" + std::to_string(i % 1000));
                expected.update(piece);
                co_await writer->write(bytesOf(piece));
            }
        };
        runTask(f.io, produce());
        QCOMPARE(runTask(f.io, writer->finish()).sha256, expected.finish());
    }

    void anUnfinishedPayloadIsRemoved() {
        Fixture f;
        auto writer = f.store.create("gone");
        f.write(*writer, "x");
        QCOMPARE(f.read("gone"), std::string("x"));
        QCOMPARE(f.partials(), std::size_t(1));
        writer.reset();
        QTRY_COMPARE(f.partials(), std::size_t(0));
        QVERIFY_EXCEPTION_THROWN(f.read("gone"), Error);
        QVERIFY(f.store.create("gone") != nullptr);
    }

    void leftoversOfACrashAreRemovedAtOpening() {
        QTemporaryDir dir;
        const fs::path partial = fs::path(dir.path().toStdString()) / "blobs/partial";
        fs::create_directories(partial);
        std::ofstream(partial / "i9.request") << "half";
        asio::thread_pool pool{1};
        const BlobStore store(pool, dir.path().toStdString());
        QVERIFY(!fs::exists(partial / "i9.request"));
    }

    void namesThatLeaveTheFolderAreRefused() {
        Fixture f;
        for (const std::string name : {"../x", "a/b", "", ".hidden", "a b"})
            QVERIFY_EXCEPTION_THROWN(f.store.create(name), Error);
        for (const std::string name : {"../../journal.db", "nothing", "ABC"}) {
            try {
                f.read(name);
                QFAIL(name.c_str());
            } catch (const Error& error) {
                QCOMPARE(error.kind(), ErrorKind::NotFound);
            }
        }
        QVERIFY_EXCEPTION_THROWN(f.read(std::string(64, 'a')), Error);
    }

    void aNameInUseIsRefused() {
        Fixture f;
        const auto writer = f.store.create("one");
        QVERIFY_EXCEPTION_THROWN(f.store.create("one"), Error);
    }

    void aFullDiskIsSaidAtTheEndAndPassesThePayloadOn() {
        std::signal(SIGXFSZ, SIG_IGN);
        Fixture f;
        rlimit before{};
        ::getrlimit(RLIMIT_FSIZE, &before);
        rlimit small = before;
        small.rlim_cur = 1000;
        ::setrlimit(RLIMIT_FSIZE, &small);
        const auto writer = f.store.create("large");
        for (int i = 0; i < 10; ++i)
            f.write(*writer, std::string(500, 'x'));
        QVERIFY_EXCEPTION_THROWN(runTask(f.io, writer->finish()), Error);
        ::setrlimit(RLIMIT_FSIZE, &before);
    }
};

QTEST_GUILESS_MAIN(TestBlobs)
#include "tst_blobs.moc"
