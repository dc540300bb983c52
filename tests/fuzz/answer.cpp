// SPDX-License-Identifier: Apache-2.0
// An agent's answer: read by Beast's parser as core/invocations does; what cannot be read gets a sentence.
#include "core/invocations/unreadable_answer.h"
#include "tests/fuzz/input.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>

using namespace agentarium;
namespace http = boost::beast::http;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input(data, size);
    const std::size_t piece = 1 + input.byte();
    http::response_parser<http::buffer_body> parser;
    parser.header_limit(64 * 1024);
    parser.body_limit(boost::none);
    std::string waiting;
    char body[512];
    while (!input.empty() && !parser.is_done()) {
        waiting += input.take(piece);
        for (;;) {
            if (parser.is_header_done()) {
                parser.get().body().data = body;
                parser.get().body().size = sizeof body;
                parser.get().body().more = true;
            }
            boost::system::error_code ec;
            const std::size_t used = parser.put(boost::asio::buffer(waiting), ec);
            fuzz::require(used <= waiting.size());
            waiting.erase(0, used);
            if (ec == http::error::need_more || ec == http::error::need_buffer) ec = {};
            if (ec) {
                const auto sentence = invocations::unreadableAnswer(ec);
                fuzz::require(!sentence || !sentence->empty());
                return 0;
            }
            if (used == 0 || parser.is_done()) break;
        }
        if (waiting.size() > 128 * 1024) return 0;
    }
    boost::system::error_code ec;
    if (parser.got_some() && !parser.is_done()) parser.put_eof(ec);
    if (ec) invocations::unreadableAnswer(ec);
    return 0;
}
