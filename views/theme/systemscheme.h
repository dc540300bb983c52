// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

#ifdef AGENTARIUM_DBUS
#include <QDBusVariant>
#endif

namespace agentarium::views {

/// Whether the person's desktop is dark: the settings portal where there is one, else Qt's own reading,
/// else the lightness of the palette the platform gave.
class SystemScheme : public QObject {
    Q_OBJECT
public:
    explicit SystemScheme(QObject* parent = nullptr);
    bool isDark() const { return m_dark; }

signals:
    void changed();

private:
    void setDark(bool dark);
    bool m_dark = false;

#ifdef AGENTARIUM_DBUS
    void askPortal();
private slots:
    void onSettingChanged(const QString& group, const QString& key, const QDBusVariant& value);
#endif
};

} // namespace agentarium::views
