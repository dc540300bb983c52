// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/gateway/exchange.h"

namespace agentarium::gateway {

/// A request made by hand and the answer it got.
class FakeExchange : public Exchange {
public:
    FakeExchange(std::string method, std::string path, Headers headers = {})
        : m_method(std::move(method)), m_path(std::move(path)), m_headers(std::move(headers)) {}

    unsigned status = 0;
    nlohmann::json answer;
    Headers answerHeaders;

    const std::string& method() const override { return m_method; }
    const std::string& path() const override { return m_path; }
    std::string query(const std::string&, const std::string& fallback) const override { return fallback; }
    std::string header(const std::string& name) const override {
        return invocations::headerOf(m_headers, name);
    }
    const Headers& headers() const override { return m_headers; }
    bool wantsWebSocket() const override { return false; }
    Task<nlohmann::json> json() override { co_return nlohmann::json::object(); }
    using Exchange::reply;
    Task<void> reply(unsigned code, const nlohmann::json& json, Headers headers) override {
        status = code;
        answer = json;
        answerHeaders = std::move(headers);
        co_return;
    }
    bool headSent() const override { return status != 0; }
    void watchPeer(invocations::Cancellation&) override {}
    void unwatchPeer() override {}
    Task<std::unique_ptr<FrameChannel>> upgrade(const Headers&) override { co_return nullptr; }
    std::optional<std::uint64_t> declaredSize() const override { return 0; }
    Task<std::size_t> read(asio::mutable_buffer) override { co_return 0; }
    void abort() override {}
    Task<void> head(unsigned code, const Headers&) override {
        status = code;
        co_return;
    }
    Task<void> body(asio::const_buffer) override { co_return; }
    Task<void> finish() override { co_return; }

private:
    std::string m_method;
    std::string m_path;
    Headers m_headers;
};

} // namespace agentarium::gateway
