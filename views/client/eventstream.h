// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "views/client/apierror.h"
#include "views/client/daemonaddress.h"
#include "views/client/sessionevent.h"

#include <QHash>
#include <QJsonArray>
#include <QObject>
#include <QTimer>
#include <QWebSocket>

namespace agentarium::views {

/// The one WebSocket of live events. What is followed is followed again, from the first event not yet seen,
/// after every loss of the connection.
class EventStream : public QObject {
    Q_OBJECT
public:
    explicit EventStream(QObject* parent = nullptr);
    ~EventStream() override;

    void open(const DaemonAddress& address);
    void close();
    bool isOpen() const { return m_open; }

    /// `id` is a recording's. Events with seq >= `from` arrive in order, past ones first.
    void follow(const QString& recordingId, quint64 from = 1);
    void unfollow(const QString& recordingId);

signals:
    void opened();
    void lost();
    void eventsArrived(const QString& recordingId, const agentarium::views::SessionEvents& events);
    void followFailed(const agentarium::views::ApiError& error);
    void agentsChanged();
    void sessionsChanged(const QJsonArray& sessions);
    void jobsChanged(const QJsonArray& jobs);

private:
    void onConnected();
    void onMessage(const QString& message);
    void onEvents(const QString& recordingId, const QJsonArray& events);
    void sendFollow(const QString& recordingId);
    void send(const QJsonObject& message);
    void retryLater();
    void connectNow();

    QWebSocket* m_socket = nullptr;
    DaemonAddress m_address;
    QHash<QString, quint64> m_next; ///< recording id to the next seq wanted
    QTimer m_retry;
    int m_attempt = 0;
    bool m_open = false;
    bool m_wanted = false;
};

} // namespace agentarium::views
