// SPDX-License-Identifier: Apache-2.0
#include "app/agentarium-init/resolver.h"

#include "app/agentarium-init/clock.h"
#include "app/agentarium-init/console.h"

#include <array>
#include <netinet/in.h>
#include <sys/socket.h>

namespace agentarium::init {

namespace {

constexpr std::size_t kHeader = 12;
constexpr std::uint8_t kIsAnswer = 0x80;  // RFC 1035, 4.1.1: QR
constexpr std::uint8_t kRecursion = 0x80; // RA
constexpr std::uint8_t kNoSuchName = 3;   // RCODE
constexpr std::int64_t kTellEveryNs = 10'000'000'000;
constexpr std::size_t kNamesKept = 256;

} // namespace

std::optional<Refusal> refuseQuestion(std::span<const std::uint8_t> query) {
    if (query.size() < kHeader || query[2] & kIsAnswer || query[4] != 0 || query[5] != 1) return std::nullopt;
    Refusal refusal;
    std::size_t at = kHeader;
    while (at < query.size() && query[at] != 0) {
        const std::size_t length = query[at++];
        if (length > 63 || at + length > query.size()) return std::nullopt;
        if (!refusal.name.empty()) refusal.name += '.';
        refusal.name.append(query.begin() + static_cast<std::ptrdiff_t>(at),
                            query.begin() + static_cast<std::ptrdiff_t>(at + length));
        at += length;
    }
    const std::size_t end = at + 1 + 4; // root label, type, class
    if (end > query.size()) return std::nullopt;
    refusal.answer.assign(query.begin(), query.begin() + static_cast<std::ptrdiff_t>(end));
    refusal.answer[2] |= kIsAnswer;
    refusal.answer[3] = kRecursion | kNoSuchName;
    for (std::size_t i = 6; i < kHeader; ++i)
        refusal.answer[i] = 0; // no records follow
    return refusal;
}

Resolver::Resolver(Loop& loop, EventRing& events)
    : m_events(events), m_socket(::socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(53);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::bind(m_socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address))
        fatal(withErrno("the resolver cannot listen"));
    loop.watch(m_socket.get(), [this](std::uint32_t) { answerAll(); });
}

void Resolver::answerAll() {
    std::array<std::uint8_t, 1500> query;
    for (;;) {
        sockaddr_in from{};
        socklen_t length = sizeof from;
        const ssize_t n = ::recvfrom(m_socket.get(), query.data(), query.size(), 0,
                                     reinterpret_cast<sockaddr*>(&from), &length);
        if (n < 0) return;
        const auto refusal = refuseQuestion({query.data(), static_cast<std::size_t>(n)});
        if (!refusal) continue;
        ::sendto(m_socket.get(), refusal->answer.data(), refusal->answer.size(), 0,
                 reinterpret_cast<sockaddr*>(&from), length);
        tell(refusal->name);
    }
}

void Resolver::tell(const std::string& name) {
    const std::int64_t now = nowNs();
    if (const auto it = m_toldNs.find(name); it != m_toldNs.end() && now - it->second < kTellEveryNs) return;
    if (m_toldNs.size() >= kNamesKept) m_toldNs.clear();
    m_toldNs[name] = now;
    m_events.add("dns.refused", {{"name", name}});
}

} // namespace agentarium::init
