// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "views/client/apierror.h"
#include "views/theme/theme.h"

#include <QJsonObject>
#include <QList>
#include <QObject>

namespace agentarium::views {

/// One check of the doctor.
struct HostCheck {
    QString id, title, state, reason, fix;
    Tone tone() const;
};

/// What the doctor said last.
class HostStatus : public QObject {
    Q_OBJECT
public:
    enum class State { Unknown, Checking, Known, Failed };

    explicit HostStatus(QObject* parent = nullptr);

    void setChecking();
    void setResult(const QJsonObject& doctor);
    void setFailed(const ApiError& error);

    State state() const { return m_state; }
    bool ok() const { return m_ok; }
    bool isolates() const { return m_isolates; }
    QString accelerator() const { return m_accelerator; }
    const QList<HostCheck>& checks() const { return m_checks; }
    const ApiError& error() const { return m_error; }

    /// "Host ready · arm64 on TCG"; short enough for a pill.
    QString shortText() const;
    /// One sentence with the fix of the first check that failed.
    QString sentence() const;
    QString fix() const;
    Tone tone() const;
    QString asText() const;

signals:
    void changed();

private:
    const HostCheck* worst() const;

    State m_state = State::Unknown;
    bool m_ok = false;
    bool m_isolates = false;
    QString m_accelerator;
    QList<HostCheck> m_checks;
    ApiError m_error;
};

} // namespace agentarium::views
