// SPDX-License-Identifier: Apache-2.0
#include "core/contract/error.h"
#include "core/contract/limits.h"
#include "core/invocations/spooled_body.h"
#include "tests/core/base/run_task.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <vector>

using namespace agentarium;
using namespace agentarium::invocations;

/// `size` bytes, byte i is i modulo 251, in pieces of at most `piece`.
class Counting : public BodySource {
public:
    Counting(std::uint64_t size, std::size_t piece) : m_size(size), m_piece(piece) {}
    std::optional<std::uint64_t> declaredSize() const override { return std::nullopt; }
    Task<std::size_t> read(asio::mutable_buffer buffer) override {
        const std::size_t count =
            std::min({std::uint64_t(buffer.size()), std::uint64_t(m_piece), m_size - m_at});
        for (std::size_t i = 0; i < count; ++i)
            static_cast<unsigned char*>(buffer.data())[i] = static_cast<unsigned char>((m_at + i) % 251);
        m_at += count;
        co_return count;
    }
    void abort() override {}

private:
    std::uint64_t m_size;
    std::size_t m_piece;
    std::uint64_t m_at = 0;
};

class tst_SpooledBody : public QObject {
    Q_OBJECT

    asio::io_context m_io;
    asio::thread_pool m_pool{1};

    Task<std::uint64_t> roundTrip(std::filesystem::path folder, std::uint64_t size, bool& same) {
        Counting from(size, 70'000);
        SpooledBody body(m_pool, folder);
        co_await body.fill(from);
        std::vector<unsigned char> buffer(100'000);
        std::uint64_t at = 0;
        while (const std::size_t count = co_await body.read(asio::buffer(buffer))) {
            for (std::size_t i = 0; i < count; ++i)
                same = same && buffer[i] == (at + i) % 251;
            at += count;
        }
        if (body.declaredSize() != at) same = false;
        co_return at;
    }

private slots:
    void whatWentInComesOut_data() {
        QTest::addColumn<qulonglong>("size");
        for (const qulonglong size : {0ULL, 1ULL, 1'048'576ULL, 1'048'577ULL, 5'000'000ULL})
            QTest::addRow("%llu", size) << size;
    }
    void whatWentInComesOut() {
        QFETCH(qulonglong, size);
        QTemporaryDir folder;
        bool same = true;
        const auto bytes = tests::runTask(m_io, roundTrip(folder.path().toStdString(), size, same));
        QCOMPARE(qulonglong(bytes), size);
        QVERIFY(same);
        QVERIFY(
            QDir(folder.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot).isEmpty());
    }

    void aBodyOverTheLimitIsRefused() {
        QTemporaryDir folder;
        bool same = true;
        try {
            tests::runTask(m_io,
                           roundTrip(folder.path().toStdString(), contract::kMaxPayloadBytes + 1, same));
            QFAIL("it was taken");
        } catch (const Error& error) {
            QVERIFY(error.kind() == ErrorKind::TooLarge);
        }
    }
};

QTEST_GUILESS_MAIN(tst_SpooledBody)
#include "tst_spooled_body.moc"
