// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "views/theme/thememanager.h"

#include <QByteArray>
#include <QObject>
#include <QSettings>
#include <QTimer>
#include <QVariant>

namespace agentarium::views {

/// What the window remembers: <data folder>/desktop/desktop.ini. Written a moment after each change, so that
/// a crash loses at most that moment.
class Settings : public QObject {
    Q_OBJECT
public:
    static constexpr int currentVersion = 1;

    explicit Settings(const QString& folder, QObject* parent = nullptr);
    ~Settings() override;

    ThemeChoice theme() const;
    void setTheme(ThemeChoice choice);

    QVariant value(const QString& key, const QVariant& fallback = {}) const {
        return m_file.value(key, fallback);
    }
    void setValue(const QString& key, const QVariant& value);

private:
    void migrate();

    QSettings m_file;
    QTimer m_flush;
};

} // namespace agentarium::views
