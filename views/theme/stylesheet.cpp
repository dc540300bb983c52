// SPDX-License-Identifier: Apache-2.0
#include "views/theme/stylesheet.h"

#include "views/theme/theme.h"

namespace agentarium::views {

namespace {

const char* const sheet = R"(
QMainWindow, QDialog { background: @window; }
QToolTip { background: @raised; color: @text; border: 1px solid @outline; padding: 4px 6px; }

QMenuBar { background: @window; color: @text; border: none; padding: 0 6px; }
QMenuBar::item { background: transparent; padding: 5px 8px; border-radius: 4px; }
QMenuBar::item:selected, QMenuBar::item:pressed { background: @raisedHover; }
QMenu { background: @raised; color: @text; border: 1px solid @outline; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 24px; border-radius: 4px; }
QMenu::item:selected { background: @selection; color: @onSelection; }
QMenu::item:disabled { color: @textDisabled; }
QMenu::separator { height: 1px; background: @border; margin: 4px 8px; }

QPushButton, QToolButton { background: @raised; color: @text; border: 1px solid @outline; border-radius: 4px;
    padding: 0 12px; min-height: 26px; }
QToolButton { padding: 0 8px; }
QPushButton:hover, QToolButton:hover { background: @raisedHover; }
QPushButton:pressed, QToolButton:pressed { background: @selection; }
QPushButton:focus, QToolButton:focus { border: 1px solid @accent; }
QPushButton:disabled, QToolButton:disabled { color: @textDisabled; border-color: @border; }
QPushButton[look="primary"] { background: @accentFill; color: @onAccent; border-color: @accentFill; }
QPushButton[look="primary"]:hover { background: @accentHover; border-color: @accentHover; }
QPushButton[look="primary"]:focus { border: 2px solid @text; }
QPushButton[look="primary"]:disabled { background: @raised; color: @textDisabled; border-color: @border; }
QPushButton[look="danger"] { color: @error; }
QPushButton[look="danger"]:disabled { color: @textDisabled; }
QPushButton[look="flat"], QToolButton[look="flat"] { background: transparent; border: 1px solid transparent; }
QPushButton[look="flat"]:hover, QToolButton[look="flat"]:hover { background: @raisedHover; }
QPushButton[look="flat"]:checked { background: @selection; }
QPushButton[look="flat"]:focus, QToolButton[look="flat"]:focus { border: 1px solid @accent; }
QPushButton[look="link"] { background: transparent; border: 1px solid transparent; color: @accent; padding: 0 2px; }
QPushButton[look="link"]:hover { text-decoration: underline; }
QPushButton[look="link"]:focus { border: 1px solid @accent; }
QPushButton[look="status"], QToolButton[look="status"] { background: transparent; border: 1px solid transparent; color: @textMuted;
    padding: 0 6px; min-height: 20px; border-radius: 3px; }
QPushButton[look="status"]:hover { background: @raisedHover; }
QPushButton[look="status"]:focus { border: 1px solid @accent; }
QPushButton[look="pill"] { background: transparent; border: 1px solid @outline; border-radius: 11px; min-height: 20px; padding: 0 9px; }
QPushButton[look="pill"]:hover { background: @raisedHover; }
QPushButton[look="pill"]:focus { border: 1px solid @accent; }
QPushButton[look="small"]:checked { background: @selection; border-color: @accent; }
QPushButton[look="small"], QToolButton[look="small"] { min-height: 22px; padding: 0 8px; }
QToolButton::menu-indicator { image: none; width: 0; }
QToolButton[popupMode="1"] { padding-right: 24px; }
QToolButton::menu-button { border: none; border-left: 1px solid @outline; width: 20px; }

QLineEdit, QSpinBox, QPlainTextEdit[field="true"] { background: @raised; border: 1px solid @outline; border-radius: 4px;
    padding: 0 8px; selection-background-color: @accentFill; selection-color: @onAccent; }
QLineEdit, QSpinBox { min-height: 26px; }
QPlainTextEdit[field="true"] { padding: 4px; }
QLineEdit:focus, QSpinBox:focus, QPlainTextEdit[field="true"]:focus { border: 1px solid @accent; }
QLineEdit:disabled, QSpinBox:disabled { color: @textDisabled; border-color: @border; }
QLineEdit[invalid="true"] { border: 1px solid @error; }
QPlainTextEdit { border: none; background: @window; selection-background-color: @accentFill; selection-color: @onAccent; }
QPlainTextEdit[ground="base"] { background: @base; }

QComboBox QAbstractItemView { background: @raised; color: @text; border: 1px solid @outline; padding: 4px; outline: none;
    selection-background-color: @selection; selection-color: @onSelection; }

QTreeView, QListView, QTableView { background: @base; color: @text; border: none; outline: none;
    selection-background-color: @selection; selection-color: @onSelection; }
QTreeView[ground="window"], QListView[ground="window"], QTableView[ground="window"] { background: @window; }
QTableView { gridline-color: transparent; }
QHeaderView { background: @base; border: none; }
QHeaderView::section { background: @base; color: @textMuted; border: none; border-bottom: 1px solid @border; padding: 0 8px; }
QTableView[ground="window"] QHeaderView::section { background: @window; }

QScrollArea { border: none; background: transparent; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: @outline; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: @textDisabled; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page { background: none; border: none; width: 0; height: 0; }
QAbstractScrollArea::corner { background: transparent; border: none; }

QSplitter::handle { background: @border; }
QProgressBar { background: @border; border: none; border-radius: 3px; min-height: 6px; max-height: 6px; color: transparent; }
QProgressBar::chunk { background: @accentFill; border-radius: 3px; }
QCheckBox { color: @text; spacing: 8px; }
QLabel { color: @text; background: transparent; }
QLabel[shade="muted"] { color: @textMuted; }
QLabel[shade="error"] { color: @error; }
QLabel[shade="warn"] { color: @warn; }
QLabel[shade="ok"] { color: @ok; }

QFrame[panel="window"], QWidget[panel="window"] { background: @window; border: none; }
QFrame[panel="base"], QWidget[panel="base"] { background: @base; border: none; }
QFrame[panel="head"] { background: @window; border: none; border-bottom: 1px solid @border; }
QFrame[panel="foot"] { background: @window; border: none; border-top: 1px solid @border; }
QFrame[panel="side"] { background: @window; border: none; }
QFrame[panel="card"] { background: @window; border: 1px solid @border; border-radius: 6px; }
QFrame[panel="popup"] { background: @raised; border: 1px solid @outline; border-radius: 6px; }
QFrame[panel="error"] { background: @errorPanel; border: 1px solid @error; border-radius: 6px; }
QFrame[panel="warn"] { background: @warnPanel; border: none; border-bottom: 1px solid @warn; }
QFrame[panel="pill"] { background: transparent; border: 1px solid @outline; border-radius: 11px; }
)";

} // namespace

QString styleSheetOf(const Theme& t) {
    // The longest names first, so that @text does not eat the beginning of @textMuted.
    const std::pair<const char*, QColor> colors[] = {
        {"@textDisabled", t.textDisabled},
        {"@raisedHover", t.raisedHover},
        {"@accentHover", t.accentHover},
        {"@onSelection", t.onSelection},
        {"@accentFill", t.accentFill},
        {"@errorPanel", t.errorPanel},
        {"@warnPanel", t.warnPanel},
        {"@textMuted", t.textMuted},
        {"@selection", t.selection},
        {"@onAccent", t.onAccent},
        {"@outline", t.outline},
        {"@window", t.window},
        {"@raised", t.raised},
        {"@border", t.border},
        {"@accent", t.accent},
        {"@error", t.error},
        {"@base", t.base},
        {"@text", t.text},
        {"@warn", t.warn},
        {"@ok", t.ok},
    };
    QString result = QString::fromLatin1(sheet);
    for (const auto& [name, color] : colors)
        result.replace(QLatin1String(name), color.name());
    return result;
}

} // namespace agentarium::views
