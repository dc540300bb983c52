// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/base/hash.h"
#include "core/invocations/exchange.h"

#include <nlohmann/json.hpp>

namespace agentarium::invocations {

/// Takes the answer nobody waits for: its bytes are in the recording, this keeps what describes them.
class TaskSink : public ResponseSink {
public:
    Task<void> head(unsigned status, const Headers& headers) override {
        m_facts["statusCode"] = status;
        m_facts["contentType"] = headerOf(headers, "content-type");
        if (const std::string start = headerOf(headers, "X-Agentarium-Start"); !start.empty())
            m_facts["start"] = nlohmann::json::parse(start, nullptr, false);
        co_return;
    }
    Task<void> body(asio::const_buffer bytes) override {
        if (m_bytes == 0) m_facts["firstByteMs"] = msBetween(m_begun, steadyNowNs());
        m_hash.update(std::string_view(static_cast<const char*>(bytes.data()), bytes.size()));
        m_bytes += bytes.size();
        ++m_chunks;
        co_return;
    }
    Task<void> finish() override { co_return; }

    /// cli.md's keys of an invocation, as far as they are known. Once.
    nlohmann::json facts() {
        m_facts["bytesOut"] = m_bytes;
        m_facts["chunks"] = m_chunks;
        m_facts["totalMs"] = msBetween(m_begun, steadyNowNs());
        if (m_facts.contains("statusCode")) m_facts["bodySha256"] = m_hash.finish();
        return m_facts;
    }

private:
    std::int64_t m_begun = steadyNowNs();
    nlohmann::json m_facts{{"start", nullptr}};
    Sha256 m_hash;
    std::uint64_t m_bytes = 0;
    std::uint64_t m_chunks = 0;
};

} // namespace agentarium::invocations
