// SPDX-License-Identifier: Apache-2.0
#include "core/payload/json_map.h"

#include "core/contract/error.h"

#include <nlohmann/json.hpp>

#include <cstring>

namespace agentarium::payload {

namespace {

constexpr int kMaxDepth = 256;

/// Walks a text that is already known to be valid JSON.
class Mapper {
public:
    explicit Mapper(const std::string& text) : m_text(text), m_at(text.starts_with("\xEF\xBB\xBF") ? 3 : 0) {}

    JsonSpan value(int depth) {
        if (depth > kMaxDepth)
            throw Error(ErrorKind::BadInput, "The JSON text is nested deeper than 256 levels.",
                        "Send a flatter one.");
        skipSpace();
        JsonSpan span;
        span.begin = m_at;
        if (m_text[m_at] == '{' || m_text[m_at] == '[') {
            container(span, depth);
        } else if (m_text[m_at] == '"') {
            skipString();
        } else {
            while (m_at < m_text.size() && !std::strchr(",]} \t\r\n", m_text[m_at]))
                ++m_at;
        }
        span.end = m_at;
        return span;
    }

private:
    void container(JsonSpan& span, int depth) {
        const bool object = m_text[m_at++] == '{';
        span.type = object ? JsonSpan::Type::Object : JsonSpan::Type::Array;
        const char close = object ? '}' : ']';
        for (skipSpace(); m_text[m_at] != close; skipSpace()) {
            if (m_text[m_at] == ',') {
                ++m_at;
                continue;
            }
            if (object) {
                const std::size_t begin = m_at;
                skipString();
                span.keys.push_back(
                    nlohmann::json::parse(m_text.substr(begin, m_at - begin)).get<std::string>());
                skipSpace();
                ++m_at;
            }
            span.children.push_back(value(depth + 1));
        }
        ++m_at;
    }

    void skipSpace() {
        while (m_at < m_text.size() && std::strchr(" \t\r\n", m_text[m_at]))
            ++m_at;
    }

    void skipString() {
        for (++m_at; m_text[m_at] != '"'; ++m_at)
            if (m_text[m_at] == '\\') ++m_at;
        ++m_at;
    }

    const std::string& m_text;
    std::size_t m_at;
};

} // namespace

JsonSpan mapJson(const std::string& text) {
    const char* const fix = "Correct it, or send it with another content type and without attachments.";
    try {
        [[maybe_unused]] const auto checked = nlohmann::json::parse(text);
    } catch (const nlohmann::json::parse_error& error) {
        throw Error(
            ErrorKind::BadInput,
            "The payload is not valid JSON; the mistake is at byte " + std::to_string(error.byte) + ".", fix);
    } catch (const nlohmann::json::out_of_range&) {
        throw Error(ErrorKind::BadInput, "The payload has a number that is too large for JSON's readers.",
                    fix);
    }
    return Mapper(text).value(0);
}

} // namespace agentarium::payload
