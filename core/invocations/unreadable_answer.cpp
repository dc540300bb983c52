// SPDX-License-Identifier: Apache-2.0
#include "core/invocations/unreadable_answer.h"

#include <boost/beast/http/error.hpp>
#include <fmt/format.h>

namespace agentarium::invocations {

namespace http = boost::beast::http;

std::optional<std::string> unreadableAnswer(const boost::system::error_code& ec) {
    if (ec.category() != make_error_code(http::error::bad_version).category()) return std::nullopt;
    if (ec == http::error::end_of_stream || ec == http::error::partial_message) return std::nullopt;
    if (ec == http::error::header_limit)
        return "The agent's answer is refused: its headers have more than 64 KB.";
    return fmt::format("The agent's answer is not HTTP that can be read: {}.", ec.message());
}

} // namespace agentarium::invocations
