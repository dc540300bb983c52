// SPDX-License-Identifier: Apache-2.0
#include "app/agentarium-init/meter_service.h"

#include "core/wire/meter_thinning.h"

namespace agentarium::init {

namespace {

constexpr std::chrono::seconds kPeriod{1};
/// What may wait for a host that does not read: older readings are contained in newer ones.
constexpr std::size_t kMaxWaiting = 64 * 1024;

class Meter final : public Service {
public:
    Meter(Loop& loop, Channel channel, CgroupMeter& meter) : Service(channel), m_loop(loop), m_meter(meter) {
        m_channel.accept();
        read(true);
        again();
    }
    ~Meter() override { m_loop.cancel(m_timer); }
    void received(Bytes data) override {
        m_channel.consume(data.size());
        read(true);
    }
    void ended() override { m_channel.close(); }
    void writable() override { flush(); }

private:
    void again() {
        m_timer = m_loop.after(kPeriod, [this] {
            read(false);
            again();
        });
    }

    void read(bool forced) {
        if (m_waiting.size() > kMaxWaiting) return;
        m_thinning.add(m_meter.read(), forced,
                       [this](const wire::MeterReading& reading) { m_waiting += reading.toLine() + "\n"; });
        flush();
    }

    void flush() {
        if (!m_waiting.empty()) m_waiting.erase(0, m_channel.send(m_waiting));
    }

    Loop& m_loop;
    CgroupMeter& m_meter;
    wire::MeterThinning m_thinning;
    Loop::Timer m_timer = 0;
    std::string m_waiting;
};

} // namespace

ServicePtr makeMeter(Loop& loop, Channel channel, CgroupMeter& meter) {
    return std::make_unique<Meter>(loop, channel, meter);
}

} // namespace agentarium::init
