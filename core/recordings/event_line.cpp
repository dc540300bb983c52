// SPDX-License-Identifier: Apache-2.0
#include "core/recordings/event_line.h"

#include "core/base/hash.h"
#include "core/contract/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace agentarium::recordings {

namespace {

bool isKind(const std::string& kind) {
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.';
    };
    return !kind.empty() && kind.size() <= 100 && std::all_of(kind.begin(), kind.end(), allowed);
}

class Line {
public:
    Line(std::string_view text, std::uint64_t number) : m_number(number) {
        const auto shallow = [this](int depth, nlohmann::json::parse_event_t, nlohmann::json&) {
            if (depth > kMaxDepth) refuse("is nested too deeply");
            return true;
        };
        m_json = nlohmann::json::parse(text, shallow, false);
        if (!m_json.is_object()) refuse("is no JSON object");
        static constexpr std::array known{"seq", "tNs", "wallNs", "kind", "body", "blob"};
        for (auto it = m_json.begin(); it != m_json.end(); ++it)
            if (std::none_of(known.begin(), known.end(), [&](const char* name) { return it.key() == name; }))
                refuse("has a key that events do not have");
    }

    [[noreturn]] void refuse(const std::string& why) const {
        throw Error(ErrorKind::BadInput, fmt::format("Event {} of the recording {}.", m_number, why),
                    "Get the file again from where it was exported.");
    }

    std::int64_t time(const char* key) const {
        const auto found = m_json.find(key);
        if (found == m_json.end() || !found->is_number_integer() ||
            (found->is_number_unsigned() && found->get<std::uint64_t>() > (1ULL << 62)) ||
            found->get<std::int64_t>() < 0)
            refuse(fmt::format("has no valid `{}`", key));
        return found->get<std::int64_t>();
    }

    std::string text(const char* key) const {
        const auto found = m_json.find(key);
        if (found == m_json.end() || !found->is_string()) refuse(fmt::format("has no `{}`", key));
        return found->get<std::string>();
    }

    bool has(const char* key) const { return m_json.contains(key); }
    nlohmann::json take(const char* key) { return std::move(m_json[key]); }

private:
    std::uint64_t m_number;
    nlohmann::json m_json;
};

} // namespace

std::string toLine(const events::Event& event) {
    nlohmann::json json{
        {"seq", event.seq}, {"tNs", event.tNs}, {"wallNs", event.wallNs}, {"kind", event.kind}};
    json["body"] = event.body;
    if (!event.blob.empty()) json["blob"] = event.blob;
    return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

events::Event fromLine(std::string_view text, std::uint64_t number) {
    Line line(text, number);
    events::Event event;
    event.seq = static_cast<std::uint64_t>(line.time("seq"));
    if (event.seq != number)
        line.refuse(fmt::format("has the number {}: one is missing or doubled", event.seq));
    event.tNs = line.time("tNs");
    event.wallNs = line.time("wallNs");
    event.kind = line.text("kind");
    if (!isKind(event.kind)) line.refuse("has a kind that is no kind of event");
    if (line.has("blob")) event.blob = line.text("blob");
    if (!event.blob.empty() && !isSha256(event.blob)) line.refuse("names a payload that is no digest");
    if (!line.has("body")) line.refuse("has no `body`");
    event.body = line.take("body");
    if (!event.body.is_object()) line.refuse("has a `body` that is no object");
    return event;
}

} // namespace agentarium::recordings
