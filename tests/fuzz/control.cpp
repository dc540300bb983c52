// SPDX-License-Identifier: Apache-2.0
// Lines on ctl, markers on in and out, frames of commands: all of it comes from the guest.
#include "core/wire/control.h"

#include "core/wire/exec_frame.h"
#include "core/wire/line_reader.h"
#include "core/wire/marker.h"
#include "tests/fuzz/input.h"

using namespace agentarium;
using namespace agentarium::wire;

namespace {

void readLines(fuzz::Input& input, std::size_t piece) {
    LineReader reader(4096);
    while (!input.empty())
        reader.feed(input.take(piece), [](const std::string& line) {
            fuzz::require(!line.empty() && line.size() <= 4096 && line.find('\n') == std::string::npos);
            if (const auto request = parseEpochRequest(line))
                fuzz::require(parseEpochRequest(toLine(*request).substr(1)).has_value());
            parseEpochAnswer(line);
        });
}

void scan(fuzz::Input& input, std::size_t piece) {
    const std::string marker = markerOf("00112233445566778899aabbccddeeff");
    const std::string bytes(input.rest());
    MarkerScanner scanner(marker);
    std::size_t fed = 0;
    std::optional<std::size_t> end;
    while (!end && fed < bytes.size()) {
        const std::string part = bytes.substr(fed, piece);
        const auto found = scanner.feed({reinterpret_cast<const std::uint8_t*>(part.data()), part.size()});
        if (found) end = fed + *found;
        fed += part.size();
    }
    const std::size_t at = bytes.find(marker);
    fuzz::require(end.has_value() == (at != std::string::npos));
    if (end) fuzz::require(*end == at + marker.size());
}

void readFrames(fuzz::Input& input, std::size_t piece) {
    ExecFrameReader reader;
    while (!input.empty())
        if (!reader.feed(input.take(piece), [](ExecChannel channel, const std::string& payload) {
                fuzz::require(payload.size() <= kExecPiece);
                fuzz::require(channel >= ExecChannel::Stdout && channel <= ExecChannel::Close);
            }))
            return;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input(data, size);
    const std::uint8_t choice = input.byte();
    const std::size_t piece = 1 + input.byte();
    if (choice % 3 == 0) readLines(input, piece);
    if (choice % 3 == 1) scan(input, piece);
    if (choice % 3 == 2) readFrames(input, piece);
    return 0;
}
