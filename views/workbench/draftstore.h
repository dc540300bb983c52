// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHash>
#include <QJsonObject>
#include <QObject>
#include <QTimer>

namespace agentarium::views {

/// Requests a person has written and not thrown away, one file each under <data folder>/desktop/drafts. A key
/// is a session id or an agent's name.
class DraftStore : public QObject {
    Q_OBJECT
public:
    explicit DraftStore(const QString& folder, QObject* parent = nullptr);
    ~DraftStore() override;

    QJsonObject load(const QString& key) const;
    /// Written a moment later, whole or not at all.
    void save(const QString& key, const QJsonObject& draft);
    void flush();

private:
    QString fileOf(const QString& key) const;

    QString m_folder;
    QHash<QString, QJsonObject> m_pending;
    QTimer m_timer;
};

} // namespace agentarium::views
