// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/events/blobs.h"
#include "core/invocations/request.h"
#include "core/invocations/request_record.h"
#include "core/sessions/session.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace agentarium::invocations {

/// Writes one invocation into its session's stream: events, and payloads as blobs unless it is private.
class InvocationRecord final : public RequestRecord {
public:
    InvocationRecord(std::shared_ptr<sessions::Session> session, events::BlobStore& blobs,
                     std::string invocationId, bool isPrivate);

    const std::string& id() const { return m_id; }
    int number() const { return m_number; }

    void begin(const std::string& type, const std::string& path, const InvocationRequest& request);
    Task<void> requestBytes(asio::const_buffer bytes) override;
    Task<void> requestComplete() override;
    void responseHead(unsigned status, const std::string& contentType, const Headers& headers);
    Task<void> responseBytes(asio::const_buffer bytes);
    Task<void> frame(const std::string& direction, const Frame& frame);
    /// Ends it; `error` null means it went well.
    Task<void> end(const std::string& outcome, unsigned callerStatus, std::optional<unsigned> agentStatus,
                   const Error* error);

    std::uint64_t bytesIn() const { return m_bytesIn; }
    std::uint64_t bytesOut() const { return m_bytesOut; }

private:
    double elapsedMs() const;
    Task<void> write(std::unique_ptr<events::BlobWriter>& writer, const char* part, asio::const_buffer bytes);
    Task<std::string> keep(std::unique_ptr<events::BlobWriter>& writer);

    std::shared_ptr<sessions::Session> m_session;
    events::BlobStore& m_blobs;
    std::string m_id;
    bool m_private;
    int m_number;
    std::chrono::steady_clock::time_point m_begun;
    std::unique_ptr<events::BlobWriter> m_request;
    std::unique_ptr<events::BlobWriter> m_response;
    std::uint64_t m_bytesIn = 0;
    std::uint64_t m_bytesOut = 0;
    std::uint64_t m_frameOffset = 0;
    std::uint64_t m_chunks = 0;
    std::optional<double> m_firstByteMs;
    bool m_requestDone = false;
};

} // namespace agentarium::invocations
