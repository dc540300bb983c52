// SPDX-License-Identifier: Apache-2.0
#include "views/client/sessionevent.h"

#include "views/format/format.h"

#include <QJsonArray>
#include <QStringList>

namespace agentarium::views {

SessionEvent SessionEvent::fromJson(const QJsonObject& json) {
    SessionEvent event;
    event.seq = quint64(json.value(QLatin1String("seq")).toDouble());
    event.tNs = qint64(json.value(QLatin1String("tNs")).toDouble());
    event.wall = timeFromJson(json.value(QLatin1String("wall")));
    event.kind = json.value(QLatin1String("kind")).toString();
    event.body = json.value(QLatin1String("body")).toObject();
    event.blob = json.value(QLatin1String("blob")).toString();
    return event;
}

QJsonObject SessionEvent::toJson() const {
    QJsonObject json{{QStringLiteral("seq"), double(seq)},
                     {QStringLiteral("tNs"), double(tNs)},
                     {QStringLiteral("wall"), wall.toUTC().toString(Qt::ISODateWithMs)},
                     {QStringLiteral("kind"), kind},
                     {QStringLiteral("body"), body}};
    if (!blob.isEmpty()) json.insert(QStringLiteral("blob"), blob);
    return json;
}

namespace {

struct Reader {
    const QJsonObject& body;
    QString text(const char* key) const { return body.value(QLatin1String(key)).toVariant().toString(); }
    double number(const char* key) const { return body.value(QLatin1String(key)).toDouble(); }
    bool has(const char* key) const {
        const QJsonValue v = body.value(QLatin1String(key));
        return !v.isUndefined() && !v.isNull();
    }
    QString bytes(const char* key) const { return formatBytes(qint64(number(key))); }
};

QString processSummary(const Reader& r) {
    const QString change = r.text("change");
    if (change == QLatin1String("listening"))
        return SessionEvent::tr("The agent listens on port %1").arg(r.text("port"));
    if (change == QLatin1String("started"))
        return SessionEvent::tr("The agent's process started (pid %1)").arg(r.text("pid"));
    if (r.body.value(QLatin1String("oom")).toBool())
        return SessionEvent::tr("The agent was killed: out of memory");
    if (r.has("signal")) return SessionEvent::tr("The agent ended by signal %1").arg(r.text("signal"));
    return SessionEvent::tr("The agent exited with code %1").arg(r.text("exitCode"));
}

QString endSummary(const Reader& r) {
    QStringList parts{QStringLiteral("%1 · %2").arg(r.text("outcome"), r.text("statusCode"))};
    if (r.has("agentStatus") && r.text("agentStatus") != r.text("statusCode"))
        parts << SessionEvent::tr("agent %1").arg(r.text("agentStatus"));
    parts << SessionEvent::tr("%1 out").arg(r.bytes("bytesOut")) << formatMs(r.number("ms"));
    const QString message =
        r.body.value(QLatin1String("error")).toObject().value(QLatin1String("message")).toString();
    if (!message.isEmpty()) parts << message;
    return parts.join(QStringLiteral(" · "));
}

} // namespace

QString summaryOf(const SessionEvent& event) {
    const Reader r{event.body};
    const QString& kind = event.kind;
    if (kind == QLatin1String("session.created"))
        return SessionEvent::tr("%1 version %2 · %3 MB · %4")
            .arg(r.text("agent"), r.text("version"), r.text("memoryMb"), r.text("accelerator"));
    if (kind == QLatin1String("session.state"))
        return QStringLiteral("%1: %2").arg(r.text("state"), r.text("detail"));
    if (kind == QLatin1String("session.phase"))
        return QStringLiteral("%1 · %2").arg(r.text("name"), formatMs(r.number("ms")));
    if (kind == QLatin1String("session.started"))
        return SessionEvent::tr("%1 start in %2").arg(r.text("kind"), formatMs(r.number("ms")));
    if (kind == QLatin1String("session.queued"))
        return SessionEvent::tr("Waits for room on the host, place %1: %2")
            .arg(r.text("place"), r.text("reason"));
    if (kind == QLatin1String("session.fallback")) return r.text("reason");
    if (kind == QLatin1String("meter.sample"))
        return SessionEvent::tr("%1 s of CPU · %2 of memory")
            .arg(r.number("cpuSeconds"), 0, 'f', 2)
            .arg(r.bytes("memoryBytes"));
    if (kind == QLatin1String("session.budget"))
        return r.has("usd") ? SessionEvent::tr("May cost %1 US dollars").arg(r.text("usd"))
                            : SessionEvent::tr("May cost any amount");
    if (kind == QLatin1String("session.adopted") || kind == QLatin1String("session.notice"))
        return r.text("detail");
    if (kind == QLatin1String("agent.process")) return processSummary(r);
    if (kind == QLatin1String("agent.ping"))
        return r.has("detail") ? QStringLiteral("%1 · %2").arg(r.text("status"), r.text("detail"))
                               : r.text("status");
    if (kind == QLatin1String("invocation.begin"))
        return QStringLiteral("#%1 %2 %3").arg(r.text("number"), r.text("type"), r.text("path"));
    if (kind == QLatin1String("invocation.request"))
        return SessionEvent::tr("Request body · %1").arg(r.bytes("bytes"));
    if (kind == QLatin1String("invocation.response"))
        return QStringLiteral("%1 · %2 · %3")
            .arg(r.text("statusCode"), r.text("contentType"), formatMs(r.number("ms")));
    if (kind == QLatin1String("invocation.chunk"))
        return SessionEvent::tr("Chunk %1 · %2").arg(r.text("index"), r.bytes("bytes"));
    if (kind == QLatin1String("invocation.frame"))
        return SessionEvent::tr("Frame %1 · %2 · %3 · %4")
            .arg(r.text("index"), r.text("direction"), r.text("opcode"), r.bytes("bytes"));
    if (kind == QLatin1String("invocation.end")) return endSummary(r);
    if (kind == QLatin1String("command.begin"))
        return SessionEvent::tr("A command began, at most %1 s").arg(r.text("timeoutSeconds"));
    if (kind == QLatin1String("command.end"))
        return SessionEvent::tr("Exit code %1 · %2").arg(r.text("exitCode"), formatMs(r.number("ms")));
    if (kind == QLatin1String("shell.begin"))
        return SessionEvent::tr("Somebody attached to shell %1").arg(r.text("shellId"));
    if (kind == QLatin1String("shell.end"))
        return SessionEvent::tr("Shell %1: %2 · %3")
            .arg(r.text("shellId"), r.text("outcome"), formatMs(r.number("ms")));
    if (kind == QLatin1String("egress.open"))
        return r.has("reason")
                   ? QStringLiteral("%1:%2 %3 · %4")
                         .arg(r.text("host"), r.text("port"), r.text("decision"), r.text("reason"))
                   : QStringLiteral("%1:%2 %3").arg(r.text("host"), r.text("port"), r.text("decision"));
    if (kind == QLatin1String("egress.close"))
        return SessionEvent::tr("%1:%2 · %3 out · %4 in · %5")
            .arg(r.text("host"), r.text("port"), r.bytes("bytesOut"), r.bytes("bytesIn"),
                 formatMs(r.number("ms")));
    if (kind == QLatin1String("log.line"))
        return QStringLiteral("%1: %2").arg(r.text("source"), r.text("line"));
    if (kind == QLatin1String("log.lost"))
        return SessionEvent::tr("%1 lines of %2 could not be kept").arg(r.text("lines"), r.text("source"));
    return {};
}

} // namespace agentarium::views
