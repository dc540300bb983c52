// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "views/client/apierror.h"

#include <QByteArray>
#include <QList>
#include <QObject>
#include <QPair>

class QNetworkReply;

namespace agentarium::views {

using HeaderList = QList<QPair<QByteArray, QByteArray>>;

/// One request to an agent.
struct InvocationRequest {
    QString agent;
    QString qualifier = QStringLiteral("DEFAULT");
    QString sessionId; ///< empty: the daemon makes one
    QString userId;
    HeaderList headers; ///< X-Amzn-Bedrock-AgentCore-Runtime-Custom-* and trace headers
    QByteArray contentType = "application/json";
    QByteArray accept = "application/json, text/event-stream;q=0.9, */*;q=0.8";
    QByteArray body;
};

/// The answer, given on as it comes and kept nowhere.
class InvocationReply : public QObject {
    Q_OBJECT
public:
    InvocationReply(QNetworkReply* reply, QObject* parent);
    ~InvocationReply() override;

    /// Closes the connection, which cancels the invocation in the agent. Harmless when it is over.
    void cancel();

    int statusCode() const { return m_status; }
    const HeaderList& headers() const { return m_headers; }
    QByteArray header(const QByteArray& name) const;
    qint64 bytes() const { return m_bytes; }
    double firstByteMs() const { return m_firstByteMs; } ///< negative before the first byte
    double totalMs() const { return m_totalMs; }

signals:
    /// The response head of an answer below 400.
    void started();
    void received(const QByteArray& bytes);
    void finished();
    void failed(const agentarium::views::ApiError& error);
    void cancelled();

private:
    void readHead();
    void readBody();
    void end();

    QNetworkReply* m_reply;
    HeaderList m_headers;
    QByteArray m_errorBody;
    qint64 m_bytes = 0;
    qint64 m_startedAt;
    double m_firstByteMs = -1;
    double m_totalMs = 0;
    int m_status = 0;
    bool m_cancelled = false;
    bool m_over = false;
};

} // namespace agentarium::views
