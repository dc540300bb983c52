// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QCoreApplication>
#include <QDateTime>
#include <QJsonObject>
#include <QList>
#include <QMetaType>
#include <QString>

namespace agentarium::views {

/// One event of a session as docs/events.md gives it.
struct SessionEvent {
    Q_DECLARE_TR_FUNCTIONS(SessionEvent)
public:
    quint64 seq = 0;
    qint64 tNs = 0;
    QDateTime wall;
    QString kind;
    QJsonObject body;
    QString blob;

    static SessionEvent fromJson(const QJsonObject& json);
    QJsonObject toJson() const;
};

using SessionEvents = QList<SessionEvent>;

/// One line that says what happened, for tables.
QString summaryOf(const SessionEvent& event);

} // namespace agentarium::views
