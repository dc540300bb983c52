// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>

namespace agentarium::ctl {

/// Thrown when nobody reads our standard output any more.
struct OutputClosed {};

enum class Style { Plain, Bold, Dim, Red, Green, Yellow };

/// Standard output for results, standard error for everything else. Nothing is buffered.
class Output {
public:
    Output();

    /// A whole JSON document of a `--json` verb.
    void document(const nlohmann::json& json);
    /// One JSON object a line, of a streaming `--json` verb.
    void line(const nlohmann::json& json);
    /// Text and a line end for people.
    void print(const std::string& text);
    /// Bytes as they are.
    void raw(std::string_view bytes);

    /// Bytes on standard error.
    void rawNote(std::string_view bytes);
    /// A line on standard error.
    void note(const std::string& text);
    /// Replaces the line of progress on a terminal; elsewhere nothing happens.
    void progress(const std::string& text);
    void clearProgress();

    /// Colour only where a terminal shows it and NO_COLOR is unset.
    std::string paint(Style style, const std::string& text) const { return painted(style, text, m_outColor); }
    std::string paintNote(Style style, const std::string& text) const {
        return painted(style, text, m_errColor);
    }
    /// Standard output shows colours.
    bool colored() const { return m_outColor; }
    bool progressShown() const { return m_errTerminal; }

private:
    static std::string painted(Style style, const std::string& text, bool color);

    bool m_outColor = false;
    bool m_errColor = false;
    bool m_errTerminal = false;
    bool m_progress = false;
};

} // namespace agentarium::ctl
