// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "views/client/apierror.h"
#include "views/client/sessionevent.h"

#include <QJsonObject>
#include <QList>
#include <QString>

namespace agentarium::views {

/// One invocation as its events tell it.
struct InvocationRecord {
    QString id;
    int number = 0;
    QString type, path, requestType, responseType, outcome;
    QJsonObject requestHeaders, responseHeaders;
    QString requestBlob, responseBlob;
    int statusCode = 0;
    int agentStatus = 0;
    qint64 bytesIn = 0, bytesOut = 0;
    int chunks = 0;
    double firstByteMs = -1, ms = -1;
    qint64 beganNs = 0;
    bool isPrivate = false;
    ApiError error;

    bool isOver() const { return !outcome.isEmpty(); }
    bool failed() const { return isOver() && outcome != QLatin1String("ok") && outcome != QLatin1String("cancelled"); }
};

/// The invocations of one recording, from its events.
class InvocationList {
public:
    /// True when `event` was about an invocation.
    bool take(const SessionEvent& event);
    void clear() { m_records.clear(); }
    const QList<InvocationRecord>& records() const { return m_records; }
    const InvocationRecord* find(const QString& id) const;

private:
    InvocationRecord& record(const QString& id);
    QList<InvocationRecord> m_records;
};

} // namespace agentarium::views
