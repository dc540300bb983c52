// SPDX-License-Identifier: Apache-2.0
#include "app/agentarium-init/agent_start.h"

namespace agentarium::init {

using nlohmann::json;

namespace {

constexpr std::size_t kMaxRequest = 1024 * 1024;

class AgentStart final : public Service {
public:
    AgentStart(Channel channel, Agent& agent) : Service(channel), m_agent(agent) { m_channel.accept(); }
    void received(Bytes data) override {
        if (m_request.size() + data.size() > kMaxRequest) return m_channel.reset();
        m_request.append(data.begin(), data.end());
        m_channel.consume(data.size());
    }
    void ended() override {
        const json answer = m_agent.start(json::parse(m_request, nullptr, false));
        m_channel.send(answer.dump(-1, ' ', false, json::error_handler_t::replace) + "\n");
        m_channel.finish();
    }

private:
    Agent& m_agent;
    std::string m_request;
};

} // namespace

ServicePtr makeAgentStart(Channel channel, Agent& agent) {
    return std::make_unique<AgentStart>(channel, agent);
}

} // namespace agentarium::init
