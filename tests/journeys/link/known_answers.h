// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/guest/link.h"

#include <cstdint>
#include <random>
#include <string>

namespace agentarium::linktest {

/// Each sends something whose answer is known and throws std::runtime_error when another one comes.
Task<void> checkEcho(guest::GuestLink& link, std::size_t bytes, std::mt19937& random);
Task<void> checkSink(guest::GuestLink& link, std::uint64_t bytes);
Task<void> checkSource(guest::GuestLink& link, std::uint64_t bytes);
/// Uploads without end; `begun` is called when the first megabyte is on its way.
Task<void> uploadForever(guest::GuestLink& link, std::function<void()> begun);

} // namespace agentarium::linktest
