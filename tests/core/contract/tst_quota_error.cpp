// SPDX-License-Identifier: Apache-2.0
#include "core/contract/quota_error.h"

#include <QTest>

using namespace agentarium;
using namespace agentarium::contract;

class QuotaErrorTest : public QObject {
    Q_OBJECT

private slots:
    void bothNameTheExceptionAndAnswerWithItsStatus() {
        const Error often = throttled("Too often.", "Wait.");
        QVERIFY(often.kind() == ErrorKind::Refused);
        QCOMPARE(answerStatusOf(often), 429);
        QCOMPARE(often.toJson()["exception"].get<std::string>(), std::string("ThrottlingException"));
        const Error many = quotaExceeded("Too many.", "Delete one.");
        QVERIFY(many.kind() == ErrorKind::Refused);
        QCOMPARE(answerStatusOf(many), 402);
        QCOMPARE(many.toJson()["exception"].get<std::string>(), std::string("ServiceQuotaExceededException"));
    }

    void theStatusSurvivesTheWire() {
        QCOMPARE(answerStatusOf(Error::fromJson(throttled("Too often.", "Wait.").toJson())), 429);
    }

    void everyOtherFailureHasTheStatusOfItsKind() {
        QCOMPARE(answerStatusOf(Error(ErrorKind::Refused, "No.")), 403);
        QCOMPARE(answerStatusOf(Error(ErrorKind::NotFound, "None.", "", {{"exception", 3}})), 404);
    }
};

QTEST_APPLESS_MAIN(QuotaErrorTest)
#include "tst_quota_error.moc"
