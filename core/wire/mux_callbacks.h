// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/wire/mux.h"

#include <nghttp2/nghttp2.h>

namespace agentarium::wire {

/// What nghttp2 calls, translated to Mux and its handler. Private to core/wire.
struct Mux::Callbacks {
    static nghttp2_session* newSession(Mux& mux);
    static nghttp2_data_provider provider();

    static int onBeginHeaders(nghttp2_session*, const nghttp2_frame* frame, void* self);
    static int onHeader(nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name,
                        std::size_t nameLength, const std::uint8_t* value, std::size_t valueLength,
                        std::uint8_t flags, void* self);
    static int onFrame(nghttp2_session*, const nghttp2_frame* frame, void* self);
    static int onFrameSent(nghttp2_session* session, const nghttp2_frame* frame, void* self);
    static int onData(nghttp2_session* session, std::uint8_t flags, std::int32_t id, const std::uint8_t* data,
                      std::size_t length, void* self);
    static int onClose(nghttp2_session*, std::int32_t id, std::uint32_t code, void* self);
    static ssize_t read(nghttp2_session*, std::int32_t id, std::uint8_t* buffer, std::size_t length,
                        std::uint32_t* flags, nghttp2_data_source*, void* self);
    static ssize_t frameLength(nghttp2_session*, std::uint8_t type, std::int32_t id,
                               std::int32_t connectionWindow, std::int32_t streamWindow,
                               std::uint32_t maxFrame, void* self);
};

} // namespace agentarium::wire
