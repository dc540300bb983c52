// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace agentarium::payload {

/// A file whose base64 text becomes the string at a place in the JSON.
struct Attachment {
    std::string
        pointer; ///< JSON Pointer (RFC 6901): "/image", "/files/0/data", "/files/-", or "" for the whole body
    std::filesystem::path file;

    /// From "JSONPOINTER=FILE", split at the first "=". Throws Error(BadInput).
    static Attachment parse(const std::string& text);
};

/// The pointer's tokens, unescaped. Throws Error(BadInput).
std::vector<std::string> pointerTokens(const std::string& pointer);

} // namespace agentarium::payload
