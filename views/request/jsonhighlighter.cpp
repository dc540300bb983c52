// SPDX-License-Identifier: Apache-2.0
#include "views/request/jsonhighlighter.h"

#include "views/theme/thememanager.h"

namespace agentarium::views {

namespace {

constexpr int longestColoredLine = 8192;

int endOfString(const QString& line, int at) {
    for (int i = at + 1; i < line.size(); ++i) {
        if (line[i] == QLatin1Char('\\')) {
            ++i;
        } else if (line[i] == QLatin1Char('"')) {
            return i + 1;
        }
    }
    return int(line.size());
}

bool isKey(const QString& line, int after) {
    while (after < line.size() && line[after].isSpace())
        ++after;
    return after < line.size() && line[after] == QLatin1Char(':');
}

int endOfWord(const QString& line, int at) {
    while (at < line.size() && (line[at].isLetterOrNumber() || QStringLiteral("+-._").contains(line[at])))
        ++at;
    return at;
}

QColor colorOf(JsonToken token) {
    const Theme& theme = currentTheme();
    switch (token) {
    case JsonToken::Key:
        return theme.jsonKey;
    case JsonToken::String:
        return theme.jsonString;
    case JsonToken::Number:
        return theme.jsonNumber;
    case JsonToken::Word:
        return theme.jsonWord;
    case JsonToken::Punctuation:
        break;
    }
    return theme.textMuted;
}

} // namespace

QList<JsonSpan> jsonSpans(const QString& line) {
    QList<JsonSpan> spans;
    int i = 0;
    while (i < line.size()) {
        const QChar c = line[i];
        int end = i + 1;
        if (c == QLatin1Char('"')) {
            end = endOfString(line, i);
            spans.append({i, end - i, isKey(line, end) ? JsonToken::Key : JsonToken::String});
        } else if (c.isDigit() || c == QLatin1Char('-')) {
            end = qMax(i + 1, endOfWord(line, i));
            spans.append({i, end - i, JsonToken::Number});
        } else if (c.isLetter()) {
            end = endOfWord(line, i);
            spans.append({i, end - i, JsonToken::Word});
        } else if (!c.isSpace()) {
            spans.append({i, 1, JsonToken::Punctuation});
        }
        i = end;
    }
    return spans;
}

JsonHighlighter::JsonHighlighter(QTextDocument* document) : QSyntaxHighlighter(document) {}

void JsonHighlighter::highlightBlock(const QString& text) {
    if (text.size() > longestColoredLine) return;
    for (const JsonSpan& span : jsonSpans(text)) {
        QTextCharFormat format;
        format.setForeground(colorOf(span.token));
        setFormat(span.start, span.length, format);
    }
}

} // namespace agentarium::views
