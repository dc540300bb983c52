// SPDX-License-Identifier: Apache-2.0
#include "core/wire/mux.h"

#include "core/wire/mux_callbacks.h"
#include "core/wire/ports.h"

#include <nghttp2/nghttp2.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace agentarium::wire {

namespace {

/// Frames up to this size are gathered into one write; larger ones are written from where nghttp2 has them.
constexpr std::size_t kGather = 16 * 1024;
constexpr std::size_t kMaxReason = 1024;

nghttp2_nv field(const char* name, const std::string& value) {
    return {reinterpret_cast<std::uint8_t*>(const_cast<char*>(name)),
            reinterpret_cast<std::uint8_t*>(const_cast<char*>(value.data())), std::strlen(name), value.size(),
            NGHTTP2_NV_FLAG_NO_COPY_NAME};
}

} // namespace

Mux::Mux(Role role, Handler& handler) : m_handler(handler), m_role(role) {
    m_session = Callbacks::newSession(*this);
    std::vector<nghttp2_settings_entry> settings{{NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, kStreamWindow},
                                                 {NGHTTP2_SETTINGS_MAX_FRAME_SIZE, kMaxFrame},
                                                 {NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, kMaxStreams}};
    if (role == Role::Client) settings.push_back({NGHTTP2_SETTINGS_ENABLE_PUSH, 0});
    nghttp2_submit_settings(m_session, NGHTTP2_FLAG_NONE, settings.data(), settings.size());
    nghttp2_session_set_local_window_size(m_session, NGHTTP2_FLAG_NONE, 0, kConnectionWindow);
}

Mux::~Mux() {
    nghttp2_session_del(m_session);
}

Mux::Stream* Mux::find(Id id) {
    const auto it = m_streams.find(id);
    return it == m_streams.end() ? nullptr : &it->second;
}

bool Mux::feed(Bytes data) {
    if (nghttp2_session_mem_recv(m_session, data.data(), data.size()) < 0) return false;
    return nghttp2_session_want_read(m_session) != 0;
}

Mux::Bytes Mux::pending() {
    if (!m_ready.empty()) return m_ready;
    m_small.clear();
    while (m_small.size() < kGather) {
        const std::uint8_t* frame = nullptr;
        const auto length = nghttp2_session_mem_send(m_session, &frame);
        if (length <= 0) break;
        const Bytes bytes(frame, static_cast<std::size_t>(length));
        if (m_small.empty() && bytes.size() >= kGather) {
            m_ready = bytes;
            break;
        }
        m_small.insert(m_small.end(), bytes.begin(), bytes.end());
    }
    if (m_ready.empty()) m_ready = m_small;
    for (const Id id : std::exchange(m_writable, {}))
        if (Stream* stream = find(id); stream && !stream->closing && !stream->gone) m_handler.writable(id);
    return m_ready;
}

Mux::Id Mux::open(const std::string& target) {
    const std::string method = "CONNECT";
    const nghttp2_nv headers[] = {field(":method", method), field(":authority", target)};
    const auto provider = Callbacks::provider();
    const Id id = nghttp2_submit_request(m_session, nullptr, headers, 2, &provider, nullptr);
    if (id < 0) throw std::runtime_error(nghttp2_strerror(id));
    m_streams[id].answered = true;
    return id;
}

void Mux::accept(Id id) {
    Stream* stream = find(id);
    if (!stream || stream->answered) return;
    stream->answered = true;
    const std::string status = "200";
    const nghttp2_nv headers[] = {field(":status", status)};
    const auto provider = Callbacks::provider();
    nghttp2_submit_response(m_session, id, headers, 1, &provider);
}

void Mux::refuse(Id id, const std::string& reason) {
    Stream* stream = find(id);
    if (!stream || stream->answered) return;
    stream->answered = stream->finishing = stream->closing = true;
    std::string text = reason.substr(0, kMaxReason);
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, ' ');
    const std::string status = "502";
    const nghttp2_nv headers[] = {field(":status", status), field("x-reason", text)};
    nghttp2_submit_response(m_session, id, headers, 2, nullptr);
}

void Mux::resume(Id id, Stream& stream) {
    if (!stream.deferred) return;
    stream.deferred = false;
    nghttp2_session_resume_data(m_session, id);
}

std::size_t Mux::room(Id id) {
    Stream* stream = find(id);
    if (!stream || stream->finishing || stream->gone) return 0;
    const std::size_t left = kSendQueue - std::min(kSendQueue, stream->out.size());
    if (left == 0) stream->full = true;
    return left;
}

void Mux::askRoom(Id id) {
    if (Stream* stream = find(id)) stream->full = true;
}

std::size_t Mux::send(Id id, Bytes data) {
    Stream* stream = find(id);
    if (!stream || stream->finishing || stream->gone) return 0;
    const std::size_t count = std::min(data.size(), room(id));
    stream->out.append(data.first(count));
    if (count < data.size()) stream->full = true;
    if (count > 0) resume(id, *stream);
    return count;
}

void Mux::finish(Id id) {
    Stream* stream = find(id);
    if (!stream || stream->finishing || stream->gone) return;
    stream->finishing = true;
    resume(id, *stream);
}

void Mux::close(Id id) {
    Stream* stream = find(id);
    if (!stream || stream->closing) return;
    if (!stream->answered) return reset(id);
    finish(id);
    stream->closing = true;
    consume(id, stream->unread);
    if (stream = find(id); stream && stream->sentEnd && !stream->gone && !stream->peerEnded)
        nghttp2_submit_rst_stream(m_session, NGHTTP2_FLAG_NONE, id, NGHTTP2_NO_ERROR);
}

void Mux::reset(Id id) {
    Stream* stream = find(id);
    if (!stream) return;
    const bool gone = stream->gone;
    stream->closing = stream->finishing = true;
    stream->out.clear();
    consume(id, stream->unread);
    if (!gone) nghttp2_submit_rst_stream(m_session, NGHTTP2_FLAG_NONE, id, NGHTTP2_CANCEL);
}

void Mux::consume(Id id, std::size_t count) {
    Stream* stream = find(id);
    if (!stream) return;
    count = std::min(count, stream->unread);
    stream->unread -= count;
    if (count > 0) nghttp2_session_consume(m_session, id, count);
    if (stream->gone && stream->unread == 0) m_streams.erase(id);
}

void Mux::drop(Id id, Stream& stream) {
    stream.gone = true;
    stream.out.clear();
    if (stream.closing)
        consume(id, stream.unread);
    else if (stream.unread == 0)
        m_streams.erase(id);
}

void Mux::ping(std::uint64_t token) {
    std::uint8_t opaque[8];
    std::memcpy(opaque, &token, sizeof opaque);
    nghttp2_submit_ping(m_session, NGHTTP2_FLAG_NONE, opaque);
}

} // namespace agentarium::wire
