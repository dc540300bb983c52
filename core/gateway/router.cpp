// SPDX-License-Identifier: Apache-2.0
#include "core/gateway/router.h"

#include "core/contract/error.h"
#include "core/contract/quota_error.h"
#include "core/gateway/uri.h"

#include <boost/system/system_error.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace agentarium::gateway {

namespace {

bool matches(const std::vector<std::string>& pattern, const std::vector<std::string>& segments,
             Arguments& arguments) {
    if (pattern.size() != segments.size()) return false;
    arguments.clear();
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (!pattern[i].empty() && pattern[i].front() == '{')
            arguments.push_back(segments[i]);
        else if (pattern[i] != segments[i])
            return false;
    }
    return true;
}

} // namespace

void Router::add(const std::string& method, const std::string& pattern, Handler handler) {
    m_routes.push_back({method, pathSegments(pattern), std::move(handler)});
}

Task<void> Router::route(Exchange& exchange) const {
    if (m_guard) m_guard(exchange);
    const auto segments = pathSegments(exchange.path());
    Arguments arguments;
    bool pathKnown = false;
    for (const Route& route : m_routes) {
        if (!matches(route.segments, segments, arguments)) continue;
        pathKnown = true;
        if (route.method != exchange.method()) continue;
        co_await route.handler(exchange, arguments);
        co_return;
    }
    if (pathKnown)
        throw Error(ErrorKind::BadInput,
                    fmt::format("{} is not a method of {}.", exchange.method(), exchange.path()));
    throw Error(ErrorKind::NotFound, fmt::format("There is no {} here.", exchange.path()),
                "docs/api.md lists the paths.");
}

Task<void> Router::dispatch(Exchange& exchange) const {
    std::optional<Error> failure;
    try {
        co_await route(exchange);
        co_return;
    } catch (const Error& error) {
        failure = error;
    } catch (const boost::system::system_error&) {
        throw;
    } catch (const nlohmann::json::type_error& error) {
        failure = Error(
            ErrorKind::BadInput,
            fmt::format("A key of the request's JSON has a value of the wrong type ({}).", error.what()),
            "See docs/api.md for its keys.");
    } catch (const std::exception& error) {
        spdlog::error("{} {}: {}", exchange.method(), exchange.path(), error.what());
        failure = Error(ErrorKind::RuntimeFailed, fmt::format("The runtime failed: {}", error.what()),
                        "The daemon's log (daemon.log in the data folder) has more.");
    }
    // An answer that has begun can only be broken off: the missing last chunk tells the client.
    if (exchange.headSent()) throw boost::system::system_error(boost::asio::error::connection_aborted);
    const unsigned status = failure->details().contains("httpStatus")
                                ? failure->details()["httpStatus"].get<unsigned>()
                                : static_cast<unsigned>(contract::answerStatusOf(*failure));
    failure->details().erase("httpStatus");
    nlohmann::json body;
    body["error"] = failure->toJson();
    Headers headers;
    if (const auto seconds = contract::retryAfterSeconds(*failure))
        headers.emplace_back("Retry-After", std::to_string(*seconds));
    co_await exchange.reply(status, body, headers);
}

} // namespace agentarium::gateway
