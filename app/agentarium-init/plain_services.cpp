// SPDX-License-Identifier: Apache-2.0
#include "app/agentarium-init/plain_services.h"

#include "core/wire/byte_queue.h"

#include <algorithm>
#include <array>

namespace agentarium::init {

namespace {

class Sink final : public Service {
public:
    explicit Sink(Channel channel) : Service(channel) { m_channel.accept(); }
    void received(Bytes data) override {
        m_bytes += data.size();
        m_channel.consume(data.size());
    }
    void ended() override {
        m_channel.send("{\"bytes\":" + std::to_string(m_bytes) + "}\n");
        m_channel.finish();
    }

private:
    std::uint64_t m_bytes = 0;
};

class Source final : public Service {
public:
    Source(Channel channel, std::uint64_t bytes) : Service(channel), m_bytes(bytes) {
        m_channel.accept();
        writable();
    }
    void received(Bytes data) override { m_channel.consume(data.size()); }
    void writable() override {
        static const auto pattern = [] {
            std::array<std::uint8_t, kPeriod * 1024> bytes;
            for (std::size_t i = 0; i < bytes.size(); ++i)
                bytes[i] = static_cast<std::uint8_t>(i % kPeriod);
            return bytes;
        }();
        while (m_sent < m_bytes) {
            const std::size_t at = m_sent % kPeriod;
            const std::size_t count = std::min<std::uint64_t>(m_bytes - m_sent, pattern.size() - at);
            const std::size_t taken = m_channel.send({pattern.data() + at, count});
            m_sent += taken;
            if (taken < count) return;
        }
        m_channel.finish();
    }

private:
    static constexpr std::size_t kPeriod = 251;
    std::uint64_t m_bytes;
    std::uint64_t m_sent = 0;
};

class Echo final : public Service {
public:
    explicit Echo(Channel channel) : Service(channel) { m_channel.accept(); }
    void received(Bytes data) override {
        m_queue.append(data);
        writable();
    }
    void ended() override {
        m_ended = true;
        writable();
    }
    void writable() override {
        const std::size_t taken = m_channel.send(m_queue.front());
        m_queue.pop(taken);
        m_channel.consume(taken);
        if (m_ended && m_queue.empty()) m_channel.finish();
    }

private:
    wire::ByteQueue m_queue;
    bool m_ended = false;
};

} // namespace

ServicePtr makeSink(Channel channel) {
    return std::make_unique<Sink>(channel);
}
ServicePtr makeSource(Channel channel, std::uint64_t bytes) {
    return std::make_unique<Source>(channel, bytes);
}
ServicePtr makeEcho(Channel channel) {
    return std::make_unique<Echo>(channel);
}

} // namespace agentarium::init
