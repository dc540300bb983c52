// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace agentarium::payload {

/// Where a value stands in a JSON text: bytes [begin, end), and its members if it is an object or array.
struct JsonSpan {
    enum class Type { Object, Array, Scalar };
    Type type = Type::Scalar;
    std::size_t begin = 0;
    std::size_t end = 0;
    std::vector<std::string> keys;  ///< objects only, decoded, one for each of `children`
    std::vector<JsonSpan> children; ///< in the text's order
};

/// Maps a JSON text. Throws Error(BadInput) with the place when it is not valid JSON.
JsonSpan mapJson(const std::string& text);

} // namespace agentarium::payload
