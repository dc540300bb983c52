// SPDX-License-Identifier: Apache-2.0
#include "views/client/apierror.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace agentarium::views {

namespace {
QString bodyText(const QJsonValue& value) {
    if (value.isString()) return value.toString();
    if (value.isObject()) return QString::fromUtf8(QJsonDocument(value.toObject()).toJson());
    if (value.isArray()) return QString::fromUtf8(QJsonDocument(value.toArray()).toJson());
    return {};
}
} // namespace

ApiError ApiError::fromJson(const QJsonObject& error) {
    ApiError result;
    result.type = error.value(QLatin1String("type")).toString();
    result.message = error.value(QLatin1String("message")).toString();
    result.fix = error.value(QLatin1String("fix")).toString();
    result.sessionId = error.value(QLatin1String("sessionId")).toString();
    result.invocationId = error.value(QLatin1String("invocationId")).toString();
    if (const QJsonValue v = error.value(QLatin1String("agentStatus")); v.isDouble())
        result.agentStatus = v.toInt();
    if (const QJsonValue v = error.value(QLatin1String("exitCode")); v.isDouble())
        result.exitCode = v.toInt();
    result.agentBody = bodyText(error.value(QLatin1String("agentBody")));
    const QJsonValue tail = error.value(QLatin1String("logTail"));
    for (const QJsonValue& line : tail.toArray())
        result.logTail << line.toString();
    if (tail.isString()) result.logTail = tail.toString().split(QLatin1Char('\n'));
    return result;
}

ApiError ApiError::fromResponse(int httpStatus, const QByteArray& body) {
    const QJsonObject root = QJsonDocument::fromJson(body).object();
    ApiError result;
    if (root.value(QLatin1String("error")).isObject()) {
        result = fromJson(root.value(QLatin1String("error")).toObject());
    } else {
        result.type = QStringLiteral("RuntimeFailed");
        result.message = tr("The daemon answered with HTTP %1.").arg(httpStatus);
        if (!body.isEmpty()) result.agentBody = QString::fromUtf8(body.left(4096));
    }
    result.httpStatus = httpStatus;
    return result;
}

ApiError ApiError::unreachable(const QString& why) {
    ApiError result;
    result.type = QStringLiteral("Unreachable");
    result.message = why;
    result.fix = tr("The window connects again by itself. “agentariumctl daemon status” tells more.");
    return result;
}

QString ApiError::asText() const {
    QStringList lines;
    lines << QStringLiteral("%1: %2").arg(type, message);
    if (!fix.isEmpty()) lines << tr("Fix: %1").arg(fix);
    if (!sessionId.isEmpty()) lines << tr("Session: %1").arg(sessionId);
    if (!invocationId.isEmpty()) lines << tr("Invocation: %1").arg(invocationId);
    if (httpStatus) lines << tr("HTTP status: %1").arg(httpStatus);
    if (agentStatus) lines << tr("The agent's status: %1").arg(*agentStatus);
    if (exitCode) lines << tr("Exit code: %1").arg(*exitCode);
    if (!agentBody.isEmpty()) lines << tr("The agent's body:") << agentBody;
    if (!logTail.isEmpty()) lines << tr("Last lines:") << logTail.join(QLatin1Char('\n'));
    return lines.join(QLatin1Char('\n'));
}

} // namespace agentarium::views
