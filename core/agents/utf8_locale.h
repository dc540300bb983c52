// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <locale.h>
#ifdef __APPLE__
#include <xlocale.h>
#endif

namespace agentarium::agents {

/// Lets this thread's C functions take text for UTF-8 while it lives, whatever the program's locale is.
/// libarchive loses names outside ASCII without it: a daemon has the locale "C".
class Utf8Locale {
public:
    Utf8Locale() {
        for (const char* name : {"C.UTF-8", "en_US.UTF-8", "UTF-8"})
            if (!m_locale) m_locale = newlocale(LC_CTYPE_MASK, name, nullptr);
        if (m_locale) m_before = uselocale(m_locale);
    }
    ~Utf8Locale() {
        if (!m_locale) return;
        uselocale(m_before);
        freelocale(m_locale);
    }
    Utf8Locale(const Utf8Locale&) = delete;
    Utf8Locale& operator=(const Utf8Locale&) = delete;

private:
    locale_t m_locale = nullptr;
    locale_t m_before = nullptr;
};

} // namespace agentarium::agents
