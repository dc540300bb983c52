// SPDX-License-Identifier: Apache-2.0
#include "core/payload/attachment.h"

#include "core/contract/error.h"

#include <nlohmann/json.hpp>

namespace agentarium::payload {

Attachment Attachment::parse(const std::string& text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals + 1 == text.size())
        throw Error(ErrorKind::BadInput,
                    "The attachment \"" + text + "\" is not of the form JSONPOINTER=FILE.",
                    "Write for example /image=photo.png.");
    Attachment attachment{text.substr(0, equals), text.substr(equals + 1)};
    pointerTokens(attachment.pointer);
    return attachment;
}

std::vector<std::string> pointerTokens(const std::string& pointer) {
    std::vector<std::string> tokens;
    if (pointer.empty()) return tokens;
    try {
        // Names of a JSON text are UTF-8; a command line may hold other bytes.
        nlohmann::json(pointer).dump();
    } catch (const nlohmann::json::type_error&) {
        throw Error(ErrorKind::BadInput, "The place of an attached file is not UTF-8.",
                    "Write for example /image for the member \"image\" of the payload.");
    }
    if (pointer.front() != '/')
        throw Error(ErrorKind::BadInput, "The JSON pointer \"" + pointer + "\" does not begin with \"/\".",
                    "Write for example /image for the member \"image\" of the payload.");
    for (std::size_t at = 0; at < pointer.size(); ++at) {
        if (pointer[at] == '/') {
            tokens.emplace_back();
        } else if (pointer[at] == '~') {
            const char next = at + 1 < pointer.size() ? pointer[++at] : ' ';
            if (next != '0' && next != '1')
                throw Error(ErrorKind::BadInput,
                            "The JSON pointer \"" + pointer + "\" has a \"~\" without 0 or 1.",
                            "Write ~0 for \"~\" and ~1 for \"/\" within a name.");
            tokens.back() += next == '0' ? '~' : '/';
        } else {
            tokens.back() += pointer[at];
        }
    }
    return tokens;
}

} // namespace agentarium::payload
