// SPDX-License-Identifier: Apache-2.0
#include "core/invocations/http_invocation.h"

#include "core/base/deadline.h"
#include "core/base/ids.h"
#include "core/contract/limits.h"
#include "core/invocations/agent_exchange.h"
#include "core/invocations/unreadable_answer.h"

#include <boost/algorithm/string/predicate.hpp>
#include <fmt/format.h>

namespace agentarium::invocations {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t kAnswerBuffer = 64 * 1024;
/// How much of a failing agent's body the caller is shown.
constexpr std::size_t kErrorBody = 64 * 1024;
/// A streaming answer's longest life (contract 6).
constexpr auto kStreamLimit = 3600s;

const char* pathOf(agents::Protocol protocol) {
    switch (protocol) {
    case agents::Protocol::Mcp:
        return "/mcp";
    case agents::Protocol::A2a:
        return "/";
    default:
        return "/invocations";
    }
}

Error tooLarge(std::uint64_t size) {
    return Error(ErrorKind::TooLarge,
                 fmt::format("The request body has {} bytes; the limit is {} bytes.", size,
                             contract::kMaxPayloadBytes),
                 fmt::format("It is {} bytes too large: send a reference to the data instead.",
                             size - contract::kMaxPayloadBytes));
}

/// What is under way for one invocation, so that a timer or the caller's leaving can end it.
struct Ending {
    bool timedOut = false;
    std::string timeout;
};

} // namespace

Invoker::Invoker(asio::io_context& io, sessions::SessionManager& sessions, events::BlobStore& blobs)
    : m_io(io), m_sessions(sessions), m_blobs(blobs) {}

const char* outcomeOf(const Error& failure) {
    return failure.kind() == ErrorKind::Cancelled     ? "cancelled"
           : failure.kind() == ErrorKind::AgentFailed ? "agentFailed"
                                                      : "runtimeFailed";
}

Headers answerHeaders(const sessions::Session& session, const std::string& invocationId, bool startedHere) {
    Headers headers{{"X-Amzn-Bedrock-AgentCore-Runtime-Session-Id", session.spec().sessionId},
                    {"X-Agentarium-Invocation-Id", invocationId},
                    {"X-Agentarium-Recording-Id", session.spec().recordingId}};
    if (startedHere) {
        const nlohmann::json view = session.toJson();
        const nlohmann::json start{{"kind", view.value("startKind", "cold")},
                                   {"ms", view.value("startMs", 0.0)},
                                   {"phases", view.value("phases", nlohmann::json::array())}};
        headers.emplace_back("X-Agentarium-Start", start.dump());
    }
    return headers;
}

namespace {

/// Reads the failing agent's body and makes the 424 of contract 3.8.
Task<Error> agentAnsweredError(AgentExchange& exchange, sessions::Session& session, InvocationRecord& record,
                               std::uint64_t sinceLine) {
    session.attend();
    std::string body;
    std::vector<char> buffer(kAnswerBuffer);
    try {
        while (body.size() < kErrorBody) {
            const std::size_t n = co_await exchange.readSome(asio::buffer(buffer));
            if (n == 0) break;
            co_await record.responseBytes(asio::buffer(buffer.data(), n));
            body.append(buffer.data(), n);
        }
    } catch (const boost::system::system_error&) {
        // What arrived is what there is to show.
    }
    body.resize(std::min(body.size(), kErrorBody));
    // A traceback printed to stderr travels beside the answer.
    asio::steady_timer settle(co_await asio::this_coro::executor, 150ms);
    co_await settle.async_wait(asio::use_awaitable);
    nlohmann::json details;
    details["agentStatus"] = exchange.status();
    details["agentBody"] = body;
    co_return session.agentError(
        fmt::format("Received error ({}) from runtime: the agent answered {}.", exchange.status(),
                    exchange.status()),
        "Read the agent's body and its last log lines; the caller of AgentCore sees 424.", std::move(details),
        sinceLine);
}

Task<void> passAnswer(AgentExchange& exchange, InvocationRecord& record, ResponseSink& sink,
                      Headers headers) {
    for (const auto& [name, value] : exchange.headers())
        if (boost::iequals(name, "content-type") || boost::istarts_with(name, "mcp-"))
            headers.emplace_back(name, value);
    co_await sink.head(exchange.status(), headers);
    std::vector<char> buffer(kAnswerBuffer);
    while (const std::size_t n = co_await exchange.readSome(asio::buffer(buffer))) {
        const asio::const_buffer bytes(buffer.data(), n);
        co_await sink.body(bytes);
        co_await record.responseBytes(bytes);
    }
    co_await sink.finish();
}

} // namespace

