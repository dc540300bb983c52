// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFrame>
#include <QLabel>
#include <QPushButton>

class QHBoxLayout;
class QVBoxLayout;

namespace agentarium::views {

/// A frame with a ground from the style sheet: window, base, head, foot, side, card, error, warn, popup.
QFrame* panel(const char* look, QWidget* parent = nullptr);
QHBoxLayout* rowIn(QWidget* widget, int horizontal = 12, int vertical = 0, int spacing = 8);
QVBoxLayout* columnIn(QWidget* widget, int horizontal = 0, int vertical = 0, int spacing = 0);

/// Labels: `shade` is muted, error, warn, ok or nothing.
QLabel* label(const QString& text, const char* shade = nullptr);
/// Many lines, selectable by mouse and keyboard.
QLabel* paragraph(const QString& text, const char* shade = nullptr);
QLabel* heading(const QString& text);

/// `look` is primary, danger, flat, link, small, status, pill or nothing.
QPushButton* button(const QString& text, const char* look = nullptr);

} // namespace agentarium::views
