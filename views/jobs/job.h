// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "views/client/apierror.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QJsonObject>
#include <QString>
#include <QStringList>

namespace agentarium::views {

/// A Job of docs/api.md.
struct Job {
    Q_DECLARE_TR_FUNCTIONS(Job)
public:
    QString id, kind, title, state, phase, detail;
    double fraction = -1; ///< 0 to 1; negative when unknown
    QStringList log;
    QDateTime startedAt;
    QJsonObject result;
    ApiError error;

    bool isRunning() const { return state == QLatin1String("running"); }
    static Job fromJson(const QJsonObject& json);
    /// "Downloading · 43 % · 61 of 142 packages"
    QString progressText() const;
};

} // namespace agentarium::views

Q_DECLARE_METATYPE(agentarium::views::Job)
