// SPDX-License-Identifier: Apache-2.0
#include "core/client/http_client.h"

#include "core/client/failure.h"
#include "core/client/line_splitter.h"

namespace agentarium::client {

namespace {

constexpr const char* kRoot = "/api/v1";
constexpr std::size_t kMostOfAFailure = 4 * 1024 * 1024;
/// Deleting an agent stops its sessions, about two seconds each.
constexpr std::chrono::minutes kHeadTimeout{5};

nlohmann::json parsed(const std::string& text) {
    if (text.empty()) return nlohmann::json::object();
    nlohmann::json json = nlohmann::json::parse(text, nullptr, false);
    if (json.is_discarded())
        throw Error(ErrorKind::RuntimeFailed, "The daemon's answer is not JSON.",
                    "Check that agentariumctl and agentariumd are of the same version.");
    return json;
}

} // namespace

nlohmann::json HttpClient::get(const std::string& path) {
    return json("GET", path, {});
}

nlohmann::json HttpClient::post(const std::string& path, const nlohmann::json& body) {
    return json("POST", path, body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

nlohmann::json HttpClient::put(const std::string& path, const nlohmann::json& body) {
    return json("PUT", path, body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

nlohmann::json HttpClient::remove(const std::string& path) {
    return json("DELETE", path, {});
}

nlohmann::json HttpClient::json(const std::string& method, const std::string& path, std::string body) {
    Request request;
    request.method = method;
    request.target = path;
    request.headTimeout = kHeadTimeout;
    if (!body.empty()) request.headers.emplace_back("Content-Type", "application/json");
    request.text = std::move(body);
    std::string answer;
    const ExchangeResult result =
        stream(std::move(request), {{}, [&](std::string_view bytes) { answer += bytes; }, {}});
    if (!result.complete)
        throw Error(ErrorKind::Unreachable, "The daemon's answer broke off.",
                    "Try again; see daemon.log in the data folder.");
    return parsed(answer);
}

ExchangeResult HttpClient::stream(Request request, const ExchangeHandlers& handlers) {
    request.target = kRoot + request.target;
    std::string failure;
    int status = 0;
    ExchangeHandlers inner;
    inner.onSent = handlers.onSent;
    inner.onHead = [&](const ResponseHead& head) {
        status = head.status;
        if (status < 400 && handlers.onHead) handlers.onHead(head);
    };
    inner.onBody = [&](std::string_view bytes) {
        if (status < 400) {
            if (handlers.onBody) handlers.onBody(bytes);
        } else if (failure.size() < kMostOfAFailure) {
            failure += bytes;
        }
    };
    ExchangeResult result = exchange(m_endpoint, request, inner, m_cancel);
    if (result.head.status >= 400) throw failureOf(result.head, failure);
    return result;
}

void HttpClient::lines(Request request, const std::function<void(const nlohmann::json&)>& onLine) {
    LineSplitter splitter([&](std::string_view line) {
        if (!line.empty()) onLine(parsed(std::string(line)));
    });
    const ExchangeResult result =
        stream(std::move(request), {{}, [&](std::string_view b) { splitter.add(b); }, {}});
    splitter.finish();
    if (!result.complete)
        throw Error(ErrorKind::RuntimeFailed, "The daemon's answer broke off in the middle.",
                    "See the session's events for the reason.");
}

} // namespace agentarium::client
