// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/wire/mux.h"
#include "tests/core/wire/bytes_of.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

using agentarium::tests::bytesOf;

/// What one side saw of one stream.
struct SeenStream {
    std::string target;
    std::string data;
    std::string refusal;
    bool accepted = false;
    bool ended = false;
    bool closed = false;
    bool clean = false;
    int writable = 0;
};

/// One side: a Mux and what it reported. `reads` off leaves bytes unacknowledged.
class Side final : public agentarium::wire::Mux::Handler {
public:
    using Mux = agentarium::wire::Mux;
    explicit Side(Mux::Role role) : mux(role, *this) {}

    std::map<Mux::Id, SeenStream> seen;
    std::vector<std::uint64_t> pongs;
    std::string refuseWith;
    bool answers = true;
    bool reads = true;
    bool echoes = false;
    Mux mux;

    void opened(Mux::Id id, const std::string& target) override {
        seen[id].target = target;
        if (!refuseWith.empty())
            mux.refuse(id, refuseWith);
        else if (answers)
            mux.accept(id);
    }
    void accepted(Mux::Id id) override { seen[id].accepted = true; }
    void refused(Mux::Id id, const std::string& reason) override { seen[id].refusal = reason; }
    void received(Mux::Id id, Mux::Bytes data) override {
        seen[id].data.append(data.begin(), data.end());
        if (echoes) mux.send(id, data);
        if (reads) mux.consume(id, data.size());
    }
    void ended(Mux::Id id) override {
        seen[id].ended = true;
        if (echoes) mux.finish(id);
    }
    void writable(Mux::Id id) override { ++seen[id].writable; }
    void closed(Mux::Id id, bool clean) override {
        seen[id].closed = true;
        seen[id].clean = clean;
    }
    void pong(std::uint64_t token) override { pongs.push_back(token); }
};

struct MuxPair {
    Side client{agentarium::wire::Mux::Role::Client};
    Side server{agentarium::wire::Mux::Role::Server};
    std::size_t longestWrite = 0;

    /// Carries bytes until neither side has any; in pieces of at most `piece` bytes. False when a side gave
    /// up.
    bool settle(std::size_t piece = 1 << 20) {
        for (bool moved = true; moved;) {
            moved = false;
            for (auto [from, to] : {std::pair{&client, &server}, std::pair{&server, &client}}) {
                const auto bytes = from->mux.pending();
                if (bytes.empty()) continue;
                moved = true;
                longestWrite = std::max(longestWrite, bytes.size());
                const auto part = bytes.first(std::min(piece, bytes.size()));
                if (!to->mux.feed(part)) return false;
                from->mux.wrote(part.size());
            }
        }
        return true;
    }
};
