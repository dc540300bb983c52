// SPDX-License-Identifier: Apache-2.0
#include "views/session/invocationrecord.h"

#include <algorithm>

namespace agentarium::views {

namespace {

void begin(InvocationRecord& r, const QJsonObject& b, qint64 tNs) {
    r.number = b.value(QLatin1String("number")).toInt();
    r.type = b.value(QLatin1String("type")).toString();
    r.path = b.value(QLatin1String("path")).toString();
    r.requestType = b.value(QLatin1String("contentType")).toString();
    r.requestHeaders = b.value(QLatin1String("headers")).toObject();
    r.isPrivate = b.value(QLatin1String("private")).toBool();
    r.beganNs = tNs;
}

void end(InvocationRecord& r, const QJsonObject& b) {
    r.outcome = b.value(QLatin1String("outcome")).toString();
    r.statusCode = b.value(QLatin1String("statusCode")).toInt(r.statusCode);
    r.agentStatus = b.value(QLatin1String("agentStatus")).toInt();
    r.bytesIn = qint64(b.value(QLatin1String("bytesIn")).toDouble());
    r.bytesOut = qint64(b.value(QLatin1String("bytesOut")).toDouble());
    r.chunks = b.value(QLatin1String("chunks")).toInt();
    r.firstByteMs = b.value(QLatin1String("firstByteMs")).toDouble(-1);
    r.ms = b.value(QLatin1String("ms")).toDouble(-1);
    if (b.value(QLatin1String("error")).isObject()) r.error = ApiError::fromJson(b.value(QLatin1String("error")).toObject());
    if (r.agentStatus && !r.error.isEmpty() && !r.error.agentStatus) r.error.agentStatus = r.agentStatus;
}

} // namespace

InvocationRecord& InvocationList::record(const QString& id) {
    for (auto it = m_records.rbegin(); it != m_records.rend(); ++it)
        if (it->id == id) return *it;
    InvocationRecord fresh;
    fresh.id = id;
    fresh.number = int(m_records.size()) + 1;
    m_records.append(fresh);
    return m_records.last();
}

const InvocationRecord* InvocationList::find(const QString& id) const {
    const auto found = std::find_if(m_records.begin(), m_records.end(), [&id](const auto& r) { return r.id == id; });
    return found == m_records.end() ? nullptr : &*found;
}

bool InvocationList::take(const SessionEvent& event) {
    if (!event.kind.startsWith(QLatin1String("invocation."))) return false;
    const QJsonObject& b = event.body;
    InvocationRecord& r = record(b.value(QLatin1String("invocationId")).toString());
    if (event.kind == QLatin1String("invocation.begin")) {
        begin(r, b, event.tNs);
    } else if (event.kind == QLatin1String("invocation.request")) {
        r.bytesIn = qint64(b.value(QLatin1String("bytes")).toDouble());
        r.requestBlob = event.blob;
    } else if (event.kind == QLatin1String("invocation.response")) {
        r.statusCode = b.value(QLatin1String("statusCode")).toInt();
        r.responseType = b.value(QLatin1String("contentType")).toString();
        r.responseHeaders = b.value(QLatin1String("headers")).toObject();
    } else if (event.kind == QLatin1String("invocation.chunk")) {
        ++r.chunks;
        r.bytesOut += qint64(b.value(QLatin1String("bytes")).toDouble());
    } else if (event.kind == QLatin1String("invocation.end")) {
        end(r, b);
        r.responseBlob = event.blob;
    }
    return true;
}

} // namespace agentarium::views
