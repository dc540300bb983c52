// SPDX-License-Identifier: Apache-2.0
#include "views/response/prettyjson.h"

#include <algorithm>
#include <cctype>

namespace agentarium::views {

namespace {

class Printer {
public:
    Printer(const QByteArray& in, qsizetype longestString, qsizetype limit)
        : m_in(in), m_longest(longestString), m_limit(limit) {}

    QString print(bool* truncated) {
        while (m_at < m_in.size() && m_out.size() < m_limit)
            step();
        *truncated = m_at < m_in.size();
        return QString::fromUtf8(m_out);
    }

private:
    void newLine() { m_out += '\n' + QByteArray(2 * m_depth, ' '); }

    void open(char c, char close) {
        m_out += c;
        ++m_at;
        while (m_at < m_in.size() && isspace(static_cast<unsigned char>(m_in[m_at])))
            ++m_at;
        if (m_at < m_in.size() && m_in[m_at] == close) {
            m_out += close;
            ++m_at;
        } else {
            ++m_depth;
            newLine();
        }
    }

    void string() {
        const qsizetype start = m_at++;
        while (m_at < m_in.size() && m_in[m_at] != '"')
            m_at += m_in[m_at] == '\\' ? 2 : 1;
        m_at = std::min(m_at + 1, m_in.size());
        const qsizetype length = m_at - start - 2;
        if (length <= m_longest) {
            m_out += m_in.mid(start, m_at - start);
            return;
        }
        qsizetype cut = start + 1 + std::min<qsizetype>(m_longest, 64);
        while (cut > start && (m_in[cut] & 0xC0) == 0x80)
            --cut;
        m_out += m_in.mid(start, cut - start) + "\xE2\x80\xA6\" (" + QByteArray::number(length) + " bytes)";
    }

    void step() {
        const char c = m_in[m_at];
        switch (c) {
        case '{':
            open('{', '}');
            break;
        case '[':
            open('[', ']');
            break;
        case '}':
        case ']':
            m_depth = std::max(0, m_depth - 1);
            newLine();
            m_out += c;
            ++m_at;
            break;
        case ',':
            m_out += c;
            newLine();
            ++m_at;
            break;
        case ':':
            m_out += ": ";
            ++m_at;
            break;
        case '"':
            string();
            break;
        default:
            if (!isspace(static_cast<unsigned char>(c))) m_out += c;
            ++m_at;
        }
    }

    const QByteArray& m_in;
    QByteArray m_out;
    qsizetype m_longest;
    qsizetype m_limit;
    qsizetype m_at = 0;
    int m_depth = 0;
};

} // namespace

QString prettyJson(const QByteArray& json, qsizetype longestString, qsizetype limit, bool* truncated) {
    return Printer(json, longestString, limit).print(truncated);
}

} // namespace agentarium::views
