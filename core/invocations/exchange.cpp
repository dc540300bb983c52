// SPDX-License-Identifier: Apache-2.0
#include "core/invocations/exchange.h"

#include <boost/beast/core/string.hpp>

namespace agentarium::invocations {

std::string headerOf(const Headers& headers, const std::string& name) {
    for (const auto& [key, value] : headers)
        if (boost::beast::iequals(key, name)) return value;
    return {};
}

const char* toString(Frame::Opcode opcode) {
    switch (opcode) {
    case Frame::Opcode::Text:
        return "text";
    case Frame::Opcode::Binary:
        return "binary";
    case Frame::Opcode::Close:
        return "close";
    }
    return "close";
}

} // namespace agentarium::invocations
