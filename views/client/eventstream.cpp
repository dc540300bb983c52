// SPDX-License-Identifier: Apache-2.0
#include "views/client/eventstream.h"

#include <QJsonDocument>
#include <QNetworkProxy>
#include <QNetworkRequest>

#include <algorithm>

namespace agentarium::views {

namespace {
constexpr quint64 messageAtMost = 16 * 1024 * 1024;
constexpr int firstRetryMs = 250;
constexpr int lastRetryMs = 4000;
} // namespace

EventStream::EventStream(QObject* parent) : QObject(parent) {
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &EventStream::connectNow);
}

EventStream::~EventStream() {
    if (m_socket) m_socket->disconnect(this);
}

void EventStream::open(const DaemonAddress& address) {
    m_address = address;
    m_wanted = true;
    m_attempt = 0;
    connectNow();
}

void EventStream::close() {
    m_wanted = false;
    m_retry.stop();
    if (m_socket) m_socket->close();
}

void EventStream::connectNow() {
    if (m_socket) {
        m_socket->disconnect(this);
        m_socket->abort();
        m_socket->deleteLater();
    }
    m_open = false;
    m_socket = new QWebSocket(QString(), QWebSocketProtocol::VersionLatest, this);
    m_socket->setProxy(QNetworkProxy::NoProxy);
    m_socket->setMaxAllowedIncomingMessageSize(messageAtMost);
    m_socket->setMaxAllowedIncomingFrameSize(messageAtMost);
    connect(m_socket, &QWebSocket::connected, this, &EventStream::onConnected);
    connect(m_socket, &QWebSocket::textMessageReceived, this, &EventStream::onMessage);
    connect(m_socket, &QWebSocket::disconnected, this, &EventStream::retryLater);
    QUrl url = m_address.url;
    url.setScheme(QStringLiteral("ws"));
    url.setPath(QStringLiteral("/api/v1/events"));
    QNetworkRequest request(url);
    request.setRawHeader("Authorization", "Bearer " + m_address.token.toUtf8());
    m_socket->open(request);
}

void EventStream::onConnected() {
    m_open = true;
    m_attempt = 0;
    send({{QStringLiteral("watch"), QStringLiteral("workbench")}});
    for (auto it = m_next.cbegin(); it != m_next.cend(); ++it)
        sendFollow(it.key());
    emit opened();
}

void EventStream::retryLater() {
    const bool wasOpen = std::exchange(m_open, false);
    if (!m_wanted) return;
    m_retry.start(std::min(lastRetryMs, firstRetryMs << std::min(m_attempt++, 4)));
    if (wasOpen || m_attempt == 1) emit lost();
}

void EventStream::follow(const QString& recordingId, quint64 from) {
    m_next.insert(recordingId, from);
    if (m_open) sendFollow(recordingId);
}

void EventStream::unfollow(const QString& recordingId) {
    if (m_next.remove(recordingId) && m_open) send({{QStringLiteral("unfollow"), recordingId}});
}

void EventStream::sendFollow(const QString& recordingId) {
    send({{QStringLiteral("follow"), recordingId},
          {QStringLiteral("from"), double(m_next.value(recordingId, 1))}});
}

void EventStream::send(const QJsonObject& message) {
    m_socket->sendTextMessage(QString::fromUtf8(QJsonDocument(message).toJson(QJsonDocument::Compact)));
}

void EventStream::onMessage(const QString& message) {
    const QJsonObject root = QJsonDocument::fromJson(message.toUtf8()).object();
    if (root.contains(QLatin1String("events")))
        onEvents(root.value(QLatin1String("recordingId")).toString(),
                 root.value(QLatin1String("events")).toArray());
    else if (root.contains(QLatin1String("sessions")))
        emit sessionsChanged(root.value(QLatin1String("sessions")).toArray());
    else if (root.contains(QLatin1String("jobs")))
        emit jobsChanged(root.value(QLatin1String("jobs")).toArray());
    else if (root.value(QLatin1String("changed")) == QLatin1String("agents"))
        emit agentsChanged();
    else if (root.contains(QLatin1String("error")))
        emit followFailed(ApiError::fromJson(root.value(QLatin1String("error")).toObject()));
}

void EventStream::onEvents(const QString& recordingId, const QJsonArray& array) {
    const auto next = m_next.find(recordingId);
    if (next == m_next.end()) return;
    SessionEvents events;
    events.reserve(array.size());
    for (const QJsonValue& value : array) {
        SessionEvent event = SessionEvent::fromJson(value.toObject());
        if (event.seq < *next) continue;
        *next = event.seq + 1;
        events.append(std::move(event));
    }
    if (!events.isEmpty()) emit eventsArrived(recordingId, events);
}

} // namespace agentarium::views
