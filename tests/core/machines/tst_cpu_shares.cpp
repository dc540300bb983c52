// SPDX-License-Identifier: Apache-2.0
#include "core/machines/cpu_shares.h"
#include "core/machines/emulator_priority.h"

#include <QProcess>
#include <QtTest>

#include <fstream>
#include <map>
#include <sys/resource.h>
#include <vector>

using namespace agentarium::machines;
using namespace std::chrono_literals;

class TestCpuShares : public QObject {
    Q_OBJECT
    CpuShares::Time m_now{};
    std::map<long, double> m_spent;
    std::vector<std::pair<long, bool>> m_moves;

    CpuShares make() {
        return CpuShares(
            [this](long pid) -> std::optional<double> {
                return m_spent.contains(pid) ? std::optional(m_spent[pid]) : std::nullopt;
            },
            [this](long pid, bool behind) { m_moves.emplace_back(pid, behind); });
    }

    /// `seconds` pass, in each of which the process burns `rate` seconds of CPU time.
    void pass(CpuShares& shares, long pid, int seconds, double rate) {
        for (int i = 0; i < seconds; ++i) {
            m_now += 1s;
            m_spent[pid] += rate;
            shares.look(m_now);
        }
    }

private slots:
    void init() {
        m_now = {};
        m_spent = {{1, 0.0}, {2, 0.0}};
        m_moves.clear();
    }

    void whoBurnsForLongIsMovedBehindOnce() {
        CpuShares shares = make();
        shares.add("bomb", 1, CpuShares::kCredit, m_now);
        shares.add("calm", 2, CpuShares::kCredit, m_now);
        pass(shares, 1, 2, 1.0);
        QVERIFY(m_moves.empty());
        pass(shares, 1, 60, 1.0);
        QCOMPARE(m_moves.size(), std::size_t(1));
        QVERIFY(m_moves[0] == std::pair(1L, true));
    }

    void itComesBackWhenItHasRestedHoweverLongItBurnt() {
        CpuShares shares = make();
        shares.add("burner", 1, CpuShares::kCredit, m_now);
        pass(shares, 1, 600, 2.0);
        m_moves.clear();
        pass(shares, 1, 7, 0.0);
        QVERIFY(m_moves.empty());
        pass(shares, 1, 2, 0.0);
        QVERIFY(m_moves == (std::vector<std::pair<long, bool>>{{1L, false}}));
    }

    void aShortBurstAndASteadySmallLoadStayWhereTheyAre() {
        CpuShares shares = make();
        shares.add("agent", 1, CpuShares::kCredit, m_now);
        pass(shares, 1, 300, 0.2);
        for (int i = 0; i < 20; ++i) {
            pass(shares, 1, 1, 1.0);
            pass(shares, 1, 5, 0.0);
        }
        QVERIFY(m_moves.empty());
    }

    void aBootMayTakeLongAndLeavesNothingForLater() {
        CpuShares shares = make();
        shares.add("cold", 1, CpuShares::kBootCredit, m_now);
        pass(shares, 1, 15, 1.0);
        QVERIFY(m_moves.empty());
        pass(shares, 1, 1, 0.0);
        pass(shares, 1, 5, 1.0);
        QCOMPARE(m_moves.size(), std::size_t(1));
    }

    void whatItSpentBeforeItWasAddedDoesNotCount() {
        CpuShares shares = make();
        m_spent[1] = 5000;
        shares.add("adopted", 1, CpuShares::kCredit, m_now);
        shares.add("adopted", 1, CpuShares::kCredit, m_now);
        shares.add("gone", 3, CpuShares::kCredit, m_now);
        pass(shares, 1, 5, 0.0);
        QVERIFY(m_moves.empty());
        m_spent.erase(1);
        pass(shares, 2, 1, 0.0);
        QVERIFY(shares.empty());
    }

    void allThreadsOfAProcessAreMoved() {
#ifdef __linux__
        QProcess process;
        process.start("sleep", {"60"});
        QVERIFY(process.waitForStarted());
        const auto pid = static_cast<long>(process.processId());
        const int own = getpriority(PRIO_PROCESS, 0);
        placeEmulator(pid, true);
        QCOMPARE(getpriority(PRIO_PROCESS, static_cast<id_t>(pid)), std::min(19, own + kBehind));
        offerToOomKiller(pid);
        int score = 0;
        std::ifstream("/proc/" + std::to_string(pid) + "/oom_score_adj") >> score;
        QVERIFY(score >= 500);
        process.kill();
        process.waitForFinished();
#endif
    }
};

QTEST_GUILESS_MAIN(TestCpuShares)
#include "tst_cpu_shares.moc"
