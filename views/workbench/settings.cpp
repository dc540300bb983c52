// SPDX-License-Identifier: Apache-2.0
#include "views/workbench/settings.h"

namespace agentarium::views {

namespace {
constexpr int flushAfterMs = 300;
const QString versionKey = QStringLiteral("settings/version");
const QString themeKey = QStringLiteral("window/theme");
} // namespace

Settings::Settings(const QString& folder, QObject* parent)
    : QObject(parent), m_file(folder + QStringLiteral("/desktop.ini"), QSettings::IniFormat) {
    m_flush.setSingleShot(true);
    m_flush.setInterval(flushAfterMs);
    connect(&m_flush, &QTimer::timeout, this, [this] { m_file.sync(); });
    migrate();
}

Settings::~Settings() {
    m_file.sync();
}

void Settings::migrate() {
    // A file of a newer program is read as far as it is understood and keeps its number.
    if (m_file.value(versionKey, 0).toInt() < currentVersion) setValue(versionKey, currentVersion);
}

void Settings::setValue(const QString& key, const QVariant& value) {
    if (m_file.value(key) == value) return;
    m_file.setValue(key, value);
    m_flush.start();
}

ThemeChoice Settings::theme() const {
    const QString name = value(themeKey).toString();
    if (name == QLatin1String("light")) return ThemeChoice::Light;
    if (name == QLatin1String("dark")) return ThemeChoice::Dark;
    return ThemeChoice::System;
}

void Settings::setTheme(ThemeChoice choice) {
    const char* const names[] = {"system", "light", "dark"};
    setValue(themeKey, QString::fromLatin1(names[int(choice)]));
}

} // namespace agentarium::views
