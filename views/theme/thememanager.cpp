// SPDX-License-Identifier: Apache-2.0
#include "views/theme/thememanager.h"

#include "views/theme/fonts.h"
#include "views/theme/style.h"
#include "views/theme/stylesheet.h"
#include "views/theme/systemscheme.h"

#include <QApplication>

namespace agentarium::views {

namespace {
const Theme* g_theme = nullptr;
}

const Theme& currentTheme() {
    return g_theme ? *g_theme : lightTheme();
}

ThemeManager::ThemeManager(QObject* parent) : QObject(parent), m_system(new SystemScheme(this)) {
    qApp->setStyle(new WorkbenchStyle);
    qApp->setFont(uiFont());
    connect(m_system, &SystemScheme::changed, this, &ThemeManager::apply);
    apply();
}

void ThemeManager::setChoice(ThemeChoice choice) {
    m_choice = choice;
    apply();
}

void ThemeManager::apply() {
    const bool dark =
        m_choice == ThemeChoice::Dark || (m_choice == ThemeChoice::System && m_system->isDark());
    const Theme* theme = dark ? &darkTheme() : &lightTheme();
    if (theme == m_applied) return;
    m_applied = theme;
    g_theme = theme;
    qApp->setPalette(paletteOf(*theme));
    qApp->setStyleSheet(styleSheetOf(*theme));
    emit themeChanged();
}

QPalette paletteOf(const Theme& t) {
    QPalette p;
    p.setColor(QPalette::Window, t.window);
    p.setColor(QPalette::WindowText, t.text);
    p.setColor(QPalette::Base, t.base);
    p.setColor(QPalette::AlternateBase, t.window);
    p.setColor(QPalette::Text, t.text);
    p.setColor(QPalette::PlaceholderText, t.textMuted);
    p.setColor(QPalette::Button, t.raised);
    p.setColor(QPalette::ButtonText, t.text);
    p.setColor(QPalette::BrightText, t.error);
    p.setColor(QPalette::ToolTipBase, t.raised);
    p.setColor(QPalette::ToolTipText, t.text);
    p.setColor(QPalette::Highlight, t.selection);
    p.setColor(QPalette::HighlightedText, t.onSelection);
    p.setColor(QPalette::Link, t.accent);
    p.setColor(QPalette::LinkVisited, t.accent);
    p.setColor(QPalette::Light, t.raisedHover);
    p.setColor(QPalette::Midlight, t.raised);
    p.setColor(QPalette::Mid, t.border);
    p.setColor(QPalette::Dark, t.border);
    p.setColor(QPalette::Shadow, t.border);
    for (QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        p.setColor(QPalette::Disabled, role, t.textDisabled);
    return p;
}

} // namespace agentarium::views
