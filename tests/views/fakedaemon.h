// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "views/client/daemonaddress.h"

#include <QJsonObject>
#include <QObject>
#include <QTcpServer>
#include <QWebSocket>
#include <QWebSocketServer>

#include <functional>
#include <map>

namespace agentarium::tests {

/// One request as the fake received it, and the socket to answer on.
struct FakeRequest {
    QByteArray method;
    QByteArray path;                          ///< with the query, without /api/v1
    std::map<QByteArray, QByteArray> headers; ///< names in lower case
    QByteArray body;
    QTcpSocket* socket = nullptr;

    void reply(int status, const QByteArray& answer, const QByteArray& type = "application/json",
               const QByteArray& extra = {}) const;
    void reply(int status, const QJsonObject& json) const;
    /// Begins a chunked answer.
    void begin(int status, const QByteArray& type, const QByteArray& extra = {}) const;
    void chunk(const QByteArray& bytes) const;
    void end() const;
};

/// A daemon without microVMs: docs/api.md over a real socket, with answers the test gives.
class FakeDaemon : public QObject {
    Q_OBJECT
public:
    FakeDaemon();
    ~FakeDaemon() override;

    using Handler = std::function<void(const FakeRequest&)>;
    /// Answers "GET /agents" and the like; the path is compared without its query.
    void on(const QByteArray& methodAndPath, Handler handler) {
        m_handlers[methodAndPath] = std::move(handler);
    }
    /// Agents, an empty list of sessions and jobs, a doctor that is content.
    void behaveWell();

    views::DaemonAddress address() const;
    views::DaemonLocator locator() const;
    int connections() const { return m_connections; }
    int requests(const QByteArray& methodAndPath) const;
    const QList<QJsonObject>& streamMessages() const { return m_streamMessages; }
    void push(const QJsonObject& message);
    /// Sends events of a recording, numbered on from the last ones.
    void pushEvents(const QString& recordingId, const QList<QPair<QString, QJsonObject>>& kindsAndBodies);
    void dropStreams();
    void goAway();
    void comeBack();

signals:
    void streamOpened();

private:
    void onReadyRead(QTcpSocket* socket);
    void dispatch(const FakeRequest& request);

    QTcpServer m_server;
    QWebSocketServer m_webSockets{QStringLiteral("fake"), QWebSocketServer::NonSecureMode};
    quint16 m_port = 0;
    std::map<QByteArray, Handler> m_handlers;
    std::map<QByteArray, int> m_requests;
    std::map<QString, quint64> m_seq;
    QList<QWebSocket*> m_streams;
    QList<QTcpSocket*> m_sockets;
    QList<QJsonObject> m_streamMessages;
    int m_connections = 0;
};

/// An Agent and a Session of docs/api.md.
QJsonObject agentJson(const QString& name, int version = 1);
QJsonObject sessionJson(const QString& sessionId, const QString& agent, const QString& state,
                        const QString& reason);
/// The events of a session that started.
QList<QPair<QString, QJsonObject>> startEvents(const QString& sessionId, const QString& agent);

} // namespace agentarium::tests
