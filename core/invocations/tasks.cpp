// SPDX-License-Identifier: Apache-2.0
#include "core/invocations/tasks.h"

#include "core/base/ids.h"
#include "core/base/text.h"
#include "core/contract/iso_time.h"
#include "core/contract/quota_error.h"
#include "core/contract/session_id.h"
#include "core/invocations/spooled_body.h"
#include "core/invocations/task_sink.h"

#include <boost/asio/detached.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace agentarium::invocations {

namespace {

constexpr std::size_t kShownBody = 64 * 1024;
/// How long a cancelled task may take to end before its canceller is answered.
constexpr std::chrono::seconds kCancelling{10};

nlohmann::json statusOf(const InvocationRequest& request, std::uint64_t bytesIn) {
    return {{"taskId", request.invocationId},
            {"invocationId", request.invocationId},
            {"sessionId", request.sessionId},
            {"agent", request.agent},
            {"qualifier", request.qualifier},
            {"status", "running"},
            {"startedAt", contract::toIsoTime(wallNowNs())},
            {"bytesIn", bytesIn}};
}

} // namespace

Tasks::Tasks(asio::io_context& io, asio::thread_pool& pool, const std::filesystem::path& home,
             agents::AgentStore& agents, events::BlobStore& blobs, Invoker& invoker)
    : m_io(io)
    , m_pool(pool)
    , m_home(home)
    , m_agents(agents)
    , m_blobs(blobs)
    , m_invoker(invoker)
    , m_store(home)
    , m_ended(io.get_executor()) {}

Task<nlohmann::json> Tasks::begin(InvocationRequest request, BodySource& body) {
    if (request.isPrivate)
        throw Error(ErrorKind::BadInput, "A private invocation keeps no answer to ask for later.",
                    "Leave out either --private or --async.");
    if (request.sessionId.empty()) request.sessionId = makeUuid();
    contract::requireSessionId(request.sessionId);
    request.agent = m_agents.resolve(request.agent, request.qualifier).agentName;
    request.invocationId = makeUuid();
    request.inBackground = true;

    const auto spooled = std::make_shared<SpooledBody>(m_pool, m_home);
    co_await spooled->fill(body);
    const std::string id = request.invocationId;
    nlohmann::json task = statusOf(request, spooled->declaredSize().value_or(0));
    co_await keep(task);
    m_running[id].task = task;
    asio::co_spawn(m_io, run(std::move(request), spooled, id), asio::detached);
    co_return task;
}

Task<void> Tasks::run(InvocationRequest request, std::shared_ptr<BodySource> body, std::string taskId) {
    TaskSink sink;
    const std::shared_ptr<Cancellation> cancellation = m_running[taskId].cancellation;
    std::optional<Error> failure;
    try {
        co_await m_invoker.invoke(std::move(request), *body, sink, *cancellation);
    } catch (const Error& error) {
        failure = error;
    } catch (const std::exception& error) {
        failure = Error(ErrorKind::RuntimeFailed, fmt::format("The task failed: {}.", error.what()),
                        "Look at its session's events.");
    }
    if (m_closing) co_return;
    nlohmann::json task = m_running[taskId].task;
    const bool cancelled = failure && failure->kind() == ErrorKind::Cancelled;
    task["status"] = cancelled ? "cancelled" : failure ? "failed" : "done";
    task["endedAt"] = contract::toIsoTime(wallNowNs());
    task.update(sink.facts());
    if (failure) {
        task["error"] = failure->toJson();
        task["statusCode"] = contract::answerStatusOf(*failure);
    }
    try {
        co_await keep(task);
        m_running.erase(taskId);
    } catch (const std::exception& error) {
        spdlog::error("task {}: its end could not be written: {}", taskId, error.what());
        m_running[taskId].task = task;
    }
    m_ended.notifyAll();
}

Task<void> Tasks::keep(nlohmann::json task) {
    const auto write = [this, &task] { m_store.put(task); };
    co_await offload(m_pool, write);
}

Task<nlohmann::json> Tasks::find(std::string taskId) {
    if (const auto running = m_running.find(taskId); running != m_running.end())
        co_return running->second.task;
    const auto read = [this, &taskId] { return m_store.find(taskId); };
    std::optional<nlohmann::json> task = co_await offload(m_pool, read);
    if (!task)
        throw Error(ErrorKind::NotFound, fmt::format("There is no task {}.", taskId),
                    "`agentariumctl invoke AGENT --async` makes one and prints its id.");
    if (task->value("status", std::string()) == "done") co_await addBody(*task);
    co_return *task;
}

Task<std::vector<nlohmann::json>> Tasks::list(bool all, std::string agent) {
    if (!agent.empty()) agent = m_agents.find(agent).name;
    const auto read = [this] { return m_store.list(); };
    std::vector<nlohmann::json> tasks = co_await offload(m_pool, read);
    for (nlohmann::json& task : tasks)
        if (const auto running = m_running.find(task.value("taskId", std::string()));
            running != m_running.end())
            task = running->second.task;
    std::erase_if(tasks, [&](const nlohmann::json& task) {
        return (!all && task.value("status", std::string()) != "running") ||
               (!agent.empty() && task.value("agent", std::string()) != agent);
    });
    co_return tasks;
}

Task<nlohmann::json> Tasks::cancel(std::string taskId) {
    const auto runs = [&] {
        const auto running = m_running.find(taskId);
        return running != m_running.end() && running->second.task.value("status", std::string()) == "running";
    };
    if (!runs()) {
        const nlohmann::json task = co_await find(taskId);
        throw Error(ErrorKind::Conflict,
                    fmt::format("The task has ended already: it is {}.", task.value("status", std::string())),
                    fmt::format("Ask for its answer: agentariumctl task {}", taskId));
    }
    m_running[taskId].cancellation->cancel();
    const auto until = std::chrono::steady_clock::now() + kCancelling;
    while (runs() && std::chrono::steady_clock::now() < until)
        co_await m_ended.wait(kCancelling);
    co_return co_await find(taskId);
}

Task<void> Tasks::addBody(nlohmann::json& task) {
    task["body"] = nullptr;
    task["bodyTruncated"] = false;
    try {
        const std::string sha256 = task.value("bodySha256", std::string());
        // A little more than is shown, so that a character across the limit is seen whole.
        const std::vector<std::byte> bytes = co_await m_blobs.read(sha256, 0, kShownBody + 4);
        const std::string_view all(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        const std::string text(cutUtf8(all, kShownBody));
        task["bodyTruncated"] = task.value("bytesOut", std::uint64_t(0)) > text.size();
        if (all.starts_with(text)) task["body"] = text;
    } catch (const Error&) {
        // An empty answer has no payload, and a recording may have been deleted since.
        if (task.value("bytesOut", std::uint64_t(0)) == 0) task["body"] = "";
    }
}

} // namespace agentarium::invocations
