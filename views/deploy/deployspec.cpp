// SPDX-License-Identifier: Apache-2.0
#include "views/deploy/deployspec.h"

#include <QFileInfo>
#include <QRegularExpression>

namespace agentarium::views {

QString DeploySpec::nameFor(const QString& path) {
    QString name = QFileInfo(path.endsWith(QLatin1Char('/')) ? path.chopped(1) : path).fileName();
    if (name.endsWith(QLatin1String(".zip"), Qt::CaseInsensitive)) name.chop(4);
    name.replace(QLatin1Char('-'), QLatin1Char('_'));
    return name;
}

QString DeploySpec::pathProblem() const {
    if (path.isEmpty()) return tr("Choose a folder or a zip file.");
    const QFileInfo info(path);
    if (!info.exists()) return tr("There is nothing at this path.");
    if (!info.isDir() && !path.endsWith(QLatin1String(".zip"), Qt::CaseInsensitive))
        return tr("This is neither a folder nor a zip file.");
    return {};
}

QString DeploySpec::nameProblem() const {
    static const QRegularExpression rule(QStringLiteral("^[a-zA-Z][a-zA-Z0-9_]{0,47}$"));
    if (name.isEmpty()) return tr("An agent needs a name.");
    if (!rule.match(name).hasMatch())
        return tr("A name begins with a letter and has at most 48 letters, digits and underscores.");
    return {};
}

QString DeploySpec::envProblem() const {
    const QStringList lines = env.split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    for (const QString& line : lines)
        if (line.indexOf(QLatin1Char('=')) < 1) return tr("“%1” is not NAME=value.").arg(line.left(40));
    return {};
}

QString DeploySpec::egressProblem() const {
    return egress.trimmed().isEmpty() ? tr("Name the hosts, or choose public or none.") : QString();
}

bool DeploySpec::isValid() const {
    return pathProblem().isEmpty() && nameProblem().isEmpty() && envProblem().isEmpty() &&
           egressProblem().isEmpty();
}

QJsonObject DeploySpec::toJson() const {
    QJsonObject json{{QStringLiteral("path"), QFileInfo(path).absoluteFilePath()},
                     {QStringLiteral("name"), name},
                     {QStringLiteral("protocol"), protocol},
                     {QStringLiteral("memoryMb"), memoryMb},
                     {QStringLiteral("egress"), egress.trimmed()}};
    if (!entrypoint.trimmed().isEmpty()) json.insert(QStringLiteral("entrypoint"), entrypoint.trimmed());
    QJsonObject variables;
    const QStringList lines = env.split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    for (const QString& line : lines) {
        const qsizetype equals = line.indexOf(QLatin1Char('='));
        variables.insert(line.left(equals).trimmed(), line.mid(equals + 1));
    }
    if (!variables.isEmpty()) json.insert(QStringLiteral("env"), variables);
    return json;
}

} // namespace agentarium::views
