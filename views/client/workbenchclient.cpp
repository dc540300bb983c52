// SPDX-License-Identifier: Apache-2.0
#include "views/client/workbenchclient.h"

#include "views/client/oneshotbody.h"

#include <QJsonDocument>
#include <QNetworkReply>
#include <QPointer>

namespace agentarium::views {

namespace {
const QString apiRoot = QStringLiteral("/api/v1");

bool isUnreachable(QNetworkReply::NetworkError error) {
    switch (error) {
    case QNetworkReply::ConnectionRefusedError:
    case QNetworkReply::RemoteHostClosedError:
    case QNetworkReply::HostNotFoundError:
    case QNetworkReply::TimeoutError:
    case QNetworkReply::TemporaryNetworkFailureError:
    case QNetworkReply::UnknownNetworkError:
        return true;
    default:
        return false;
    }
}
} // namespace

QString apiPath(const QStringList& parts) {
    QString path;
    for (const QString& part : parts)
        path += QLatin1Char('/') + QString::fromLatin1(QUrl::toPercentEncoding(part));
    return path;
}

WorkbenchClient::WorkbenchClient(QObject* parent) : QObject(parent) {}

QUrl WorkbenchClient::urlOf(const QString& path) const {
    return QUrl(m_address.url.toString(QUrl::StripTrailingSlash) + apiRoot + path, QUrl::StrictMode);
}

QNetworkRequest WorkbenchClient::requestFor(const QString& path) const {
    QNetworkRequest request(urlOf(path));
    request.setRawHeader("Authorization", "Bearer " + m_address.token.toUtf8());
    request.setRawHeader("Accept-Encoding", "identity");
    request.setRawHeader("Accept-Language", "");
    request.setRawHeader("User-Agent", "agentarium");
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    return request;
}

void WorkbenchClient::get(const QString& path, QObject* context, OnJson done, OnError failed) {
    finish(m_pool.forShort()->get(requestFor(path)), context, std::move(done), std::move(failed));
}

void WorkbenchClient::post(const QString& path, const QJsonObject& body, QObject* context, OnJson done,
                           OnError failed) {
    QNetworkRequest request = requestFor(path);
    request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArrayLiteral("application/json"));
    // A start or a deploy may take its time: it must not hold up the lists.
    QNetworkAccessManager* manager = m_pool.forStream();
    QNetworkReply* reply = manager->post(request, QJsonDocument(body).toJson(QJsonDocument::Compact));
    m_pool.track(reply, manager);
    finish(reply, context, std::move(done), std::move(failed));
}

void WorkbenchClient::remove(const QString& path, QObject* context, OnJson done, OnError failed) {
    QNetworkAccessManager* manager = m_pool.forStream();
    QNetworkReply* reply = manager->deleteResource(requestFor(path));
    m_pool.track(reply, manager);
    finish(reply, context, std::move(done), std::move(failed));
}

void WorkbenchClient::finish(QNetworkReply* reply, QObject* context, OnJson done, OnError failed) {
    connect(reply, &QNetworkReply::finished, this,
            [this, reply, guard = QPointer<QObject>(context), done = std::move(done),
             failed = std::move(failed)] {
                reply->deleteLater();
                const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
                const QByteArray body = reply->readAll();
                if (status >= 200 && status < 300) {
                    if (guard && done) done(QJsonDocument::fromJson(body).object());
                    return;
                }
                const ApiError error =
                    status ? ApiError::fromResponse(status, body)
                           : ApiError::unreachable(
                                 tr("The daemon does not answer: %1").arg(reply->errorString()));
                if (guard && failed) failed(error);
                if (!status && isUnreachable(reply->error())) emit unreachable(error);
            });
}

InvocationReply* WorkbenchClient::invoke(const InvocationRequest& invocation, QObject* parent) {
    QNetworkRequest request = requestFor(
        apiPath({QStringLiteral("agents"), invocation.agent, QStringLiteral("invocations")}) +
        QStringLiteral("?qualifier=") + QString::fromLatin1(QUrl::toPercentEncoding(invocation.qualifier)));
    request.setRawHeader("Content-Type", invocation.contentType);
    request.setRawHeader("Accept", invocation.accept);
    if (!invocation.sessionId.isEmpty())
        request.setRawHeader("X-Amzn-Bedrock-AgentCore-Runtime-Session-Id", invocation.sessionId.toUtf8());
    if (!invocation.userId.isEmpty())
        request.setRawHeader("X-Amzn-Bedrock-AgentCore-Runtime-User-Id", invocation.userId.toUtf8());
    for (const auto& [name, value] : invocation.headers)
        request.setRawHeader(name, value);
    request.setHeader(QNetworkRequest::ContentLengthHeader, invocation.body.size());
    request.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);

    QNetworkAccessManager* manager = m_pool.forStream();
    auto* body = new OneShotBody(invocation.body, nullptr);
    QNetworkReply* reply = manager->post(request, body);
    body->setParent(reply);
    m_pool.track(reply, manager);
    return new InvocationReply(reply, parent);
}

void WorkbenchClient::download(const QString& path, QIODevice* target, QObject* context,
                               std::function<void()> done, OnError failed) {
    QNetworkAccessManager* manager = m_pool.forStream();
    QNetworkReply* reply = manager->get(requestFor(path));
    m_pool.track(reply, manager);
    reply->setReadBufferSize(1024 * 1024);
    const QPointer<QObject> guard(context);
    connect(reply, &QNetworkReply::readyRead, context, [reply, target] {
        if (reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt() < 300)
            target->write(reply->readAll());
    });
    connect(context, &QObject::destroyed, reply, &QNetworkReply::abort);
    connect(reply, &QNetworkReply::finished, this,
            [reply, target, guard, done = std::move(done), failed = std::move(failed)] {
                reply->deleteLater();
                if (!guard) return;
                const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
                if (status >= 200 && status < 300 && reply->error() == QNetworkReply::NoError) {
                    target->write(reply->readAll());
                    done();
                } else if (failed) {
                    failed(status ? ApiError::fromResponse(status, reply->readAll())
                                  : ApiError::unreachable(reply->errorString()));
                }
            });
}

} // namespace agentarium::views
