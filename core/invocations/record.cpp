// SPDX-License-Identifier: Apache-2.0
#include "core/invocations/record.h"

#include <boost/algorithm/string/predicate.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace agentarium::invocations {

namespace {

/// What a header says of the exchange itself; all others may carry what the caller wants kept private.
bool isPlain(const std::string& name) {
    static constexpr std::array plain{"accept", "content-type", "content-length", "transfer-encoding"};
    return std::any_of(plain.begin(), plain.end(),
                       [&](const char* known) { return boost::iequals(name, known); });
}

nlohmann::json toJson(const Headers& headers, bool isPrivate) {
    nlohmann::json json = nlohmann::json::object();
    for (const auto& [name, value] : recordableHeaders(headers))
        json[name] = isPrivate && !isPlain(name) ? "(not recorded)" : value;
    return json;
}

} // namespace

InvocationRecord::InvocationRecord(std::shared_ptr<sessions::Session> session, events::BlobStore& blobs,
                                   std::string invocationId, bool isPrivate)
    : m_session(std::move(session))
    , m_blobs(blobs)
    , m_id(std::move(invocationId))
    , m_private(isPrivate)
    , m_number(m_session->nextInvocationNumber())
    , m_begun(std::chrono::steady_clock::now()) {}

double InvocationRecord::elapsedMs() const {
    const std::chrono::duration<double, std::milli> ms = std::chrono::steady_clock::now() - m_begun;
    return std::round(ms.count() * 100) / 100;
}

void InvocationRecord::begin(const std::string& type, const std::string& path,
                             const InvocationRequest& request) {
    nlohmann::json body{{"invocationId", m_id}, {"number", m_number},
                        {"type", type},         {"path", path},
                        {"private", m_private}, {"headers", toJson(request.headers, m_private)}};
    if (!request.contentType.empty()) body["contentType"] = request.contentType;
    if (!request.accept.empty()) body["accept"] = request.accept;
    if (!request.userId.empty() && !m_private) body["userId"] = request.userId;
    m_session->recorder().emit("invocation.begin", std::move(body));
}

Task<void> InvocationRecord::write(std::unique_ptr<events::BlobWriter>& writer, const char* part,
                                   asio::const_buffer bytes) {
    if (m_private || bytes.size() == 0) co_return;
    if (!writer) writer = m_blobs.create(m_id + "." + part);
    const auto* data = static_cast<const std::byte*>(bytes.data());
    co_await writer->write(std::vector<std::byte>(data, data + bytes.size()));
}

Task<std::string> InvocationRecord::keep(std::unique_ptr<events::BlobWriter>& writer) {
    if (!writer) co_return std::string();
    std::string why;
    try {
        const events::BlobRef blob = co_await writer->finish();
        co_return blob.sha256;
    } catch (const std::exception& error) {
        why = error.what();
    }
    // A full disk costs the recording its payload, never the caller his answer.
    m_session->recorder().emit("log.line",
                               {{"source", "runtime"}, {"line", "A payload could not be kept: " + why}});
    co_return std::string();
}

Task<void> InvocationRecord::requestBytes(asio::const_buffer bytes) {
    m_bytesIn += bytes.size();
    co_await write(m_request, "request", bytes);
}

Task<void> InvocationRecord::requestComplete() {
    if (std::exchange(m_requestDone, true)) co_return;
    nlohmann::json body{{"invocationId", m_id}, {"bytes", m_bytesIn}, {"sha256", nullptr}};
    const std::string blob = co_await keep(m_request);
    if (!blob.empty()) body["sha256"] = blob;
    m_session->recorder().emit("invocation.request", std::move(body), blob);
}

void InvocationRecord::responseHead(unsigned status, const std::string& contentType, const Headers& headers) {
    m_firstByteMs = elapsedMs();
    nlohmann::json body{{"invocationId", m_id},
                        {"statusCode", status},
                        {"headers", toJson(headers, m_private)},
                        {"ms", *m_firstByteMs}};
    if (!contentType.empty()) body["contentType"] = contentType;
    m_session->recorder().emit("invocation.response", std::move(body));
}

Task<void> InvocationRecord::responseBytes(asio::const_buffer bytes) {
    m_session->recorder().emit(
        "invocation.chunk",
        {{"invocationId", m_id}, {"index", m_chunks++}, {"offset", m_bytesOut}, {"bytes", bytes.size()}});
    m_bytesOut += bytes.size();
    co_await write(m_response, "response", bytes);
}

Task<void> InvocationRecord::frame(const std::string& direction, const Frame& frame) {
    nlohmann::json body{{"invocationId", m_id},    {"index", m_chunks++},
                        {"direction", direction},  {"opcode", toString(frame.opcode)},
                        {"offset", m_frameOffset}, {"bytes", frame.data.size()}};
    if (frame.opcode == Frame::Opcode::Close) body["closeCode"] = frame.closeCode;
    m_session->recorder().emit("invocation.frame", std::move(body));
    (direction == "in" ? m_bytesIn : m_bytesOut) += frame.data.size();
    m_frameOffset += frame.data.size();
    co_await write(m_response, "frames", asio::buffer(frame.data));
}

Task<void> InvocationRecord::end(const std::string& outcome, unsigned callerStatus,
                                 std::optional<unsigned> agentStatus, const Error* error) {
    nlohmann::json body{{"invocationId", m_id}, {"outcome", outcome},     {"statusCode", callerStatus},
                        {"bytesIn", m_bytesIn}, {"bytesOut", m_bytesOut}, {"chunks", m_chunks},
                        {"ms", elapsedMs()}};
    if (agentStatus) body["agentStatus"] = *agentStatus;
    if (m_firstByteMs) body["firstByteMs"] = *m_firstByteMs;
    if (error) {
        body["error"] = error->toJson();
        // The agent's body is payload: it is in the blob, or nowhere when the invocation is private.
        body["error"].erase("agentBody");
    }
    const std::string blob = co_await keep(m_response);
    if (!blob.empty()) body["sha256"] = blob;
    m_session->recorder().emit("invocation.end", std::move(body), blob);
}

} // namespace agentarium::invocations
