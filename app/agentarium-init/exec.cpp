// SPDX-License-Identifier: Apache-2.0
#include "app/agentarium-init/exec.h"

#include "app/agentarium-init/cgroup.h"
#include "core/wire/exec_frame.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace agentarium::init {

using nlohmann::json;
using wire::ExecChannel;

namespace {

constexpr std::size_t kMaxRequest = 256 * 1024;
constexpr int kPipe = 256 * 1024;
constexpr std::size_t kAtOnce = 32 * 1024; // a read of this size is followed by the next at once
constexpr std::chrono::milliseconds kPause{1};
constexpr int kNotFound = 127; // as shells answer
constexpr int kNotRunnable = 126;

struct Output {
    ExecChannel channel;
    Fd read;
};

class Exec final : public Service {
public:
    Exec(Loop& loop, Children& children, Channel channel, const Agent& agent)
        : Service(channel), m_loop(loop), m_children(children), m_agent(agent) {
        m_channel.accept();
    }

    ~Exec() override {
        *m_alive = false;
        m_loop.cancel(m_timer);
        m_loop.cancel(m_pause);
        for (Output& output : m_outputs)
            if (output.read) m_loop.forget(output.read.get());
        if (m_pid <= 0) return;
        m_children.forget(m_pid);
        ::kill(-m_pid, SIGKILL);
    }

    void received(Bytes data) override {
        if (m_request.size() + data.size() > kMaxRequest) return m_channel.reset();
        m_request.append(data.begin(), data.end());
        m_channel.consume(data.size());
    }

    void ended() override {
        const json request = json::parse(m_request, nullptr, false);
        try {
            start(request.at("argv").get<std::vector<std::string>>(),
                  request.value("timeoutMs", std::int64_t{300'000}));
        } catch (const json::exception& wrong) {
            fail(-1, std::string("the request is no command: ") + wrong.what());
        }
    }

    void writable() override { pump(); }

private:
    void start(std::vector<std::string> argv, std::int64_t timeoutMs) {
        SpawnSpec spec;
        spec.argv = std::move(argv);
        spec.env = m_agent.environment();
        spec.cwd = m_agent.folder();
        spec.cgroup = kCommandCgroup;
        spec.oomScore = kCommandOomScore;
        std::array<Fd, 2> writeEnds;
        for (std::size_t i = 0; i < 2; ++i) {
            int ends[2];
            if (::pipe2(ends, O_CLOEXEC)) return fail(-1, "cannot make a pipe");
            m_outputs[i].read = Fd(ends[0]);
            writeEnds[i] = Fd(ends[1]);
            ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
            ::fcntl(ends[0], F_SETPIPE_SZ, kPipe);
        }
        spec.out = writeEnds[0].get();
        spec.err = writeEnds[1].get();
        const Spawned spawned = m_children.spawn(spec);
        if (spawned.pid < 0) return fail(spawned.error == ENOENT ? kNotFound : kNotRunnable, spawned.failure);
        m_pid = spawned.pid;
        m_children.onExit(m_pid, [this](int status) { exited(status); });
        for (Output& output : m_outputs)
            m_loop.watch(output.read.get(), [this](std::uint32_t) {
                if (!m_pause) pumpSoon();
            });
        m_timer = m_loop.after(std::chrono::milliseconds(timeoutMs), [this] {
            m_timer = 0;
            m_timedOut = true;
            ::kill(-m_pid, SIGKILL);
        });
    }

    void fail(int exitCode, const std::string& sentence) {
        m_channel.send(wire::execFrame(ExecChannel::Stderr, sentence + "\n"));
        m_exitCode = exitCode;
        m_exited = true;
        for (Output& output : m_outputs)
            output.read.reset();
        pump();
    }

    void exited(int status) {
        if (m_timedOut) ::kill(-m_pid, SIGKILL);
        m_pid = -1;
        m_loop.cancel(m_timer);
        m_exitCode = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
        m_exited = true;
        pumpSoon();
    }

    void pumpSoon() {
        if (std::exchange(m_posted, true)) return;
        m_loop.post([this, alive = m_alive] {
            if (!*alive) return;
            m_posted = false;
            pump();
        });
    }

    void pump() {
        std::size_t most = 0;
        for (Output& output : m_outputs)
            if (output.read && !pumpOne(output, most)) return; // goes on when writable
        if (most > 0 && (m_exited || most >= kAtOnce)) return pumpSoon();
        if (most > 0) return pause();
        if (!m_exited || std::exchange(m_told, true)) return;
        const json status{{"exitCode", m_exitCode}, {"status", m_timedOut ? "TIMED_OUT" : "COMPLETED"}};
        m_channel.send(wire::execFrame(ExecChannel::Status, status.dump()));
        m_channel.finish();
    }

    /// Woken for each of many small writes, reading would cost the command more than its work.
    void pause() {
        if (m_pause) return;
        m_pause = m_loop.after(kPause, [this] {
            m_pause = 0;
            pump();
        });
    }

    /// False when the stream has no room. A piece a turn; `most` becomes its size when that is more.
    bool pumpOne(Output& output, std::size_t& most) {
        static std::array<char, wire::kExecPiece> buffer;
        // Room for the status is always left, so that it is never sent in half.
        constexpr std::size_t kStatusRoom = 256;
        constexpr std::size_t kLeast = kStatusRoom + wire::kExecHeader + 4096;
        const std::size_t room = m_channel.room();
        if (room < kLeast) {
            m_channel.askRoom();
            return false;
        }
        const std::size_t piece = std::min(buffer.size(), room - kStatusRoom - wire::kExecHeader);
        const ssize_t n = ::read(output.read.get(), buffer.data(), piece);
        if (n > 0) {
            m_channel.send(wire::execFrame(output.channel, {buffer.data(), static_cast<std::size_t>(n)}));
            most = std::max(most, static_cast<std::size_t>(n));
        } else if (n == 0) {
            m_loop.forget(output.read.get());
            output.read.reset();
        }
        return true;
    }

    Loop& m_loop;
    Children& m_children;
    const Agent& m_agent;
    std::string m_request;
    std::array<Output, 2> m_outputs{Output{ExecChannel::Stdout, {}}, Output{ExecChannel::Stderr, {}}};
    pid_t m_pid = -1;
    int m_exitCode = -1;
    bool m_exited = false;
    bool m_told = false;
    bool m_timedOut = false;
    bool m_posted = false;
    Loop::Timer m_timer = 0;
    Loop::Timer m_pause = 0;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
};

} // namespace

ServicePtr makeExec(Loop& loop, Children& children, Channel channel, const Agent& agent) {
    return std::make_unique<Exec>(loop, children, channel, agent);
}

} // namespace agentarium::init
