// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QSyntaxHighlighter>

namespace agentarium::views {

/// What a piece of JSON text is.
enum class JsonToken { Key, String, Number, Word, Punctuation };

struct JsonSpan {
    int start;
    int length;
    JsonToken token;
    bool operator==(const JsonSpan&) const = default;
};

/// The tokens of one line. A string ends with its line, as JSON demands.
QList<JsonSpan> jsonSpans(const QString& line);

/// Colours JSON by the theme in force.
class JsonHighlighter : public QSyntaxHighlighter {
    Q_OBJECT
public:
    explicit JsonHighlighter(QTextDocument* document);

protected:
    void highlightBlock(const QString& text) override;
};

} // namespace agentarium::views
