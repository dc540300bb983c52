// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace agentarium::agents {

struct PythonToken {
    enum class Kind { Name, Number, String, Operator };
    Kind kind;
    std::string text; ///< a string's literal with its quotes
};

/// One logical line: what stands in brackets or is continued by a backslash is one with its beginning.
struct PythonLine {
    int indent = 0; ///< columns before the first token; a tab reaches to the next multiple of 8
    int number = 0; ///< line of the first token, from 1
    std::vector<PythonToken> tokens;
};

/// Splits Python source into logical lines of tokens. Comments are gone; strings, also nested in f-strings,
/// are single tokens. Never fails: text that is no Python gives tokens of little sense.
std::vector<PythonLine> tokenizePython(std::string_view source);

} // namespace agentarium::agents
