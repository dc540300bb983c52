// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDateTime>
#include <QJsonValue>
#include <QString>

namespace agentarium::views {

/// "412 B", "12.4 kB", "53.8 MB": decimal, as the 100 MB limit is.
QString formatBytes(qint64 bytes);
/// "212 ms", "1.84 s", "1 min 12 s", "2 h 5 min".
QString formatMs(double ms);
/// "0:07", "01:04", "7:58:56": a clock that counts.
QString formatClock(qint64 seconds);
/// "07:12:44.120" in local time.
QString formatWall(const QDateTime& time);
/// A session id short enough for a list: its beginning, and its end when the beginnings are alike.
QString shortId(const QString& id, int length = 18);
/// A time of the API: ISO 8601, or seconds since 1970. Invalid when it is neither.
QDateTime timeFromJson(const QJsonValue& value);

} // namespace agentarium::views
