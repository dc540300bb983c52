// SPDX-License-Identifier: Apache-2.0
#include "core/metering/prices.h"

#include "core/contract/error.h"

namespace agentarium::metering {

using nlohmann::json;

namespace {

constexpr const char* kFix = "docs/metering.md shows a whole price file.";

std::string textAt(const json& object, const char* key) {
    if (!object.is_object() || !object.contains(key) || !object[key].is_string())
        throw Error(ErrorKind::BadInput, std::string("A price has no text \"") + key + "\".", kFix);
    return object[key].get<std::string>();
}

double usdAt(const json& object, const char* key) {
    if (!object.is_object() || !object.contains(key) || !object[key].is_number() ||
        object[key].get<double>() < 0)
        throw Error(ErrorKind::BadInput,
                    std::string("A price has no amount \"") + key + "\" of 0 or more US dollars.", kFix);
    return object[key].get<double>();
}

/// One of two words.
bool isFirst(const json& object, const char* key, const char* first, const char* second) {
    const std::string word = textAt(object, key);
    if (word != first && word != second)
        throw Error(
            ErrorKind::BadInput,
            std::string("\"") + key + "\" is \"" + word + "\"; it is " + first + " or " + second + ".", kFix);
    return word == first;
}

} // namespace

json PriceModel::toJson() const {
    return {{"name", name},           {"asOf", asOf},
            {"source", source},       {"vcpuHourUsd", vcpuHourUsd},
            {"gbHourUsd", gbHourUsd}, {"memory", memory == Memory::PeakSoFar ? "peakSoFar" : "currentPeak"}};
}

PriceModel PriceModel::fromJson(const json& object) {
    PriceModel model;
    model.name = textAt(object, "name");
    model.asOf = textAt(object, "asOf");
    model.source = textAt(object, "source");
    model.vcpuHourUsd = usdAt(object, "vcpuHourUsd");
    model.gbHourUsd = usdAt(object, "gbHourUsd");
    model.memory =
        isFirst(object, "memory", "peakSoFar", "currentPeak") ? Memory::PeakSoFar : Memory::CurrentPeak;
    return model;
}

json Comparison::toJson() const {
    return {{"name", name},
            {"asOf", asOf},
            {"source", source},
            {"basis", basis == Basis::AlwaysOn ? "alwaysOn" : "wallClock"},
            {"vcpuHourUsd", vcpuHourUsd},
            {"gbHourUsd", gbHourUsd}};
}

Comparison Comparison::fromJson(const json& object) {
    Comparison comparison;
    comparison.name = textAt(object, "name");
    comparison.asOf = textAt(object, "asOf");
    comparison.source = textAt(object, "source");
    comparison.basis = isFirst(object, "basis", "alwaysOn", "wallClock") ? Basis::AlwaysOn : Basis::WallClock;
    comparison.vcpuHourUsd = usdAt(object, "vcpuHourUsd");
    comparison.gbHourUsd = usdAt(object, "gbHourUsd");
    return comparison;
}

const PriceBook& PriceBook::builtIn() {
    static const PriceBook book{
        "V1",
        {{"V1", "2026-09-26", "Amazon Bedrock AgentCore Runtime, us-east-1, platform V1", 0.0895, 0.00945,
          PriceModel::Memory::PeakSoFar},
         {"V2", "2026-09-26", "Amazon Bedrock AgentCore Runtime, us-east-1, platform V2", 0.1276, 0.0169,
          PriceModel::Memory::CurrentPeak}},
        {{"A container that is always on", "2025-06-01", "AWS Fargate, Linux on ARM, us-east-1",
          Comparison::Basis::AlwaysOn, 0.03238, 0.00356},
         {"A function billed by wall clock", "2025-06-01",
          "AWS Lambda on ARM, us-east-1: $0.0000133334 a GB-second, requests not counted",
          Comparison::Basis::WallClock, 0, 0.04800024}}};
    return book;
}

PriceBook PriceBook::fromJson(const json& object) {
    PriceBook book;
    book.standard = textAt(object, "standard");
    for (const auto& one : object.value("models", json::array()))
        book.models.push_back(PriceModel::fromJson(one));
    book.comparisons = builtIn().comparisons;
    if (object.contains("comparisons")) {
        book.comparisons.clear();
        for (const auto& one : object["comparisons"])
            book.comparisons.push_back(Comparison::fromJson(one));
    }
    if (!book.find(book.standard))
        throw Error(ErrorKind::BadInput,
                    "The standard price model is \"" + book.standard + "\", but no model has that name.",
                    kFix);
    return book;
}

json PriceBook::toJson() const {
    json all{{"standard", standard}, {"models", json::array()}, {"comparisons", json::array()}};
    for (const PriceModel& model : models)
        all["models"].push_back(model.toJson());
    for (const Comparison& comparison : comparisons)
        all["comparisons"].push_back(comparison.toJson());
    return all;
}

const PriceModel* PriceBook::find(const std::string& name) const {
    for (const PriceModel& model : models)
        if (model.name == name) return &model;
    return nullptr;
}

const PriceModel& PriceBook::standardModel() const {
    return *find(standard);
}

} // namespace agentarium::metering
