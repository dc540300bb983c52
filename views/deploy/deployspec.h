// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QCoreApplication>
#include <QJsonObject>
#include <QString>

namespace agentarium::views {

/// What is deployed and how, with the rules that can be told before the runtime is asked.
struct DeploySpec {
    Q_DECLARE_TR_FUNCTIONS(DeploySpec)
public:
    QString path;
    QString name;
    QString entrypoint;
    QString protocol = QStringLiteral("HTTP");
    QString egress = QStringLiteral("public");
    QString env; ///< NAME=value lines
    int memoryMb = 1024;

    /// A sentence for each field that cannot be right; empty when it can.
    QString pathProblem() const;
    QString nameProblem() const;
    QString envProblem() const;
    QString egressProblem() const;
    bool isValid() const;

    QJsonObject toJson() const;

    /// The folder's or archive's name as an agent's name: "-" becomes "_".
    static QString nameFor(const QString& path);
};

} // namespace agentarium::views
