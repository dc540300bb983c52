// SPDX-License-Identifier: Apache-2.0
#include "core/contract/error.h"
#include "core/metering/prices.h"

#include <QtTest>

using namespace agentarium;
using metering::PriceBook;
using metering::PriceModel;

class TestPrices : public QObject {
    Q_OBJECT
private slots:
    void theContractsRatesAreBuiltIn() {
        const PriceBook& book = PriceBook::builtIn();
        QCOMPARE(book.standardModel().name, std::string("V1"));
        QCOMPARE(book.find("V1")->vcpuHourUsd, 0.0895);
        QCOMPARE(book.find("V1")->gbHourUsd, 0.00945);
        QCOMPARE(book.find("V2")->vcpuHourUsd, 0.1276);
        QCOMPARE(book.find("V2")->gbHourUsd, 0.0169);
        QVERIFY(book.find("V1")->memory == PriceModel::Memory::PeakSoFar);
        QVERIFY(book.find("V2")->memory == PriceModel::Memory::CurrentPeak);
        for (const PriceModel& model : book.models)
            QVERIFY(!model.asOf.empty() && !model.source.empty());
    }

    void aPriceFileIsReadAsItWasWritten() {
        const auto written = PriceBook::builtIn().toJson();
        QCOMPARE(PriceBook::fromJson(written).toJson(), written);
    }

    void aPriceFileMayHaveModelsOfItsOwnAndKeepsTheComparisons() {
        const PriceBook book = PriceBook::fromJson(
            nlohmann::json::parse(R"({"standard":"mine","models":[{"name":"mine","asOf":"2026-11-01",
            "source":"contract 7","vcpuHourUsd":1,"gbHourUsd":2,"memory":"currentPeak"}]})"));
        QCOMPARE(book.standardModel().cpuUsd(3600), 1.0);
        QCOMPARE(book.standardModel().memoryUsd(1800), 1.0);
        QCOMPARE(book.comparisons.size(), PriceBook::builtIn().comparisons.size());
    }

    void aWrongPriceFileIsRefusedWithTheKey_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("word");
        const QString rest = R"("asOf":"a","source":"s","gbHourUsd":0)";
        QTest::newRow("no standard") << "{}"
                                     << "standard";
        QTest::newRow("unknown standard") << R"({"standard":"V9","models":[]})"
                                          << "V9";
        QTest::newRow("no rate") << R"({"standard":"a","models":[{"name":"a","memory":"peakSoFar",)" + rest +
                                        "}]}"
                                 << "vcpuHourUsd";
        QTest::newRow("negative rate")
            << R"({"standard":"a","models":[{"name":"a","vcpuHourUsd":-1,"memory":"peakSoFar",)" + rest +
                   "}]}"
            << "vcpuHourUsd";
        QTest::newRow("memory rule")
            << R"({"standard":"a","models":[{"name":"a","vcpuHourUsd":1,"memory":"average",)" + rest + "}]}"
            << "average";
        QTest::newRow("no object") << R"({"standard":"a","models":[3]})"
                                   << "name";
    }
    void aWrongPriceFileIsRefusedWithTheKey() {
        QFETCH(QString, text);
        QFETCH(QString, word);
        try {
            PriceBook::fromJson(nlohmann::json::parse(text.toStdString()));
            QFAIL("it was taken");
        } catch (const Error& error) {
            QVERIFY(error.kind() == ErrorKind::BadInput);
            QVERIFY2(QString(error.what()).contains(word), error.what());
        }
    }
};

QTEST_GUILESS_MAIN(TestPrices)
#include "tst_prices.moc"
