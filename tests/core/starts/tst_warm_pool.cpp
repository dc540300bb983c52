// SPDX-License-Identifier: Apache-2.0
#include "core/contract/error.h"
#include "core/starts/warm_pool.h"
#include "tests/core/base/run_task.h"
#include "tests/core/starts/fake_machines.h"

#include <QtTest>

using namespace agentarium;
using namespace agentarium::starts;
using tests::FakeMachines;

namespace {

struct Fixture {
    asio::io_context io;
    FakeMachines machines;
    WarmPool pool{io, machines, [](WarmClone&, const agents::AgentVersion&) -> Task<void> { co_return; }};

    std::map<std::string, WarmPool::Wish> wish(const std::string& key, int count) {
        WarmPool::Wish wish;
        wish.source.key = key;
        wish.version.settings.egress = agents::EgressPolicy::parse("none");
        wish.count = count;
        return {{key, wish}};
    }
    void settle(std::chrono::milliseconds time = std::chrono::milliseconds(100)) { tests::runFor(io, time); }
    /// A clone that was taken is replaced once its first request had time to be answered.
    void settleAfterTaking() { settle(std::chrono::milliseconds(500)); }
};

} // namespace

class TestWarmPool : public QObject {
    Q_OBJECT
private slots:
    void asManyAsAreWantedWaitPaused() {
        Fixture f;
        f.pool.want(f.wish("k", 2));
        f.settle();
        QCOMPARE(f.pool.ready(), 2);
        QCOMPARE(f.machines.paused.size(), std::size_t(2));
        QVERIFY(f.pool.owns(f.machines.live.front()));
        QVERIFY(!f.pool.owns("agentarium-other"));
        QVERIFY(!f.pool.take("other"));
    }

    void whatWasTakenIsNeverGivenAgainAndIsReplaced() {
        Fixture f;
        f.pool.want(f.wish("k", 1));
        f.settle();
        const auto first = f.pool.take("k");
        QVERIFY(first);
        QVERIFY(!f.pool.owns(first->machine.name));
        QVERIFY(!f.pool.take("k"));
        f.settleAfterTaking();
        const auto second = f.pool.take("k");
        QVERIFY(second && second->machine.name != first->machine.name);
    }

    void whatIsGivenUpComesBackWhenThereIsRoom() {
        Fixture f;
        bool room = true;
        f.pool.setGate([&](std::uint64_t bytes, std::function<void(const std::string&)> waiting,
                           std::function<bool()> unwanted) -> Task<void> {
            asio::steady_timer timer(f.io);
            while (!room && !unwanted()) {
                waiting("There is no room.");
                timer.expires_after(std::chrono::milliseconds(5));
                co_await timer.async_wait(asio::use_awaitable);
            }
            if (bytes == 0 || unwanted()) throw Error(ErrorKind::Cancelled, "unwanted");
        });
        f.pool.want(f.wish("k", 2));
        f.settle();
        QCOMPARE(f.pool.ready(), 2);
        room = false;
        f.pool.giveUp();
        f.settle();
        QCOMPARE(f.pool.ready(), 1);
        QCOMPARE(f.machines.live.size(), std::size_t(1));
        room = true;
        f.settle();
        QCOMPARE(f.pool.ready(), 2);
        room = false;
        f.pool.giveUp();
        f.settle();
        f.pool.want({});
        f.settle();
        QVERIFY(f.pool.ready() == 0 && f.machines.live.empty());
    }

    void aCloneThatDiedIsReplaced() {
        Fixture f;
        f.pool.want(f.wish("k", 1));
        f.settle();
        const std::string dead = f.machines.live.front();
        std::erase(f.machines.live, dead);
        f.pool.stopped(dead);
        f.settle();
        const auto clone = f.pool.take("k");
        QVERIFY(clone && clone->machine.name != dead);
    }

    void whatNobodyWantsAnyMoreIsEnded() {
        Fixture f;
        f.pool.want(f.wish("old", 3));
        f.settle();
        f.pool.want(f.wish("new", 1));
        f.settle();
        QCOMPARE(f.pool.ready(), 1);
        QCOMPARE(f.machines.live.size(), std::size_t(1));
        QVERIFY(!f.pool.take("old") && f.pool.take("new"));
    }

    void aFailureIsNotTriedAgainAtOnce() {
        Fixture f;
        f.machines.failing = true;
        f.pool.want(f.wish("k", 1));
        f.settle();
        QCOMPARE(f.pool.ready(), 0);
        f.machines.failing = false;
        f.settle();
        QCOMPARE(f.machines.started, 0);
    }

    void closingEndsAll() {
        Fixture f;
        f.pool.want(f.wish("k", 2));
        f.settle();
        asio::co_spawn(f.io, f.pool.close(), [](const std::exception_ptr&) {});
        f.settle();
        QVERIFY(f.machines.live.empty());
        QCOMPARE(f.pool.ready(), 0);
        f.pool.want(f.wish("k", 1));
        f.settle();
        QVERIFY(f.machines.live.empty());
    }
};

QTEST_GUILESS_MAIN(TestWarmPool)
#include "tst_warm_pool.moc"
