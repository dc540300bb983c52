// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/async.h"

#include <boost/asio/buffer.hpp>

namespace agentarium::invocations {

/// Where a request's body is written down as it passes.
class RequestRecord {
public:
    virtual ~RequestRecord() = default;
    virtual Task<void> requestBytes(asio::const_buffer bytes) = 0;
    /// The body has passed; what is called again changes nothing.
    virtual Task<void> requestComplete() = 0;
};

} // namespace agentarium::invocations
