// SPDX-License-Identifier: Apache-2.0
#include "views/response/loglines.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace agentarium::views {

namespace {

QString traceback(const QJsonValue& stack) {
    if (stack.isString()) return stack.toString();
    QString text;
    for (const QJsonValue& part : stack.toArray())
        text += part.toString();
    return text;
}

} // namespace

QString readableLog(const QStringList& lines) {
    QStringList readable;
    for (const QString& line : lines) {
        const QJsonObject entry = line.startsWith(QLatin1Char('{'))
                                      ? QJsonDocument::fromJson(line.toUtf8()).object()
                                      : QJsonObject();
        const QString message = entry.value(QLatin1String("message")).toString();
        if (message.isEmpty()) {
            readable << line;
            continue;
        }
        const QString level = entry.value(QLatin1String("level")).toString();
        readable << (level.isEmpty() ? message : QStringLiteral("%1: %2").arg(level, message));
        const QString trace = traceback(entry.value(QLatin1String("stackTrace"))).trimmed();
        if (!trace.isEmpty()) readable << trace;
    }
    return readable.join(QLatin1Char('\n'));
}

} // namespace agentarium::views
