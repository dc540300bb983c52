// SPDX-License-Identifier: Apache-2.0
#include "core/contract/quota_error.h"

#include <QTest>

using namespace agentarium;
using namespace std::chrono_literals;
using namespace agentarium::contract;

class QuotaErrorTest : public QObject {
    Q_OBJECT

private slots:
    void bothNameTheExceptionAndAnswerWithItsStatus() {
        const Error often = throttled("Too often.", "Wait.", 40ms);
        QVERIFY(often.kind() == ErrorKind::Refused);
        QCOMPARE(answerStatusOf(often), 429);
        QCOMPARE(often.toJson()["exception"].get<std::string>(), std::string("ThrottlingException"));
        const Error many = quotaExceeded("Too many.", "Delete one.");
        QVERIFY(many.kind() == ErrorKind::Refused);
        QCOMPARE(answerStatusOf(many), 402);
        QCOMPARE(many.toJson()["exception"].get<std::string>(), std::string("ServiceQuotaExceededException"));
    }

    void theStatusSurvivesTheWire() {
        QCOMPARE(answerStatusOf(Error::fromJson(throttled("Too often.", "Wait.", 40ms).toJson())), 429);
    }

    void whenToTryAgainIsToldInWholeSecondsRoundedUp() {
        using Wait = std::chrono::nanoseconds;
        const auto told = [](Wait wait) { return retryAfterSeconds(throttled("Too often.", "Wait.", wait)); };
        QCOMPARE(told(1ns).value(), std::int64_t(1));
        QCOMPARE(told(1s).value(), std::int64_t(1));
        QCOMPARE(told(1001ms).value(), std::int64_t(2));
        QVERIFY(!retryAfterSeconds(quotaExceeded("Too many.", "Delete one.")));
    }

    void everyOtherFailureHasTheStatusOfItsKind() {
        QCOMPARE(answerStatusOf(Error(ErrorKind::Refused, "No.")), 403);
        QCOMPARE(answerStatusOf(Error(ErrorKind::NotFound, "None.", "", {{"exception", 3}})), 404);
    }
};

QTEST_APPLESS_MAIN(QuotaErrorTest)
#include "tst_quota_error.moc"
