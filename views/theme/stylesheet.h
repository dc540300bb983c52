// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace agentarium::views {

struct Theme;

/// The application's style sheet with every colour taken from the theme. Widgets choose a look by dynamic
/// properties: `look` on buttons (primary, danger, flat, link), `panel` on frames (window, base, head, card,
/// error, warn), `shade` on labels (muted, error, warn, ok).
QString styleSheetOf(const Theme& theme);

} // namespace agentarium::views
