// SPDX-License-Identifier: Apache-2.0
// The JSON that files are attached to: mapped where it is valid, composed to something that is valid again.
#include "core/payload/payload.h"

#include "core/payload/json_map.h"
#include "tests/fuzz/input.h"

#include <nlohmann/json.hpp>

using namespace agentarium;

namespace {

void check(const payload::JsonSpan& span, std::size_t size) {
    fuzz::require(span.begin < span.end && span.end <= size);
    if (span.type == payload::JsonSpan::Type::Object) fuzz::require(span.keys.size() == span.children.size());
    std::size_t at = span.begin;
    for (const auto& child : span.children) {
        fuzz::require(child.begin >= at && child.end <= span.end);
        at = child.end;
        check(child, size);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const fuzz::Folder folder;
    static const auto file = folder.write("attached.bin", "attached bytes");
    fuzz::Input input(data, size);
    const std::string pointer(input.take(input.byte() % 32));
    const std::string text(input.rest());
    const bool mapped = fuzz::accepted([&] { check(payload::mapJson(text), text.size()); });
    if (mapped) fuzz::require(nlohmann::json::accept(text));
    fuzz::accepted([&] {
        auto whole = payload::Payload::compose(text, {payload::Attachment{pointer, file}});
        std::string body(whole.size(), ' ');
        fuzz::require(whole.read(0, body) == body.size());
        fuzz::require(nlohmann::json::accept(body));
    });
    return 0;
}
