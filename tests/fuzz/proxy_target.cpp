// SPDX-License-Identifier: Apache-2.0
// Targets: of the agent's proxy requests, of requests to the daemon; and a command line's words.
#include "core/egress/proxy_target.h"

#include "core/contract/egress_policy.h"
#include "core/gateway/uri.h"
#include "core/guest/words.h"
#include "tests/fuzz/input.h"

using namespace agentarium;
namespace http = boost::beast::http;

namespace {

void readTarget(const std::string& text, http::verb method) {
    try {
        const auto target = egress::targetOf(method, text);
        fuzz::require(!target.host.empty() && target.port != 0);
        fuzz::require(target.tunnel || target.path.front() == '/');
        // What was understood is understood the same once more.
        const auto again = egress::targetOf(http::verb::connect, target.authority());
        fuzz::require(again.host == target.host && again.port == target.port);
    } catch (const egress::ProxyFailure& failure) {
        fuzz::require(failure.status == 400 && *failure.what() != '\0');
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input(data, size);
    const std::uint8_t choice = input.byte();
    const std::string text(input.rest());
    if (choice % 4 == 0) readTarget(text, http::verb::connect);
    if (choice % 4 == 1) readTarget(text, http::verb::get);
    if (choice % 4 == 2)
        for (const std::string& segment : gateway::pathSegments(gateway::parseTarget(text).path))
            gateway::percentDecode(segment);
    if (choice % 4 == 3)
        fuzz::accepted([&] {
            for (const std::string& word : guest::splitWords(text))
                fuzz::require(word.size() <= text.size());
        });
    return 0;
}
