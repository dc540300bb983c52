// SPDX-License-Identifier: Apache-2.0
#include "core/wire/mux_callbacks.h"

#include "core/wire/ports.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <string_view>

namespace agentarium::wire {

namespace {

/// nghttp2 ends a connection whose client resets often (1000 at once, 33 a second): a flood from outside.
/// Here the client is the other half of this program and cancelled requests are resets.
constexpr std::uint64_t kResets = 1'000'000;

Mux& muxOf(void* self) {
    return *static_cast<Mux*>(self);
}

} // namespace

nghttp2_session* Mux::Callbacks::newSession(Mux& mux) {
    nghttp2_session_callbacks* callbacks = nullptr;
    nghttp2_option* option = nullptr;
    if (nghttp2_session_callbacks_new(&callbacks) != 0 || nghttp2_option_new(&option) != 0)
        throw std::bad_alloc();
    nghttp2_session_callbacks_set_on_begin_headers_callback(callbacks, onBeginHeaders);
    nghttp2_session_callbacks_set_on_header_callback(callbacks, onHeader);
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, onFrame);
    nghttp2_session_callbacks_set_on_frame_send_callback(callbacks, onFrameSent);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, onData);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, onClose);
    nghttp2_session_callbacks_set_data_source_read_length_callback(callbacks, frameLength);
    nghttp2_option_set_no_auto_window_update(option, 1);
    // Targets hold "?", which no authority of the web may.
    nghttp2_option_set_no_http_messaging(option, 1);
    nghttp2_option_set_peer_max_concurrent_streams(option, kMaxStreams);
    nghttp2_option_set_stream_reset_rate_limit(option, kResets, kResets);
    nghttp2_session* session = nullptr;
    const int failed = mux.m_role == Role::Client
                           ? nghttp2_session_client_new2(&session, callbacks, &mux, option)
                           : nghttp2_session_server_new2(&session, callbacks, &mux, option);
    nghttp2_option_del(option);
    nghttp2_session_callbacks_del(callbacks);
    if (failed) throw std::bad_alloc();
    return session;
}

nghttp2_data_provider Mux::Callbacks::provider() {
    return {{.ptr = nullptr}, &Callbacks::read};
}

int Mux::Callbacks::onBeginHeaders(nghttp2_session*, const nghttp2_frame* frame, void* self) {
    if (frame->headers.cat == NGHTTP2_HCAT_REQUEST) muxOf(self).m_streams[frame->hd.stream_id];
    return 0;
}

int Mux::Callbacks::onHeader(nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name,
                             std::size_t nameLength, const std::uint8_t* value, std::size_t valueLength,
                             std::uint8_t, void* self) {
    Stream* stream = muxOf(self).find(frame->hd.stream_id);
    if (!stream) return 0;
    const std::string_view key(reinterpret_cast<const char*>(name), nameLength);
    const std::string_view text(reinterpret_cast<const char*>(value), valueLength);
    if (key == ":status") stream->ok = text == "200";
    if (key == ":authority" || key == "x-reason") stream->header = text;
    return 0;
}

int Mux::Callbacks::onFrame(nghttp2_session*, const nghttp2_frame* frame, void* self) {
    Mux& mux = muxOf(self);
    const Id id = frame->hd.stream_id;
    if (frame->hd.type == NGHTTP2_PING && (frame->hd.flags & NGHTTP2_FLAG_ACK)) {
        std::uint64_t token = 0;
        std::memcpy(&token, frame->ping.opaque_data, sizeof token);
        mux.m_handler.pong(token);
        return 0;
    }
    if (frame->hd.type != NGHTTP2_HEADERS && frame->hd.type != NGHTTP2_DATA) return 0;
    Stream* stream = mux.find(id);
    if (!stream) return 0;
    const bool end = (frame->hd.flags & NGHTTP2_FLAG_END_STREAM) != 0;
    if (end) stream->peerEnded = true;
    if (frame->hd.type == NGHTTP2_HEADERS && !stream->closing) {
        const std::string text = std::move(stream->header);
        if (frame->headers.cat == NGHTTP2_HCAT_REQUEST)
            mux.m_handler.opened(id, text);
        else if (frame->headers.cat == NGHTTP2_HCAT_RESPONSE && stream->ok)
            mux.m_handler.accepted(id);
        else if (frame->headers.cat == NGHTTP2_HCAT_RESPONSE) {
            mux.close(id);
            mux.m_handler.refused(id, text);
        }
    }
    stream = mux.find(id);
    if (end && stream && !stream->closing) mux.m_handler.ended(id);
    return 0;
}

int Mux::Callbacks::onFrameSent(nghttp2_session* session, const nghttp2_frame* frame, void* self) {
    const bool ends = (frame->hd.type == NGHTTP2_DATA || frame->hd.type == NGHTTP2_HEADERS) &&
                      (frame->hd.flags & NGHTTP2_FLAG_END_STREAM);
    Stream* stream = ends ? muxOf(self).find(frame->hd.stream_id) : nullptr;
    if (!stream) return 0;
    stream->sentEnd = true;
    if (stream->closing && !stream->peerEnded)
        nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, frame->hd.stream_id, NGHTTP2_NO_ERROR);
    return 0;
}

int Mux::Callbacks::onData(nghttp2_session* session, std::uint8_t, std::int32_t id, const std::uint8_t* data,
                           std::size_t length, void* self) {
    Mux& mux = muxOf(self);
    Stream* stream = mux.find(id);
    if (!stream || stream->closing) {
        nghttp2_session_consume(session, id, length);
        return 0;
    }
    stream->unread += length;
    mux.m_handler.received(id, {data, length});
    return 0;
}

int Mux::Callbacks::onClose(nghttp2_session*, std::int32_t id, std::uint32_t code, void* self) {
    Mux& mux = muxOf(self);
    Stream* stream = mux.find(id);
    if (!stream) return 0;
    const bool tell = !stream->closing;
    mux.drop(id, *stream);
    if (tell) mux.m_handler.closed(id, code == NGHTTP2_NO_ERROR);
    return 0;
}

ssize_t Mux::Callbacks::read(nghttp2_session*, std::int32_t id, std::uint8_t* buffer, std::size_t length,
                             std::uint32_t* flags, nghttp2_data_source*, void* self) {
    Mux& mux = muxOf(self);
    Stream* stream = mux.find(id);
    if (!stream) return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
    const std::size_t count = std::min(length, stream->out.size());
    if (count == 0 && !stream->finishing) {
        stream->deferred = true;
        return NGHTTP2_ERR_DEFERRED;
    }
    if (count > 0) std::memcpy(buffer, stream->out.front().data(), count);
    stream->out.pop(count);
    if (stream->finishing && stream->out.empty()) *flags |= NGHTTP2_DATA_FLAG_EOF;
    if (stream->full && stream->out.size() <= kSendQueue / 2) {
        stream->full = false;
        mux.m_writable.push_back(id);
    }
    return static_cast<ssize_t>(count);
}

ssize_t Mux::Callbacks::frameLength(nghttp2_session*, std::uint8_t, std::int32_t,
                                    std::int32_t connectionWindow, std::int32_t streamWindow,
                                    std::uint32_t maxFrame, void*) {
    const auto window = static_cast<std::uint32_t>(std::max(1, std::min(connectionWindow, streamWindow)));
    return static_cast<ssize_t>(std::min({window, maxFrame, kMaxFrame}));
}

} // namespace agentarium::wire
