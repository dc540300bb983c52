// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>

#include <vector>

namespace agentarium::views {

/// What a coloured mark means. A tone never stands alone: a word or a shape goes with it.
enum class Tone { Neutral, Info, Ok, Warn, Error };

/// Every colour of the program. Nothing else names a colour.
struct Theme {
    bool dark = false;

    QColor window;      ///< tool bar, navigator, request
    QColor base;        ///< response, tables, what is read
    QColor raised;      ///< fields and buttons
    QColor raisedHover; ///< the same under the pointer
    QColor border;      ///< hairlines between panels
    QColor outline;     ///< edges of controls: 3:1 is not needed for a labelled control
    QColor text;
    QColor textMuted;
    QColor textDisabled;
    QColor accent;     ///< links, focus, the line under the current tab
    QColor accentFill; ///< the primary button
    QColor accentHover;
    QColor onAccent;
    QColor selection;
    QColor onSelection;
    QColor match; ///< letters found by the command field

    QColor neutral, info, ok, warn, error;                     ///< as text and marks on window and base
    QColor neutralFill, infoFill, okFill, warnFill, errorFill; ///< behind onFill
    QColor onFill;
    QColor errorPanel; ///< behind a failure
    QColor warnPanel;  ///< behind a notice

    QColor jsonKey, jsonString, jsonNumber, jsonWord;
};

const Theme& lightTheme();
const Theme& darkTheme();

QColor toneColor(const Theme& theme, Tone tone);
QColor toneFill(const Theme& theme, Tone tone);

/// A text colour and what it is drawn on.
struct TextPair {
    const char* where;
    QColor text;
    QColor ground;
};

/// Every combination the program draws text with; the contrast test goes through it.
std::vector<TextPair> textPairs(const Theme& theme);

/// WCAG 2 contrast ratio, 1 to 21.
double contrastRatio(const QColor& a, const QColor& b);

} // namespace agentarium::views
