// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QUrl>

#include <functional>

namespace agentarium::views {

/// Where a daemon listens and what it wants to be shown.
struct DaemonAddress {
    QUrl url; ///< http://127.0.0.1:<port>
    QString token;
    QString version;
    bool isValid() const { return url.isValid() && !token.isEmpty(); }
};

/// Finds the daemon, or starts it. Blocks for seconds, so it runs in a worker thread only;
/// throws agentarium::Error.
using DaemonLocator = std::function<DaemonAddress()>;

/// The locator of the data folder `home`; empty means the default one.
DaemonLocator daemonLocator(const QString& home);

/// The data folder in force.
QString dataFolder(const QString& home);

} // namespace agentarium::views
