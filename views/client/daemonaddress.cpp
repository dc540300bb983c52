// SPDX-License-Identifier: Apache-2.0
#include "views/client/daemonaddress.h"

#include "core/discovery/ensure_daemon.h"

namespace agentarium::views {

namespace {
std::filesystem::path homeOf(const QString& home) {
    return home.isEmpty() ? discovery::homeFolder() : std::filesystem::absolute(home.toStdString());
}
} // namespace

QString dataFolder(const QString& home) {
    return QString::fromStdString(homeOf(home).string());
}

DaemonLocator daemonLocator(const QString& home) {
    return [home] {
        discovery::StartOptions options;
        options.home = homeOf(home);
        const discovery::DaemonInfo info = discovery::ensureDaemon(options);
        return DaemonAddress{QUrl(QString::fromStdString(info.url)), QString::fromStdString(info.token),
                             QString::fromStdString(info.version)};
    };
}

} // namespace agentarium::views
