// SPDX-License-Identifier: Apache-2.0
#include "views/format/format.h"

#include <algorithm>

namespace agentarium::views {

QString formatBytes(qint64 bytes) {
    if (bytes < 1000) return QStringLiteral("%1 B").arg(bytes);
    const char* const units[] = {"kB", "MB", "GB", "TB"};
    double value = double(bytes) / 1000;
    int unit = 0;
    while (value >= 999.95 && unit < 3) {
        value /= 1000;
        ++unit;
    }
    return QStringLiteral("%1 %2").arg(value, 0, 'f', 1).arg(QLatin1String(units[unit]));
}

QString formatMs(double ms) {
    if (ms < 10) return QStringLiteral("%1 ms").arg(ms, 0, 'f', 1);
    if (ms < 1000) return QStringLiteral("%1 ms").arg(qRound(ms));
    const double seconds = ms / 1000;
    if (seconds < 10) return QStringLiteral("%1 s").arg(seconds, 0, 'f', 2);
    if (seconds < 60) return QStringLiteral("%1 s").arg(seconds, 0, 'f', 1);
    const qint64 whole = qRound64(seconds);
    if (whole < 3600) return QStringLiteral("%1 min %2 s").arg(whole / 60).arg(whole % 60);
    return QStringLiteral("%1 h %2 min").arg(whole / 3600).arg(whole % 3600 / 60);
}

QString formatClock(qint64 seconds) {
    seconds = std::max<qint64>(0, seconds);
    const auto two = [](qint64 n) { return QStringLiteral("%1").arg(n, 2, 10, QLatin1Char('0')); };
    if (seconds >= 3600)
        return QStringLiteral("%1:%2:%3")
            .arg(seconds / 3600)
            .arg(two(seconds % 3600 / 60), two(seconds % 60));
    return QStringLiteral("%1:%2").arg(two(seconds / 60), two(seconds % 60));
}

QString formatWall(const QDateTime& time) {
    return time.isValid() ? time.toLocalTime().toString(QStringLiteral("HH:mm:ss.zzz")) : QString();
}

QString shortId(const QString& id, int length) {
    return id.size() <= length ? id : id.left(length - 1) + QChar(0x2026);
}

QDateTime timeFromJson(const QJsonValue& value) {
    if (value.isString()) return QDateTime::fromString(value.toString(), Qt::ISODateWithMs);
    if (value.isDouble() && value.toDouble() > 0)
        return QDateTime::fromMSecsSinceEpoch(qint64(value.toDouble() * 1000));
    return {};
}

} // namespace agentarium::views
