// SPDX-License-Identifier: Apache-2.0
#include "views/request/jsoncheck.h"

#include <QCoreApplication>
#include <QJsonDocument>

namespace agentarium::views {

namespace {
struct Text {
    Q_DECLARE_TR_FUNCTIONS(JsonCheck)
};

QJsonParseError parse(const QByteArray& utf8, qsizetype offset) {
    QJsonParseError error;
    QJsonDocument::fromJson(utf8, &error);
    error.offset = int(qMax<qsizetype>(0, error.offset - offset));
    return error;
}
} // namespace

JsonCheck checkJson(const QByteArray& utf8) {
    JsonCheck check;
    const QByteArray trimmed = utf8.trimmed();
    check.empty = trimmed.isEmpty();
    if (check.empty) return check;
    const bool container = trimmed.startsWith('{') || trimmed.startsWith('[');
    const QJsonParseError error = container ? parse(utf8, 0) : parse("[" + utf8 + "]", 1);
    check.valid = error.error == QJsonParseError::NoError;
    if (check.valid) return check;
    const QByteArray before = utf8.left(error.offset);
    check.line = int(before.count('\n')) + 1;
    check.column = int(QString::fromUtf8(before.mid(before.lastIndexOf('\n') + 1)).size()) + 1;
    check.message = error.errorString();
    return check;
}

QString JsonCheck::text() const {
    if (valid) return {};
    if (empty) return Text::tr("The body is empty.");
    return Text::tr("Line %1, column %2: %3").arg(line).arg(column).arg(message);
}

} // namespace agentarium::views
