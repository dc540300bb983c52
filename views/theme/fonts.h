// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFont>

namespace agentarium::views {

/// The desktop's own font. Where the platform names only a generic one, the best installed sans.
QFont uiFont();
/// Monospace for ids, JSON and numbers that change: its figures are all of one width.
QFont monoFont();
/// Larger by a pixel: for text that is read or written, not looked up.
QFont readingFont();
QFont editorFont();
/// A size next to the body's: captions are one pixel smaller, titles larger.
QFont captionFont();
QFont sectionFont();
QFont titleFont();
QFont boldFont();

/// Heights on the 4 px grid.
constexpr int rowPixels = 26;
constexpr int headPixels = 44;

} // namespace agentarium::views
