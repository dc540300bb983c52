// SPDX-License-Identifier: Apache-2.0
#include "core/base/signal.h"
#include "core/gateway/event_hub.h"
#include "tests/core/starts/starts_fixture.h"

#include <QtTest>

#undef emit // Qt makes a keyword of it, Asio a function

using namespace agentarium;
using namespace std::chrono_literals;
using invocations::Frame;

namespace {

/// A client that asks for the lists and then takes nothing.
class StuckChannel : public invocations::FrameChannel {
public:
    StuckChannel(asio::io_context& io, bool& aborted) : m_aborted(aborted), m_news(io.get_executor()) {}

    Task<Frame> read() override {
        Frame frame;
        frame.data = R"({"watch":"workbench"})";
        if (!std::exchange(m_asked, true)) co_return frame;
        co_await untilAborted();
        frame.opcode = Frame::Opcode::Close;
        co_return frame;
    }
    Task<void> write(Frame) override {
        co_await untilAborted();
        throw boost::system::system_error(asio::error::broken_pipe);
    }
    void abort() override {
        m_aborted = true;
        m_news.notifyAll();
    }

private:
    Task<void> untilAborted() {
        while (!m_aborted)
            co_await m_news.wait(1s);
    }

    bool& m_aborted;
    Signal m_news;
    bool m_asked = false;
};

struct Fixture : tests::StartsFixture {
    events::Journal journal{io, home};
    sessions::SessionManager sessions{io, pool, machines, journal, agents, images, starts};
    gateway::EventHub hub{io, journal, sessions, jobs};

    Fixture() {
        jobs.onChanged([this](const std::string& id) { hub.jobsChanged(id); });
    }
};

} // namespace

class TestEventHub : public QObject {
    Q_OBJECT
private slots:
    void aClientThatTakesNothingIsCutOff() {
        Fixture f;
        bool aborted = false, over = false;
        asio::co_spawn(f.io, f.hub.serve(std::make_unique<StuckChannel>(f.io, aborted)),
                       [&](const std::exception_ptr&) { over = true; });
        f.jobs.start("loud", "Writes much", [](jobs::JobContext& job) {
            for (int i = 0; !job.cancelled(); ++i) {
                job.log(std::string(8000, 'x'));
                if (i % 100 == 0) std::this_thread::sleep_for(1ms);
            }
            return nlohmann::json();
        });
        const auto until = std::chrono::steady_clock::now() + 60s;
        while (!over && std::chrono::steady_clock::now() < until)
            f.io.run_for(20ms);
        QVERIFY(aborted && over);
        QCOMPARE(f.hub.clients(), 0);
    }
};

QTEST_GUILESS_MAIN(TestEventHub)
#include "tst_event_hub.moc"
