// SPDX-License-Identifier: Apache-2.0
#include "core/gateway/uri.h"

#include <cctype>

namespace agentarium::gateway {

std::string percentDecode(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && std::isxdigit(static_cast<unsigned char>(text[i + 1])) &&
            std::isxdigit(static_cast<unsigned char>(text[i + 2]))) {
            out.push_back(static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16)));
            i += 2;
        } else {
            out.push_back(text[i]);
        }
    }
    return out;
}

Target parseTarget(const std::string& target) {
    Target result;
    const std::size_t mark = target.find('?');
    result.path = target.substr(0, mark);
    if (mark == std::string::npos) return result;
    const std::string query = target.substr(mark + 1);
    for (std::size_t begin = 0; begin <= query.size();) {
        std::size_t end = query.find('&', begin);
        if (end == std::string::npos) end = query.size();
        const std::string pair = query.substr(begin, end - begin);
        const std::size_t equals = pair.find('=');
        if (!pair.empty())
            result.query[percentDecode(pair.substr(0, equals))] =
                equals == std::string::npos ? std::string() : percentDecode(pair.substr(equals + 1));
        begin = end + 1;
    }
    return result;
}

std::vector<std::string> pathSegments(const std::string& path) {
    std::vector<std::string> segments;
    for (std::size_t begin = 0; begin < path.size();) {
        std::size_t end = path.find('/', begin);
        if (end == std::string::npos) end = path.size();
        if (end > begin) segments.push_back(percentDecode(path.substr(begin, end - begin)));
        begin = end + 1;
    }
    return segments;
}

} // namespace agentarium::gateway
