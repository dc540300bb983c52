// SPDX-License-Identifier: Apache-2.0
#include "views/client/invocation.h"

#include <QDeadlineTimer>
#include <QNetworkReply>
#include <QTimer>

namespace agentarium::views {

namespace {
constexpr qint64 readAtOnce = 64 * 1024;
constexpr qint64 bufferedAtMost = 1024 * 1024;
constexpr qsizetype errorBodyAtMost = 1024 * 1024;

qint64 nowNs() {
    return QDeadlineTimer::current(Qt::PreciseTimer).deadlineNSecs();
}
} // namespace

InvocationReply::InvocationReply(QNetworkReply* reply, QObject* parent)
    : QObject(parent), m_reply(reply), m_startedAt(nowNs()) {
    reply->setParent(this);
    // A full buffer stops the socket, the socket stops the daemon, and the daemon stops the agent.
    reply->setReadBufferSize(bufferedAtMost);
    connect(reply, &QNetworkReply::metaDataChanged, this, &InvocationReply::readHead);
    connect(reply, &QNetworkReply::readyRead, this, &InvocationReply::readBody);
    connect(reply, &QNetworkReply::finished, this, &InvocationReply::end);
}

InvocationReply::~InvocationReply() {
    m_over = true;
    m_reply->disconnect(this);
    m_reply->abort();
}

void InvocationReply::cancel() {
    if (m_over) return;
    m_cancelled = true;
    m_reply->abort();
}

QByteArray InvocationReply::header(const QByteArray& name) const {
    for (const auto& [key, value] : m_headers)
        if (key.compare(name, Qt::CaseInsensitive) == 0) return value;
    return {};
}

void InvocationReply::readHead() {
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    if (status == 0 || m_status != 0) return;
    m_status = status;
    m_headers = m_reply->rawHeaderPairs();
    if (status < 400) emit started();
}

void InvocationReply::readBody() {
    if (m_over) return;
    readHead();
    if (m_firstByteMs < 0 && m_reply->bytesAvailable() > 0)
        m_firstByteMs = double(nowNs() - m_startedAt) / 1e6;
    const QByteArray bytes = m_reply->read(readAtOnce);
    if (bytes.isEmpty()) return;
    m_bytes += bytes.size();
    if (m_status >= 400)
        m_errorBody += bytes.left(errorBodyAtMost - m_errorBody.size());
    else
        emit received(bytes);
    if (!m_over && m_reply->bytesAvailable() > 0) QTimer::singleShot(0, this, &InvocationReply::readBody);
}

void InvocationReply::end() {
    if (m_over) return;
    // What is still buffered is handed on first, a piece a turn of the event loop.
    if (!m_cancelled && m_reply->bytesAvailable() > 0) {
        readBody();
        if (!m_over) QTimer::singleShot(0, this, &InvocationReply::end);
        return;
    }
    m_over = true;
    m_totalMs = double(nowNs() - m_startedAt) / 1e6;
    readHead();
    if (m_cancelled) {
        emit cancelled();
    } else if (m_status >= 400) {
        emit failed(ApiError::fromResponse(m_status, m_errorBody));
    } else if (m_reply->error() != QNetworkReply::NoError) {
        ApiError error = ApiError::unreachable(
            m_status ? ApiError::tr("The answer broke off after %n byte(s): %1", nullptr, int(m_bytes))
                           .arg(m_reply->errorString())
                     : ApiError::tr("The daemon did not answer: %1").arg(m_reply->errorString()));
        error.fix = ApiError::tr("The Events and Logs tabs tell what the session did.");
        emit failed(error);
    } else {
        emit finished();
    }
}

} // namespace agentarium::views
