// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "views/theme/theme.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonObject>
#include <QString>

namespace agentarium::views {

/// A Session of docs/api.md, and when it was heard of.
struct SessionRow {
    Q_DECLARE_TR_FUNCTIONS(SessionRow)
public:
    QString sessionId, recordingId, agent, qualifier, state, reason, cause, startKind, ping;
    int version = 0;
    int inFlight = 0;
    int invocations = 0;
    double startMs = -1;
    QJsonArray phases;
    QDateTime startedAt, endedAt, endsAt;
    double idleSeconds = 0;
    double idleTimeoutSeconds = 0;
    QElapsedTimer heard;      ///< since the values above were true
    QElapsedTimer stateSince; ///< since this window saw the state change; invalid when it never did

    static SessionRow fromJson(const QJsonObject& json);

    bool isEnded() const { return state == QLatin1String("Terminated"); }
    bool isBusy() const { return state == QLatin1String("Active"); }
    /// Seconds until an idle session is stopped; negative when that is not running.
    qint64 idleLeft() const;
    /// What matters now, short: time left, busy for, starting for, why it ended.
    QString now() const;
    /// "cold start in 6.20 s", or empty.
    QString startText() const;
    /// The phases of the start, a line each.
    QString phasesText() const;
};

Tone toneOfState(const QString& state);
/// The state as a person reads it: Provisioning is "Starting".
QString stateText(const QString& state);

} // namespace agentarium::views

Q_DECLARE_METATYPE(agentarium::views::SessionRow)
