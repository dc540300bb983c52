// SPDX-License-Identifier: Apache-2.0
// The host's and the guest's end of the link, fed with what the other may never send.
#include "core/wire/mux.h"

#include "tests/fuzz/input.h"

#include <vector>

using namespace agentarium;
using wire::Mux;

namespace {

class Peer : public Mux::Handler {
public:
    Peer(Mux::Role role, std::uint8_t manners) : m_manners(manners), mux(role, *this) {}

    void opened(Mux::Id id, const std::string& target) override {
        fuzz::require(target.size() < 1024 * 1024);
        if (m_manners & 1)
            mux.accept(id);
        else
            mux.refuse(id, "no");
        m_ids.push_back(id);
    }
    void accepted(Mux::Id) override {}
    void refused(Mux::Id, const std::string&) override {}
    void received(Mux::Id id, Mux::Bytes data) override {
        fuzz::require(!data.empty());
        if (m_manners & 2) mux.send(id, data);
        if (m_manners & 4) mux.consume(id, data.size());
    }
    void ended(Mux::Id id) override {
        if (m_manners & 8) mux.finish(id);
    }
    void writable(Mux::Id id) override { mux.room(id); }
    void closed(Mux::Id id, bool) override { std::erase(m_ids, id); }
    void pong(std::uint64_t) override {}

    void act(std::uint8_t what) {
        const Mux::Id id = m_ids.empty() ? what : m_ids[what % m_ids.size()];
        switch (what % 8) {
        case 0:
            m_ids.push_back(mux.open("agent:8080"));
            break;
        case 1:
            mux.close(id);
            break;
        case 2:
            mux.reset(id);
            break;
        case 3:
            mux.finish(id);
            break;
        case 4:
            mux.ping(what);
            break;
        case 5:
            mux.askRoom(id);
            break;
        case 6:
            mux.consume(id, what);
            break;
        default:
            mux.send(id, {&what, 1});
            break;
        }
    }

private:
    std::uint8_t m_manners;
    std::vector<Mux::Id> m_ids;

public:
    Mux mux;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input(data, size);
    const std::uint8_t manners = input.byte();
    const auto role = manners & 16 ? Mux::Role::Server : Mux::Role::Client;
    Peer peer(role, manners);
    if (role == Mux::Role::Client) peer.act(0);
    while (!input.empty()) {
        const std::size_t piece = 1 + input.byte() * 4u;
        const std::string bytes(input.take(piece));
        const bool usable =
            peer.mux.feed({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
        for (int i = 0; i < 100; ++i) {
            const auto pending = peer.mux.pending();
            if (pending.empty()) break;
            peer.mux.wrote(pending.size());
        }
        if (!usable) break;
        if (manners & 32) peer.act(static_cast<std::uint8_t>(piece));
    }
    return 0;
}
