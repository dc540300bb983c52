// SPDX-License-Identifier: Apache-2.0
#include "core/machines/libvirt_machines.h"

#include "core/machines/call_pool.h"
#include "core/machines/cpu_shares.h"
#include "core/machines/emulator_priority.h"
#include "core/machines/emulator_usage.h"
#include "core/machines/engine.h"
#include "core/machines/living.h"

#include <boost/asio/steady_timer.hpp>

namespace agentarium::machines {

namespace {

constexpr int callThreads = 4;
constexpr std::chrono::seconds kLookAtShares{1};

std::optional<double> cpuSecondsOf(long pid) {
    const auto usage = emulatorUsage(pid);
    return usage ? std::optional(usage->cpuSeconds) : std::nullopt;
}

} // namespace

class LibvirtMachines::Impl : public std::enable_shared_from_this<Impl> {
public:
    Impl(asio::any_io_executor executor, LibvirtSettings given)
        : settings(std::move(given)), m_executor(std::move(executor)), m_look(m_executor) {}

    void begin() {
        engine = std::make_shared<Engine>(settings,
                                          [self = weak_from_this()](std::string name, std::string reason) {
                                              if (auto impl = self.lock())
                                                  impl->domainStopped(std::move(name), std::move(reason));
                                          });
        auto opened = std::make_shared<std::promise<void>>();
        auto done = opened->get_future();
        pool.post([engine = engine, opened] {
            engine->open();
            opened->set_value();
            try {
                engine->probe();
            } catch (const std::exception&) {
                // The first call that needs it asks again and tells its caller.
                return;
            }
        });
        pool.post([engine = engine] {
            try {
                engine->endSilent();
            } catch (const std::exception&) {
                // Without a connection nothing is found again; the calls say so.
                return;
            }
        });
        done.wait_for(std::min(settings.openLimit, std::chrono::milliseconds(3'000)));
    }

    /// Runs on libvirt's event thread.
    void domainStopped(std::string name, std::string reason) {
        asio::post(m_executor, [self = weak_from_this(), name = std::move(name), reason = std::move(reason)] {
            auto impl = self.lock();
            if (!impl) return;
            impl->m_shares.remove(name);
            if (!impl->living.stopped(name, reason)) return;
            if (impl->stopped) impl->stopped(name, reason);
        });
    }

    /// From now on it shares the processors with the others. On the Asio thread.
    void share(const Machine& machine, double credit) {
        const bool first = m_shares.empty();
        m_shares.add(machine.name, machine.pid, credit, std::chrono::steady_clock::now());
        if (first) lookLater();
    }
    void ending(const std::string& name) {
        living.ending(name);
        m_shares.remove(name);
        if (m_shares.empty()) m_look.cancel();
    }
    void stopLooking() { m_look.cancel(); }

    /// Ends a machine nobody waits for.
    void endUnheard(const std::string& name) {
        pool.post([engine = engine, name] {
            try {
                engine->destroy(name);
            } catch (const std::exception&) {
                return;
            }
        });
    }

    const LibvirtSettings settings;
    std::shared_ptr<Engine> engine;
    Living living;
    std::function<void(std::string, std::string)> stopped;
    CallPool pool{callThreads};

private:
    void lookLater() {
        m_look.expires_after(kLookAtShares);
        m_look.async_wait([self = weak_from_this()](boost::system::error_code ec) {
            const auto impl = self.lock();
            if (ec || !impl || impl->m_shares.empty()) return;
            impl->m_shares.look(std::chrono::steady_clock::now());
            impl->lookLater();
        });
    }

    asio::any_io_executor m_executor;
    CpuShares m_shares{cpuSecondsOf, placeEmulator};
    asio::steady_timer m_look;
};

LibvirtMachines::LibvirtMachines(asio::any_io_executor executor, LibvirtSettings settings)
    : m_impl(std::make_shared<Impl>(std::move(executor), std::move(settings))) {
    m_impl->begin();
}

LibvirtMachines::~LibvirtMachines() {
    close();
}

// Each closure has a name: g++ 12 destroys one that is a temporary of a co_await expression twice.

Task<Capabilities> LibvirtMachines::capabilities() {
    auto impl = m_impl;
    auto work = [engine = impl->engine] { return engine->probe(); };
    co_return co_await impl->pool.call("Asking the emulator what it can do", impl->settings.probeLimit,
                                       std::move(work));
}

Task<Machine> LibvirtMachines::startPaused(MachineSpec spec) {
    auto impl = m_impl;
    auto unwanted = std::make_shared<std::atomic<bool>>(false);
    /// Also when the caller goes away in the middle: nobody would ever end that machine.
    struct Guard {
        std::shared_ptr<std::atomic<bool>> unwanted;
        std::shared_ptr<Impl> impl;
        std::string name;
        bool done = false;
        ~Guard() {
            if (done) return;
            *unwanted = true;
            impl->ending(name);
            impl->endUnheard(name);
        }
    } guard{unwanted, impl, spec.name};
    impl->living.starting(spec.name);
    auto work = [engine = impl->engine, spec, unwanted] { return engine->startPaused(spec, unwanted); };
    Machine machine = co_await impl->pool.call("Starting the microVM " + spec.name, impl->settings.startLimit,
                                               std::move(work));
    if (const auto reason = impl->living.started(spec.name))
        throw Error(ErrorKind::RuntimeFailed, "The microVM ended while it was being started. " + *reason,
                    "`agentariumctl doctor` looks at what a microVM needs.");
    guard.done = true;
    offerToOomKiller(machine.pid);
    const bool boots = !spec.memory || !spec.memory->isClone();
    impl->share(machine, boots ? CpuShares::kBootCredit : CpuShares::kCredit);
    co_return machine;
}

Task<void> LibvirtMachines::resume(std::string name) {
    auto impl = m_impl;
    auto work = [engine = impl->engine, name] { engine->resume(name); };
    co_await impl->pool.call("Resuming the microVM " + name, impl->settings.callLimit, std::move(work));
}

Task<void> LibvirtMachines::suspend(std::string name) {
    auto impl = m_impl;
    auto work = [engine = impl->engine, name] { engine->suspend(name); };
    co_await impl->pool.call("Pausing the microVM " + name, impl->settings.callLimit, std::move(work));
}

Task<void> LibvirtMachines::save(std::string name, std::filesystem::path stateFile) {
    auto impl = m_impl;
    auto work = [engine = impl->engine, name, stateFile] { engine->save(name, stateFile); };
    co_await impl->pool.call("Saving the microVM " + name, impl->settings.startLimit, std::move(work));
}

Task<void> LibvirtMachines::relabel(std::string name, std::map<std::string, std::string> metadata) {
    auto impl = m_impl;
    auto work = [engine = impl->engine, name, metadata] { engine->relabel(name, metadata); };
    co_await impl->pool.call("Labelling the microVM " + name, impl->settings.callLimit, std::move(work));
}

Task<void> LibvirtMachines::destroy(std::string name) {
    auto impl = m_impl;
    impl->ending(name);
    auto work = [engine = impl->engine, name] { engine->destroy(name); };
    co_await impl->pool.call("Ending the microVM " + name, impl->settings.callLimit, std::move(work));
}

Task<std::vector<Machine>> LibvirtMachines::list() {
    auto impl = m_impl;
    auto work = [engine = impl->engine] { return engine->list(); };
    auto machines =
        co_await impl->pool.call("Listing the microVMs", impl->settings.callLimit, std::move(work));
    for (const Machine& machine : machines) {
        impl->living.found(machine.name);
        impl->share(machine, CpuShares::kCredit);
    }
    co_return machines;
}

void LibvirtMachines::onStopped(std::function<void(std::string name, std::string reason)> handler) {
    m_impl->stopped = std::move(handler);
}

void LibvirtMachines::close() {
    m_impl->stopped = nullptr;
    m_impl->stopLooking();
    auto closed = std::make_shared<std::promise<void>>();
    auto done = closed->get_future();
    m_impl->pool.post([engine = m_impl->engine, closed] {
        engine->close();
        closed->set_value();
    });
    done.wait_for(m_impl->settings.callLimit);
}

ReadyTimes LibvirtMachines::readyTimes() const {
    return m_impl->engine->readyTimes();
}

const std::filesystem::path& LibvirtMachines::socketFolder() const {
    return m_impl->engine->socketFolder();
}

} // namespace agentarium::machines
