// SPDX-License-Identifier: Apache-2.0
#include "app/agentariumctl/harmless.h"

#include <cstdio>

namespace agentarium::ctl {

namespace {

/// How long the colour that begins here is; 0 when none does.
std::size_t colorAt(std::string_view text, std::size_t at) {
    if (text.substr(at, 2) != "\x1b[") return 0;
    const std::size_t end = text.find_first_not_of("0123456789;:", at + 2);
    return end != std::string_view::npos && text[end] == 'm' ? end + 1 - at : 0;
}

} // namespace

std::string harmless(std::string_view text, bool colors) {
    std::string result;
    bool colored = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto byte = static_cast<unsigned char>(text[at]);
        // C1 controls, which some terminals obey, are 0xC2 0x80 to 0xC2 0x9F in UTF-8.
        const bool c1 =
            byte == 0xC2 && at + 1 < text.size() && static_cast<unsigned char>(text[at + 1]) < 0xA0;
        if (const std::size_t length = colorAt(text, at)) {
            if (colors) result += text.substr(at, length);
            colored = colored || colors;
            at += length - 1;
        } else if ((byte < 0x20 && byte != '\t' && byte != '\n') || byte == 0x7F || c1) {
            char shown[8];
            std::snprintf(shown, sizeof shown, "\\x%02x", c1 ? static_cast<unsigned char>(text[++at]) : byte);
            result += shown;
        } else {
            result += text[at];
        }
    }
    return colored ? result + "\x1b[0m" : result;
}

} // namespace agentarium::ctl
