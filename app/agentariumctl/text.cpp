// SPDX-License-Identifier: Apache-2.0
#include "app/agentariumctl/format.h"

namespace agentarium::ctl {

namespace {

bool continues(char c) {
    return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

} // namespace

std::size_t widthOf(const std::string& text) {
    std::size_t width = 0;
    for (const char c : text)
        if (!continues(c)) ++width;
    return width;
}

std::string fitted(const std::string& text, std::size_t width) {
    std::string result;
    const bool cut = widthOf(text) > width;
    std::size_t used = 0;
    for (const char c : text) {
        if (!continues(c) && cut && ++used == width) return result + "…";
        result += static_cast<unsigned char>(c) < ' ' || c == '\x7f' ? ' ' : c;
    }
    return result;
}

std::string_view cutUtf8(std::string_view text, std::size_t limit) {
    if (text.size() <= limit) return text;
    while (limit > 0 && continues(text[limit]))
        --limit;
    return text.substr(0, limit);
}

bool isUtf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const auto lead = static_cast<unsigned char>(text[at]);
        const std::size_t size = lead < 0x80       ? 1
                                 : lead >> 5 == 6  ? 2
                                 : lead >> 4 == 14 ? 3
                                 : lead >> 3 == 30 ? 4
                                                   : 0;
        if (size == 0 || at + size > text.size()) return false;
        std::uint32_t code = size == 1 ? lead : lead & (0x7fu >> size);
        for (std::size_t i = 1; i < size; ++i) {
            if (!continues(text[at + i])) return false;
            code = code << 6 | (static_cast<unsigned char>(text[at + i]) & 0x3f);
        }
        static constexpr std::uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
        if (code < kLeast[size] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return false;
        at += size;
    }
    return true;
}

} // namespace agentarium::ctl