Task<void> Invoker::invoke(InvocationRequest request, BodySource& body, ResponseSink& sink,
                           Cancellation& cancellation) {
    if (body.declaredSize().value_or(0) > contract::kMaxPayloadBytes) throw tooLarge(*body.declaredSize());
    const auto [session, isNew] =
        co_await m_sessions.acquire(request.sessionId, request.agent, request.qualifier);
    if (request.budgetUsd) session->setBudget(request.budgetUsd);
    const auto& settings = session->spec().version.settings;

    InvocationRecord record(session, m_blobs,
                            request.invocationId.empty() ? makeUuid() : request.invocationId,
                            request.isPrivate);
    sessions::Session::Activity activity(session, fmt::format("invocation {}", record.number()));
    const std::uint64_t sinceLine = session->logLines();
    record.begin("http", pathOf(settings.protocol), request);

    std::optional<Error> failure;
    std::optional<unsigned> agentStatus;
    std::string outcome = "ok";
    Ending ending;
    std::shared_ptr<AgentExchange> exchange;
    bool connectionBroke = false;
    std::optional<std::string> unreadable;
    try {
        co_await session->ready([&] { return cancellation.cancelled(); });
        if (!cancellation.cancelled()) {
            guest::Tunnel tunnel = session->link().openNow(fmt::format("tcp:{}", session->agentPort()));
            exchange = std::make_shared<AgentExchange>(std::move(tunnel), record);
            cancellation.onCancel([weak = std::weak_ptr(exchange)] {
                if (const auto alive = weak.lock()) alive->cancel();
            });
            const auto expire = [&](const std::string& what) {
                return [&, what] {
                    ending = {true, what};
                    exchange->cancel();
                };
            };
            const int timeout = request.inBackground ? contract::kAsynchronousSeconds : settings.timeoutS;
            auto deadline = std::make_unique<Deadline>(
                m_io.get_executor(), std::chrono::seconds(timeout),
                expire(fmt::format("The agent did not answer within {} s.", timeout)));
            exchange->send(pathOf(settings.protocol), session->agentPort(), request,
                           agentHeaders(request, session->spec().sessionId, record.id()), body);
            co_await exchange->readHead();
            agentStatus = exchange->status();
            const Headers headers = exchange->headers();
            const std::string contentType = headerOf(headers, "content-type");
            record.responseHead(*agentStatus, contentType, headers);
            if (contentType.rfind("text/event-stream", 0) == 0 && !request.inBackground) {
                deadline.reset();
                deadline = std::make_unique<Deadline>(
                    m_io.get_executor(), kStreamLimit,
                    expire(fmt::format("The agent's stream was open for {} s.", kStreamLimit.count())));
            }
            if (*agentStatus >= 400)
                failure = co_await agentAnsweredError(*exchange, *session, record, sinceLine);
            else
                co_await passAnswer(*exchange, record, sink, answerHeaders(*session, record.id(), isNew));
        }
    } catch (const Error& error) {
        failure = error;
    } catch (const boost::system::system_error& error) {
        connectionBroke = true;
        unreadable = error.code() == asio::error::connection_refused
                         ? fmt::format("The agent does not listen on port {} any more.", session->agentPort())
                         : unreadableAnswer(error.code());
    } catch (const std::exception&) {
        connectionBroke = true;
    }
    cancellation.onCancel({});
    if (exchange) {
        co_await exchange->joinBody(body);
        if (exchange->bodyError()) {
            try {
                std::rethrow_exception(exchange->bodyError());
            } catch (const Error& error) {
                failure = error;
            }
        }
    }
    if (cancellation.cancelled()) {
        failure = Error(ErrorKind::Cancelled, "The caller cancelled the invocation.");
    } else if (ending.timedOut) {
        failure = session->agentError(ending.timeout,
                                      "Raise it with `deploy --timeout`, or answer early and work on with "
                                      "add_async_task.",
                                      {}, sinceLine);
    } else if (connectionBroke && !failure) {
        co_await session->settleFailure();
        failure = session->agentError(
            unreadable    ? *unreadable
            : agentStatus ? "The agent broke off in the middle of its answer."
                          : "The agent closed the connection before it answered.",
            fmt::format("Read its last log lines: agentariumctl logs {}", session->spec().sessionId), {},
            sinceLine);
        if (session->lifecycle().state() == sessions::State::Terminated)
            failure->details()["reason"] = session->toJson().value("reason", std::string());
    }
    unsigned callerStatus = agentStatus.value_or(200);
    if (failure) {
        callerStatus = static_cast<unsigned>(httpStatusOf(failure->kind()));
        outcome = outcomeOf(*failure);
        failure->details()["sessionId"] = session->spec().sessionId;
        failure->details()["invocationId"] = record.id();
    }
    co_await record.requestComplete();
    co_await record.end(outcome, callerStatus, agentStatus, failure ? &*failure : nullptr);
    if (failure) throw *failure;
}

} // namespace agentarium::invocations
