// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "views/theme/theme.h"

#include <QObject>
#include <QPalette>

namespace agentarium::views {

class SystemScheme;

/// Which theme the person asked for.
enum class ThemeChoice { System, Light, Dark };

/// The theme in force. Valid at any time; light until a ThemeManager says otherwise.
const Theme& currentTheme();

/// Puts the chosen theme on the application: style, palette and style sheet. One for a process.
class ThemeManager : public QObject {
    Q_OBJECT
public:
    explicit ThemeManager(QObject* parent = nullptr);

    ThemeChoice choice() const { return m_choice; }
    void setChoice(ThemeChoice choice);

signals:
    /// The theme in force is another one; everything has been repainted or is about to be.
    void themeChanged();

private:
    void apply();

    ThemeChoice m_choice = ThemeChoice::System;
    SystemScheme* m_system;
    const Theme* m_applied = nullptr;
};

QPalette paletteOf(const Theme& theme);

} // namespace agentarium::views
