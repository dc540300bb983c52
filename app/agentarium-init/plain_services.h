// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/agentarium-init/service.h"

#include <cstdint>

namespace agentarium::init {

/// `sink`: counts bytes, answers {"bytes":N} at the end.
ServicePtr makeSink(Channel channel);
/// `source?bytes=N`: sends N bytes; byte i is i modulo 251.
ServicePtr makeSource(Channel channel, std::uint64_t bytes);
/// `echo`: sends back what comes.
ServicePtr makeEcho(Channel channel);

} // namespace agentarium::init
