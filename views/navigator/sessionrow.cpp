// SPDX-License-Identifier: Apache-2.0
#include "views/navigator/sessionrow.h"

#include "views/format/format.h"

namespace agentarium::views {

SessionRow SessionRow::fromJson(const QJsonObject& json) {
    const auto text = [&json](const char* key) {
        return json.value(QLatin1String(key)).toVariant().toString();
    };
    SessionRow row;
    row.sessionId = text("sessionId");
    row.recordingId = text("recordingId");
    row.agent = text("agent");
    row.qualifier = text("qualifier");
    row.state = text("state");
    row.reason = text("reason");
    if (!row.reason.isEmpty()) row.reason[0] = row.reason[0].toUpper();
    row.cause = text("cause");
    row.startKind = text("startKind");
    row.ping = text("ping");
    row.version = json.value(QLatin1String("version")).toVariant().toInt();
    row.inFlight = json.value(QLatin1String("inFlight")).toInt();
    row.invocations = json.value(QLatin1String("invocations")).toInt();
    row.startMs = json.value(QLatin1String("startMs")).toDouble(-1);
    row.phases = json.value(QLatin1String("phases")).toArray();
    row.startedAt = timeFromJson(json.value(QLatin1String("startedAt")));
    row.endedAt = timeFromJson(json.value(QLatin1String("endedAt")));
    row.endsAt = timeFromJson(json.value(QLatin1String("endsAt")));
    row.idleSeconds = json.value(QLatin1String("idleSeconds")).toDouble();
    row.idleTimeoutSeconds = json.value(QLatin1String("idleTimeoutSeconds")).toDouble();
    row.heard.start();
    return row;
}

qint64 SessionRow::idleLeft() const {
    if (state != QLatin1String("Idle") || idleTimeoutSeconds <= 0) return -1;
    const double elapsed = idleSeconds + double(heard.elapsed()) / 1000;
    return qMax<qint64>(0, qint64(idleTimeoutSeconds - elapsed));
}

QString SessionRow::now() const {
    if (isEnded()) return tr("Ended");
    if (state == QLatin1String("Provisioning")) {
        const qint64 seconds = startedAt.isValid() ? startedAt.secsTo(QDateTime::currentDateTimeUtc()) : 0;
        return tr("Starting %1 s").arg(qMax<qint64>(0, seconds));
    }
    if (const qint64 left = idleLeft(); left >= 0) return tr("%1 left").arg(formatClock(left));
    if (isBusy()) {
        if (!stateSince.isValid()) return tr("Busy");
        return tr("Busy %1").arg(formatClock(stateSince.elapsed() / 1000));
    }
    return state;
}

QString SessionRow::startText() const {
    if (startKind.isEmpty() || startMs < 0) return {};
    const QString time = formatMs(startMs);
    if (startKind == QLatin1String("restored")) return tr("restored from snapshot in %1").arg(time);
    if (startKind == QLatin1String("warm")) return tr("warm start in %1").arg(time);
    return tr("cold start in %1").arg(time);
}

QString SessionRow::phasesText() const {
    QStringList lines;
    for (const QJsonValue& value : phases) {
        const QJsonObject phase = value.toObject();
        lines << QStringLiteral("%1: %2").arg(phase.value(QLatin1String("name")).toString(),
                                              formatMs(phase.value(QLatin1String("ms")).toDouble()));
    }
    return lines.join(QLatin1Char('\n'));
}

Tone toneOfState(const QString& state) {
    if (state == QLatin1String("Active")) return Tone::Ok;
    if (state == QLatin1String("Idle")) return Tone::Warn;
    if (state == QLatin1String("Provisioning")) return Tone::Info;
    return Tone::Neutral;
}

QString stateText(const QString& state) {
    if (state == QLatin1String("Active")) return SessionRow::tr("Active");
    if (state == QLatin1String("Idle")) return SessionRow::tr("Idle");
    if (state == QLatin1String("Provisioning")) return SessionRow::tr("Provisioning");
    if (state == QLatin1String("Terminated")) return SessionRow::tr("Terminated");
    return state;
}

} // namespace agentarium::views
