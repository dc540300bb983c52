// SPDX-License-Identifier: Apache-2.0
#include "views/theme/theme.h"

#include <cmath>

namespace agentarium::views {

const Theme& lightTheme() {
    static const Theme theme = [] {
        Theme t;
        t.dark = false;
        t.window = 0xffffff;
        t.base = 0xf4f5f7;
        t.raised = 0xf0f1f4;
        t.raisedHover = 0xe6e8ed;
        t.border = 0xdcdfe4;
        t.outline = 0xc9cdd5;
        t.text = 0x1e222a;
        t.textMuted = 0x5d6470;
        t.textDisabled = 0x9a9fa8;
        t.accent = 0x1a62c8;
        t.accentFill = 0x1f6fde;
        t.accentHover = 0x1a62c8;
        t.onAccent = 0xffffff;
        t.selection = 0xdfe9fa;
        t.onSelection = 0x1e222a;
        t.match = 0x1757b3;
        t.neutral = 0x5d6470;
        t.info = 0x1a62c8;
        t.ok = 0x14734f;
        t.warn = 0x80600a;
        t.error = 0xb9302a;
        t.neutralFill = 0x646b77;
        t.infoFill = 0x1f6fde;
        t.okFill = 0x17805a;
        t.warnFill = 0x8a680c;
        t.errorFill = 0xc4372f;
        t.onFill = 0xffffff;
        t.errorPanel = 0xfdf0ef;
        t.warnPanel = 0xfbf5e4;
        t.jsonKey = 0x1a62c8;
        t.jsonString = 0x14734f;
        t.jsonNumber = 0x8a3ea8;
        t.jsonWord = 0x9a4a00;
        return t;
    }();
    return theme;
}

const Theme& darkTheme() {
    static const Theme theme = [] {
        Theme t;
        t.dark = true;
        t.window = 0x1c1f26;
        t.base = 0x16181d;
        t.raised = 0x232730;
        t.raisedHover = 0x2b303b;
        t.border = 0x2d323d;
        t.outline = 0x3a404d;
        t.text = 0xe6e8ed;
        t.textMuted = 0x9aa0ab;
        t.textDisabled = 0x616670;
        t.accent = 0x619ff6;
        t.accentFill = 0x5b9cf5;
        t.accentHover = 0x74abf7;
        t.onAccent = 0x0b1626;
        t.selection = 0x2a3446;
        t.onSelection = 0xf0f2f6;
        t.match = 0x8ebbff;
        t.neutral = 0x9aa0ab;
        t.info = 0x6fa8f7;
        t.ok = 0x4cc49a;
        t.warn = 0xd9ac45;
        t.error = 0xf0807a;
        t.neutralFill = 0x9aa0ab;
        t.infoFill = 0x5b9cf5;
        t.okFill = 0x3fb68b;
        t.warnFill = 0xd0a23c;
        t.errorFill = 0xe8706a;
        t.onFill = 0x0b1410;
        t.errorPanel = 0x2b1f22;
        t.warnPanel = 0x2a261d;
        t.jsonKey = 0x6fa8f7;
        t.jsonString = 0x4cc49a;
        t.jsonNumber = 0xc79bf2;
        t.jsonWord = 0xe0a45c;
        return t;
    }();
    return theme;
}

QColor toneColor(const Theme& theme, Tone tone) {
    switch (tone) {
    case Tone::Info:
        return theme.info;
    case Tone::Ok:
        return theme.ok;
    case Tone::Warn:
        return theme.warn;
    case Tone::Error:
        return theme.error;
    case Tone::Neutral:
        break;
    }
    return theme.neutral;
}

QColor toneFill(const Theme& theme, Tone tone) {
    switch (tone) {
    case Tone::Info:
        return theme.infoFill;
    case Tone::Ok:
        return theme.okFill;
    case Tone::Warn:
        return theme.warnFill;
    case Tone::Error:
        return theme.errorFill;
    case Tone::Neutral:
        break;
    }
    return theme.neutralFill;
}

std::vector<TextPair> textPairs(const Theme& t) {
    std::vector<TextPair> pairs;
    const QColor grounds[] = {t.window, t.base, t.raised, t.selection};
    for (const QColor& ground : grounds) {
        pairs.push_back({"text", t.text, ground});
        pairs.push_back({"muted text", t.textMuted, ground});
        pairs.push_back({"accent", t.accent, ground});
        pairs.push_back({"match", t.match, ground});
        for (Tone tone : {Tone::Neutral, Tone::Info, Tone::Ok, Tone::Warn, Tone::Error})
            pairs.push_back({"tone", toneColor(t, tone), ground});
    }
    for (const QColor& ground : {t.window, t.base}) {
        pairs.push_back({"JSON key", t.jsonKey, ground});
        pairs.push_back({"JSON string", t.jsonString, ground});
        pairs.push_back({"JSON number", t.jsonNumber, ground});
        pairs.push_back({"JSON word", t.jsonWord, ground});
    }
    for (const QColor& ground : {t.errorPanel, t.warnPanel}) {
        pairs.push_back({"panel text", t.text, ground});
        pairs.push_back({"panel muted text", t.textMuted, ground});
        pairs.push_back({"panel link", t.accent, ground});
    }
    pairs.push_back({"error on its panel", t.error, t.errorPanel});
    pairs.push_back({"warning on its panel", t.warn, t.warnPanel});
    pairs.push_back({"text under the pointer", t.text, t.raisedHover});
    pairs.push_back({"selected text", t.onSelection, t.selection});
    pairs.push_back({"primary button", t.onAccent, t.accentFill});
    pairs.push_back({"primary button under the pointer", t.onAccent, t.accentHover});
    for (Tone tone : {Tone::Neutral, Tone::Info, Tone::Ok, Tone::Warn, Tone::Error})
        pairs.push_back({"chip", t.onFill, toneFill(t, tone)});
    return pairs;
}

namespace {
double linear(double channel) {
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}
double luminance(const QColor& color) {
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}
} // namespace

double contrastRatio(const QColor& a, const QColor& b) {
    const double la = luminance(a);
    const double lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

} // namespace agentarium::views
