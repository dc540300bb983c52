// SPDX-License-Identifier: Apache-2.0
#include "core/sessions/agent_ping.h"

#include "core/base/deadline.h"
#include "core/contract/headers.h"

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace agentarium::sessions {

namespace http = boost::beast::http;

namespace {

PingReply unhealthy(std::string detail) {
    PingReply reply;
    reply.answer.detail = std::move(detail);
    return reply;
}

PingReply parse(unsigned status, const std::string& body) {
    if (status != 200) return unhealthy(fmt::format("/ping answered {} instead of 200.", status));
    PingReply reply;
    const auto json = nlohmann::json::parse(body, nullptr, false);
    const std::string text = json.is_object() ? json.value("status", std::string("Healthy")) : "Healthy";
    // Any other word with a 200 counts as alive: the contract's rule is the status code.
    reply.answer.status =
        text == "HealthyBusy" ? PingAnswer::Status::HealthyBusy : PingAnswer::Status::Healthy;
    if (json.is_object() && json.contains("time_of_last_update") && json["time_of_last_update"].is_number()) {
        reply.timeOfLastUpdate = static_cast<std::int64_t>(json["time_of_last_update"].get<double>());
        const auto now = std::chrono::duration_cast<std::chrono::seconds>(
                             std::chrono::system_clock::now().time_since_epoch())
                             .count();
        reply.answer.sinceUpdate =
            std::chrono::seconds(std::max<std::int64_t>(0, now - *reply.timeOfLastUpdate));
    }
    return reply;
}

/// One request to the agent's port. Throws what breaks it; `late` says that it was the time.
template <class Body>
Task<http::response<http::string_body>> ask(guest::GuestLink& link, int port, http::request<Body> request,
                                            std::chrono::milliseconds timeout, bool& late) {
    const auto until = std::chrono::steady_clock::now() + timeout;
    guest::Tunnel tunnel = co_await link.open(fmt::format("tcp:{}", port), timeout);
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    Deadline deadline(tunnel.get_executor(), left, [&] {
        late = true;
        tunnel.cancel();
    });
    request.set(http::field::host, fmt::format("127.0.0.1:{}", port));
    request.set(http::field::connection, "close");
    request.prepare_payload();
    co_await http::async_write(tunnel, request, asio::use_awaitable);
    boost::beast::flat_buffer buffer;
    http::response_parser<http::string_body> parser;
    parser.body_limit(64 * 1024);
    co_await http::async_read(tunnel, buffer, parser, asio::use_awaitable);
    co_return parser.release();
}

} // namespace

Task<PingReply> pingAgent(guest::GuestLink& link, int port, std::chrono::milliseconds timeout) {
    bool late = false;
    try {
        http::request<http::empty_body> request{http::verb::get, "/ping", 11};
        const auto response = co_await ask(link, port, std::move(request), timeout, late);
        co_return parse(response.result_int(), response.body());
    } catch (const std::exception& error) {
        if (late) co_return unhealthy(fmt::format("/ping did not answer within {} ms.", timeout.count()));
        co_return unhealthy(fmt::format("/ping failed: {}", error.what()));
    }
}

Task<void> rehearse(guest::GuestLink& link, int port, std::chrono::milliseconds timeout) {
    bool late = false;
    try {
        http::request<http::string_body> request{http::verb::options, "/invocations", 11};
        request.set(http::field::content_type, "application/json");
        request.set(http::field::accept, "*/*");
        request.set(contract::header::kSessionId, "rehearsal");
        request.set(contract::header::kRequestId, "rehearsal");
        request.body() = R"({"prompt":"Hello"})";
        co_await ask(link, port, std::move(request), timeout, late);
    } catch (const std::exception& error) {
        spdlog::debug("the agent did not answer OPTIONS /invocations: {}", error.what());
    }
}

} // namespace agentarium::sessions
