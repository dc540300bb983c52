// SPDX-License-Identifier: Apache-2.0
#include "core/client/follow.h"

#include "core/contract/error.h"

#include <optional>
#include <thread>

namespace agentarium::client {

namespace {

/// What survives a broken connection.
class Follower {
public:
    Follower(const FollowOptions& options, const std::function<void(const nlohmann::json&)>& onEvent)
        : m_options(options), m_onEvent(onEvent), m_session(options.session), m_next(options.from) {}

    /// True when the session has ended, false when the connection broke.
    bool runOnce(const Endpoint& endpoint, const CancelToken* cancel) {
        WebSocket socket(endpoint, "/events", {}, cancel);
        WebSocket::Handlers handlers;
        handlers.onOpen = [&](const ResponseHead&) {
            socket.send(nlohmann::json{{"follow", m_session}, {"from", m_next}}.dump());
        };
        handlers.onMessage = [&](Opcode, std::string_view text) {
            const nlohmann::json message = nlohmann::json::parse(text, nullptr, false);
            if (message.is_object()) take(message);
            if (m_terminated) socket.after(m_options.grace, [&] { socket.close(); });
        };
        socket.run(std::move(handlers));
        return m_terminated;
    }

    bool progressed() { return std::exchange(m_progressed, false); }

private:
    void take(const nlohmann::json& message) {
        if (message.contains("error")) throw Error::fromJson(message["error"]);
        // A session id may begin a new life later: what is resumed is this one.
        if (message.contains("following")) m_session = message["following"].get<std::string>();
        if (!message.contains("events")) return;
        for (const nlohmann::json& event : message["events"]) {
            const std::uint64_t seq = event.value("seq", std::uint64_t{0});
            if (seq < m_next) continue;
            m_next = seq + 1;
            m_progressed = true;
            m_onEvent(event);
            if (event.value("kind", "") == "session.state" && event.contains("body") &&
                event["body"].value("state", "") == "Terminated")
                m_terminated = true;
        }
    }

    const FollowOptions& m_options;
    const std::function<void(const nlohmann::json&)>& m_onEvent;
    std::string m_session;
    std::uint64_t m_next;
    bool m_terminated = false;
    bool m_progressed = false;
};

void pauseBeforeRetry(const CancelToken* cancel) {
    for (int i = 0; i < 10; ++i) {
        if (cancel) cancel->check();
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

} // namespace

void followEvents(const std::function<Endpoint()>& locate, const FollowOptions& options,
                  const std::function<void(const nlohmann::json&)>& onEvent, const CancelToken* cancel) {
    Follower follower(options, onEvent);
    int failures = 0;
    for (;;) {
        std::optional<Error> broken;
        try {
            if (follower.runOnce(locate(), cancel)) return;
        } catch (const Error& error) {
            if (error.kind() != ErrorKind::Unreachable) throw;
            broken = error;
        }
        failures = follower.progressed() ? 1 : failures + 1;
        if (failures > options.attempts)
            throw broken.value_or(Error(ErrorKind::Unreachable, "The daemon keeps ending the connection.",
                                        "See daemon.log in the data folder."));
        pauseBeforeRetry(cancel);
    }
}

} // namespace agentarium::client
