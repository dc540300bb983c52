// SPDX-License-Identifier: Apache-2.0
#include "core/contract/error.h"
#include "core/sessions/budgets.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace agentarium;
using sessions::Budgets;

class TestBudgets : public QObject {
    Q_OBJECT

    static constexpr std::int64_t kHour = 3'600'000'000'000;
    static constexpr std::int64_t kNoon = 1'794'830'400'000'000'000; // 2026-11-16 12:00 UTC
    static Budgets::Account account(const char* recording, int version = 1) {
        return {recording, "hello", version, {}, {}};
    }

private slots:
    void withoutBudgetsNothingIsUsedUp() {
        Budgets budgets;
        budgets.charge(account("a"), 1e6, kNoon);
        QVERIFY(!budgets.exhausted(account("a"), kNoon));
    }

    void aSessionsBudgetIsItsOwn() {
        Budgets budgets;
        auto a = account("a"), b = account("b");
        a.sessionUsd = b.sessionUsd = 0.5;
        budgets.charge(a, 0.4, kNoon);
        budgets.charge(b, 0.4, kNoon);
        QVERIFY(!budgets.exhausted(a, kNoon));
        budgets.charge(a, 0.5, kNoon);
        const auto why = budgets.exhausted(a, kNoon);
        QVERIFY(why);
        QVERIFY2(why->find("session's budget of $0.500000") != std::string::npos, why->c_str());
        QVERIFY(!budgets.exhausted(b, kNoon));
    }

    void aVersionsBudgetIsForItsSessionsTogether() {
        Budgets budgets;
        auto a = account("a"), b = account("b"), other = account("c", 2);
        a.versionUsd = b.versionUsd = other.versionUsd = 1;
        budgets.charge(a, 0.6, kNoon);
        budgets.charge(other, 0.9, kNoon);
        QVERIFY(!budgets.exhausted(b, kNoon));
        budgets.charge(b, 0.5, kNoon);
        for (const auto& one : {a, b})
            QVERIFY(budgets.exhausted(one, kNoon)->find("hello version 1") != std::string::npos);
        QVERIFY(!budgets.exhausted(other, kNoon));
    }

    void theDaysBudgetBeginsAnewAtMidnightUtc() {
        Budgets budgets;
        budgets.setDayUsd(1);
        budgets.charge(account("a"), 0.9, kNoon + 11 * kHour);
        QVERIFY(!budgets.exhausted(account("b"), kNoon + 11 * kHour));
        budgets.charge(account("a"), 1.1, kNoon + 11 * kHour);
        QVERIFY(budgets.exhausted(account("b"), kNoon + 11 * kHour)->find("day's budget") !=
                std::string::npos);
        QVERIFY(!budgets.exhausted(account("b"), kNoon + 12 * kHour));
        // Of a session that goes on, only what is new belongs to the new day.
        budgets.charge(account("a"), 1.4, kNoon + 13 * kHour);
        QVERIFY(std::abs(budgets.spentOnDay(kNoon + 13 * kHour) - 0.3) < 1e-9);
    }

    void whatWasChargedIsNotChargedAgain() {
        Budgets budgets;
        budgets.remember(account("a"), 0.7, kNoon);
        budgets.remember(account("a"), 0.7, kNoon);
        budgets.charge(account("a"), 0.6, kNoon);
        QVERIFY(std::abs(budgets.spentOnVersion("hello", 1) - 0.7) < 1e-9);
    }

    void theDaysBudgetIsKept() {
        QTemporaryDir folder;
        const std::filesystem::path file = folder.filePath("budget.json").toStdString();
        Budgets(file).setDayUsd(2.5);
        QCOMPARE(Budgets(file).dayUsd().value_or(0), 2.5);
        Budgets(file).setDayUsd(std::nullopt);
        QVERIFY(!Budgets(file).dayUsd());
        QVERIFY_THROWS_EXCEPTION(Error, Budgets(file).setDayUsd(0));
        QVERIFY_THROWS_EXCEPTION(Error, Budgets(file).setDayUsd(-1));
    }
};

QTEST_GUILESS_MAIN(TestBudgets)
#include "tst_budgets.moc"
