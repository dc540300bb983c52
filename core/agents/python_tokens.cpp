// SPDX-License-Identifier: Apache-2.0
#include "core/agents/python_tokens.h"

#include <algorithm>
#include <cctype>

namespace agentarium::agents {

namespace {

bool isNameStart(char c) {
    return std::isalpha(static_cast<unsigned char>(c)) || c == '_' || (c & 0x80);
}
bool isNamePart(char c) {
    return isNameStart(c) || std::isdigit(static_cast<unsigned char>(c));
}
bool isQuote(char c) {
    return c == '"' || c == '\'';
}

class Tokenizer {
public:
    explicit Tokenizer(std::string_view source) : m_source(source) {
        if (m_source.starts_with("\xEF\xBB\xBF")) m_at = 3;
    }

    std::vector<PythonLine> run() {
        while (m_at < m_source.size())
            step();
        endLine();
        return std::move(m_lines);
    }

private:
    char peek(std::size_t offset = 0) const {
        return m_at + offset < m_source.size() ? m_source[m_at + offset] : '\0';
    }

    void step() {
        const char c = peek();
        if (c == '\n') {
            ++m_at;
            ++m_number;
            if (m_depth == 0) endLine();
            m_column = 0;
        } else if (c == '#') {
            while (m_at < m_source.size() && peek() != '\n')
                ++m_at;
        } else if (c == '\\' && (peek(1) == '\n' || (peek(1) == '\r' && peek(2) == '\n'))) {
            m_at += peek(1) == '\n' ? 2 : 3;
            ++m_number;
        } else if (std::isspace(static_cast<unsigned char>(c)) || c == '\0') {
            ++m_at;
            m_column = c == '\t' ? (m_column / 8 + 1) * 8 : m_column + 1;
        } else if (isNameStart(c) || isQuote(c)) {
            nameOrString();
        } else if (std::isdigit(static_cast<unsigned char>(c))) {
            const std::size_t begin = m_at;
            while (isNamePart(peek()) || (peek() == '.' && std::isdigit(static_cast<unsigned char>(peek(1)))))
                ++m_at;
            add(PythonToken::Kind::Number, begin);
        } else {
            if (c == '(' || c == '[' || c == '{') ++m_depth;
            if (c == ')' || c == ']' || c == '}') m_depth = std::max(0, m_depth - 1);
            ++m_at;
            add(PythonToken::Kind::Operator, m_at - 1);
        }
    }

    void nameOrString() {
        const std::size_t begin = m_at;
        while (isNamePart(peek()))
            ++m_at;
        const std::string_view prefix = m_source.substr(begin, m_at - begin);
        const bool isPrefix =
            prefix.size() <= 2 && prefix.find_first_not_of("rRbBuUfFtT") == std::string_view::npos;
        if (!isQuote(peek()) || !isPrefix) {
            add(PythonToken::Kind::Name, begin);
            return;
        }
        const int number = m_number;
        skipString(prefix.find_first_of("fFtT") != std::string_view::npos);
        add(PythonToken::Kind::String, begin, number);
    }

    /// From a quote to behind the closing one, or to the end of the line when that is missing.
    void skipString(bool formatted) {
        const char quote = peek();
        const bool triple = peek(1) == quote && peek(2) == quote;
        m_at += triple ? 3 : 1;
        while (m_at < m_source.size()) {
            const char c = peek();
            if (c == '\\') {
                m_number += peek(1) == '\n';
                m_at += 2;
            } else if (c == quote && (!triple || (peek(1) == quote && peek(2) == quote))) {
                m_at += triple ? 3 : 1;
                return;
            } else if (c == '\n' && !triple) {
                return;
            } else if (formatted && c == '{' && peek(1) == '{') {
                m_at += 2;
            } else if (formatted && c == '{') {
                skipReplacement(triple);
            } else {
                m_number += c == '\n';
                ++m_at;
            }
        }
        m_at = std::min(m_at, m_source.size());
    }

    /// From "{" to behind its "}" in an f-string; strings in between may use any quotes since Python 3.12.
    void skipReplacement(bool triple) {
        if (++m_nesting > kMaxNesting) {
            ++m_at;
            --m_nesting;
            return;
        }
        int depth = 0;
        while (m_at < m_source.size()) {
            const char c = peek();
            if (c == '\n' && !triple) break;
            if (isQuote(c)) {
                const char before = m_at > 0 ? m_source[m_at - 1] : ' ';
                skipString(before == 'f' || before == 'F');
                continue;
            }
            m_number += c == '\n';
            ++m_at;
            if (c == '{') ++depth;
            if (c == '}' && --depth == 0) break;
        }
        --m_nesting;
    }

    void add(PythonToken::Kind kind, std::size_t begin, int number = 0) {
        if (m_line.tokens.empty()) {
            m_line.indent = m_column;
            m_line.number = number ? number : m_number;
        }
        m_line.tokens.push_back({kind, std::string(m_source.substr(begin, m_at - begin))});
        m_column += static_cast<int>(m_at - begin);
    }

    void endLine() {
        if (!m_line.tokens.empty()) m_lines.push_back(std::move(m_line));
        m_line = {};
    }

    static constexpr int kMaxNesting = 20;

    std::string_view m_source;
    std::size_t m_at = 0;
    int m_column = 0;
    int m_number = 1;
    int m_depth = 0;
    int m_nesting = 0;
    PythonLine m_line;
    std::vector<PythonLine> m_lines;
};

} // namespace

std::vector<PythonLine> tokenizePython(std::string_view source) {
    return Tokenizer(source).run();
}

} // namespace agentarium::agents
