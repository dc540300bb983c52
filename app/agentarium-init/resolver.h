// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/agentarium-init/event_ring.h"
#include "app/agentarium-init/fd.h"
#include "app/agentarium-init/loop.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace agentarium::init {

/// The name server on the guest's loopback. There is no network: each question is refused at once and told,
/// so that a client that ignores the proxy fails with a sentence, not after a time-out.
class Resolver {
public:
    Resolver(Loop& loop, EventRing& events);

private:
    void answerAll();
    void tell(const std::string& name);

    EventRing& m_events;
    Fd m_socket;
    std::map<std::string, std::int64_t> m_toldNs; ///< when a name was last told
};

/// The refusal of one DNS question, and the name it asked for; nothing when it is no question.
struct Refusal {
    std::vector<std::uint8_t> answer;
    std::string name;
};
std::optional<Refusal> refuseQuestion(std::span<const std::uint8_t> query);

} // namespace agentarium::init
