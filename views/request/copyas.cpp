// SPDX-License-Identifier: Apache-2.0
#include "views/request/copyas.h"

#include "views/client/workbenchclient.h"

namespace agentarium::views {

QString shellQuoted(const QString& word) {
    static const QRegularExpression plain(QStringLiteral("^[A-Za-z0-9_@%+=:,./-]+$"));
    if (plain.match(word).hasMatch()) return word;
    QString quoted = word;
    quoted.replace(QLatin1Char('\''), QLatin1String("'\\''"));
    return QLatin1Char('\'') + quoted + QLatin1Char('\'');
}

QString asCurl(const InvocationRequest& request, const DaemonAddress& address) {
    const QString path = apiPath({QStringLiteral("agents"), request.agent, QStringLiteral("invocations")});
    QStringList lines{
        QStringLiteral("curl --no-buffer -X POST %1")
            .arg(shellQuoted(address.url.toString(QUrl::StripTrailingSlash) + QStringLiteral("/api/v1") +
                             path + QStringLiteral("?qualifier=") +
                             QString::fromLatin1(QUrl::toPercentEncoding(request.qualifier)))),
        QStringLiteral("-H \"Authorization: Bearer $(sed -n 's/.*\"token\": *\"\\([^\"]*\\)\".*/\\1/p' "
                       "\"${AGENTARIUM_HOME:-$HOME/.local/share/agentarium}/daemon.json\")\"")};
    const auto header = [&lines](const QString& name, const QString& value) {
        lines << QStringLiteral("-H %1").arg(shellQuoted(name + QStringLiteral(": ") + value));
    };
    header(QStringLiteral("Content-Type"), QString::fromUtf8(request.contentType));
    if (!request.sessionId.isEmpty())
        header(QStringLiteral("X-Amzn-Bedrock-AgentCore-Runtime-Session-Id"), request.sessionId);
    if (!request.userId.isEmpty())
        header(QStringLiteral("X-Amzn-Bedrock-AgentCore-Runtime-User-Id"), request.userId);
    for (const auto& [name, value] : request.headers)
        header(QString::fromUtf8(name), QString::fromUtf8(value));
    lines << QStringLiteral("--data-binary %1").arg(shellQuoted(QString::fromUtf8(request.body)));
    return lines.join(QLatin1String(" \\\n  "));
}

QString asAgentariumctl(const InvocationRequest& request) {
    QStringList words{QStringLiteral("agentariumctl invoke"), shellQuoted(request.agent),
                      shellQuoted(QString::fromUtf8(request.body))};
    if (!request.sessionId.isEmpty()) words << QStringLiteral("--session") << shellQuoted(request.sessionId);
    if (request.qualifier != QLatin1String("DEFAULT"))
        words << QStringLiteral("--qualifier") << shellQuoted(request.qualifier);
    if (!request.userId.isEmpty()) words << QStringLiteral("--user") << shellQuoted(request.userId);
    for (const auto& [name, value] : request.headers)
        words << QStringLiteral("--header") << shellQuoted(QString::fromUtf8(name + "=" + value));
    return words.join(QLatin1Char(' '));
}

} // namespace agentarium::views
