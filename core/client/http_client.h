// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/client/exchange.h"
#include "core/contract/error.h"

#include <nlohmann/json.hpp>

namespace agentarium::client {

/// The daemon's HTTP API (docs/api.md), one call at a time; every call BLOCKS and opens a connection of its
/// own. Answers of 400 and above become the agentarium::Error they carry. Paths begin behind /api/v1.
class HttpClient {
public:
    explicit HttpClient(Endpoint endpoint, const CancelToken* cancel = nullptr)
        : m_endpoint(std::move(endpoint)), m_cancel(cancel) {}

    nlohmann::json get(const std::string& path);
    nlohmann::json post(const std::string& path, const nlohmann::json& body = nlohmann::json::object());
    nlohmann::json put(const std::string& path, const nlohmann::json& body);
    nlohmann::json remove(const std::string& path);

    /// Streams both ways. `onBody` and `onHead` are called only for answers below 400.
    ExchangeResult stream(Request request, const ExchangeHandlers& handlers);
    /// An answer of one JSON value a line; `onLine` is called as each line is complete.
    void lines(Request request, const std::function<void(const nlohmann::json&)>& onLine);

    const Endpoint& endpoint() const { return m_endpoint; }

private:
    nlohmann::json json(const std::string& method, const std::string& path, std::string body);

    Endpoint m_endpoint;
    const CancelToken* m_cancel;
};

} // namespace agentarium::client
