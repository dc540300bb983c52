// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "views/client/apierror.h"
#include "views/client/daemonaddress.h"
#include "views/client/invocation.h"
#include "views/client/networkpool.h"

#include <QJsonObject>
#include <QNetworkRequest>
#include <QObject>

#include <functional>

class QIODevice;

namespace agentarium::views {

/// A path of the API from its parts, each percent-encoded: apiPath({"agents", name}).
QString apiPath(const QStringList& parts);

/// The only door to the daemon. Nothing here blocks; answers come through the event loop and are dropped when
/// their context is gone.
class WorkbenchClient : public QObject {
    Q_OBJECT
public:
    using OnJson = std::function<void(const QJsonObject&)>;
    using OnError = std::function<void(const ApiError&)>;

    explicit WorkbenchClient(QObject* parent = nullptr);

    void setAddress(const DaemonAddress& address) { m_address = address; }
    const DaemonAddress& address() const { return m_address; }

    void get(const QString& path, QObject* context, OnJson done, OnError failed = {});
    void post(const QString& path, const QJsonObject& body, QObject* context, OnJson done,
              OnError failed = {});
    void remove(const QString& path, QObject* context, OnJson done, OnError failed = {});

    InvocationReply* invoke(const InvocationRequest& request, QObject* parent);
    /// Streams `path` (a blob) into `target`, which lives until `done` is called.
    void download(const QString& path, QIODevice* target, QObject* context, std::function<void()> done,
                  OnError failed);

    QUrl urlOf(const QString& path) const;
    QNetworkRequest requestFor(const QString& path) const;

signals:
    /// A request could not reach the daemon.
    void unreachable(const agentarium::views::ApiError& error);

private:
    void finish(QNetworkReply* reply, QObject* context, OnJson done, OnError failed);

    DaemonAddress m_address;
    NetworkPool m_pool;
};

} // namespace agentarium::views
