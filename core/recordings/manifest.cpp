// SPDX-License-Identifier: Apache-2.0
#include "core/recordings/manifest.h"

#include "core/contract/error.h"
#include "core/contract/iso_time.h"
#include "core/contract/names.h"
#include "core/contract/session_id.h"

#include <fmt/format.h>

#include <algorithm>

namespace agentarium::recordings {

namespace {

const char* const kFix = "Get the file again from where it was exported.";

[[noreturn]] void refuse(const std::string& why) {
    throw Error(ErrorKind::BadInput, fmt::format("The recording's manifest.json is refused: {}.", why), kFix);
}

bool isRecordingId(const std::string& text) {
    return text.size() == 32 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

std::uint64_t count(const nlohmann::json& json, const char* key) {
    const auto found = json.find(key);
    if (found == json.end() || !found->is_number_unsigned())
        refuse(fmt::format("`{}` is missing or no whole number", key));
    const auto value = found->get<std::uint64_t>();
    // Signed 64 bits hold it, with room to add.
    if (value > (1ULL << 62)) refuse(fmt::format("`{}` is too large", key));
    return value;
}

std::string text(const nlohmann::json& json, const char* key) {
    const auto found = json.find(key);
    if (found == json.end() || !found->is_string()) refuse(fmt::format("`{}` is missing or no text", key));
    return found->get<std::string>();
}

} // namespace

nlohmann::json Manifest::toJson() const {
    return {{"format", "agentrec"},
            {"formatVersion", kFormatVersion},
            {"recordingId", recordingId},
            {"sessionId", sessionId},
            {"agent", agent},
            {"version", version},
            {"startedNs", startedNs},
            {"startedAt", contract::toIsoTime(startedNs)},
            {"endedNs", endedNs},
            {"complete", complete},
            {"events", events},
            {"eventBytes", eventBytes},
            {"blobs", blobs},
            {"blobBytes", blobBytes}};
}

Manifest Manifest::fromText(const std::string& content) {
    // The depth is bounded by the entry's size, and a value that is no object is not looked into.
    const auto tooDeep = [](int depth, nlohmann::json::parse_event_t, nlohmann::json&) {
        if (depth > 8) refuse("it is nested too deeply");
        return true;
    };
    const nlohmann::json json = nlohmann::json::parse(content, tooDeep, false);
    if (!json.is_object()) refuse("it is no JSON object");
    if (text(json, "format") != "agentrec") refuse("its format is not agentrec");
    if (const auto version = count(json, "formatVersion"); version != kFormatVersion)
        refuse(fmt::format("it has the format's version {}; this program knows version {}", version,
                           kFormatVersion));
    Manifest manifest;
    manifest.recordingId = text(json, "recordingId");
    if (!isRecordingId(manifest.recordingId)) refuse("`recordingId` is not 32 hexadecimal digits");
    manifest.sessionId = text(json, "sessionId");
    if (!contract::isSessionId(manifest.sessionId)) refuse("`sessionId` is no session id");
    manifest.agent = text(json, "agent");
    if (!contract::isName(manifest.agent)) refuse("`agent` is no agent's name");
    manifest.version = static_cast<int>(std::min<std::uint64_t>(count(json, "version"), 1'000'000'000));
    manifest.startedNs = static_cast<std::int64_t>(count(json, "startedNs"));
    manifest.endedNs = static_cast<std::int64_t>(count(json, "endedNs"));
    if (!json.contains("complete") || !json["complete"].is_boolean())
        refuse("`complete` is missing or neither true nor false");
    manifest.complete = json["complete"].get<bool>();
    if (manifest.complete != (manifest.endedNs != 0))
        refuse("`complete` and `endedNs` contradict each other");
    manifest.events = count(json, "events");
    manifest.eventBytes = count(json, "eventBytes");
    manifest.blobs = count(json, "blobs");
    manifest.blobBytes = count(json, "blobBytes");
    return manifest;
}

} // namespace agentarium::recordings
