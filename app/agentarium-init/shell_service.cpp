// SPDX-License-Identifier: Apache-2.0
#include "app/agentarium-init/shell_service.h"

#include "core/wire/exec_frame.h"

#include <algorithm>
#include <cstdlib>

namespace agentarium::init {

using nlohmann::json;
using wire::ExecChannel;

namespace {

constexpr std::size_t kInputAhead = 64 * 1024;

/// The value of `key` in "shell?id=a&width=80".
std::string valueOf(const std::string& target, const std::string& key) {
    std::size_t at = target.find('?');
    while (at != std::string::npos) {
        const std::size_t end = target.find('&', at + 1);
        const std::string pair = target.substr(at + 1, end == std::string::npos ? end : end - at - 1);
        if (pair.starts_with(key + "=")) return pair.substr(key.size() + 1);
        at = end;
    }
    return {};
}

int numberOf(const std::string& target, const std::string& key) {
    return std::atoi(valueOf(target, key).c_str());
}

class ShellService final : public Service, public ShellViewer {
public:
    ShellService(Shells& shells, Channel channel, const std::string& target)
        : Service(channel), m_shells(shells), m_id(valueOf(target, "id")) {
        m_channel.accept();
        const Shells::Found found =
            m_shells.open(m_id, numberOf(target, "width"), numberOf(target, "height"));
        if (!found.shell) {
            finish({{"error", found.refusal}});
            return;
        }
        m_shell = found.shell;
        const std::uint64_t lost = m_shell->attach(*this);
        m_sent = m_shell->output().begin();
        send({{"shellId", m_id}, {"reconnected", !found.isNew}, {"bytesDropped", lost}});
    }

    ~ShellService() override {
        if (m_shell) m_shell->detach(*this);
    }

    void received(Bytes data) override {
        m_unread += data.size();
        const std::string_view bytes(reinterpret_cast<const char*>(data.data()), data.size());
        const bool sound = m_frames.feed(bytes, [this](ExecChannel channel, std::string payload) {
            if (m_shell) take(channel, payload);
        });
        if (!sound) return m_channel.reset();
        consume();
    }

    void ended() override { m_channel.close(); }
    void writable() override { pump(); }
    void shellChanged() override {
        consume();
        pump();
    }
    void shellReplaced() override {
        m_shell.reset();
        finish({{"replaced", true}});
    }

private:
    void take(ExecChannel channel, const std::string& payload) {
        if (channel == ExecChannel::Stdin) return m_shell->input(payload);
        if (channel == ExecChannel::Close) return m_shell->hangUp();
        if (channel != ExecChannel::Resize) return;
        const json size = json::parse(payload, nullptr, false);
        if (!size.is_object()) return;
        const auto side = [&](const char* key) {
            return size.contains(key) && size[key].is_number_integer() ? size[key].get<int>() : 0;
        };
        m_shell->resize(side("width"), side("height"));
    }

    /// What was typed is acknowledged once the shell has room for more.
    void consume() {
        if (m_unread == 0 || (m_shell && m_shell->inputWaiting() > kInputAhead)) return;
        m_channel.consume(std::exchange(m_unread, 0));
    }

    void pump() {
        // Room for the status is always left, so that it is never sent in half.
        constexpr std::size_t kStatusRoom = 256;
        constexpr std::size_t kLeast = kStatusRoom + wire::kExecHeader + 4096;
        while (m_shell && m_sent < m_shell->output().end()) {
            const std::size_t room = m_channel.room();
            if (room < kLeast) return m_channel.askRoom();
            const std::size_t most = std::min(wire::kExecPiece, room - kStatusRoom - wire::kExecHeader);
            const std::string_view piece = m_shell->output().at(m_sent, most);
            m_channel.send(wire::execFrame(ExecChannel::Stdout, piece));
            m_sent += piece.size();
            m_shell->seen(m_sent);
        }
        if (!m_shell || !m_shell->end()) return;
        const json end = *m_shell->end();
        m_shell->detach(*this);
        m_shell.reset();
        m_shells.remove(m_id);
        finish(end);
    }

    void send(const json& status) { m_channel.send(wire::execFrame(ExecChannel::Status, status.dump())); }

    void finish(const json& status) {
        send(status);
        m_channel.finish();
    }

    Shells& m_shells;
    std::string m_id;
    std::shared_ptr<Shell> m_shell;
    wire::ExecFrameReader m_frames;
    std::uint64_t m_sent = 0;
    std::size_t m_unread = 0;
};

} // namespace

ServicePtr makeShell(Shells& shells, Channel channel, const std::string& target) {
    return std::make_unique<ShellService>(shells, channel, target);
}

} // namespace agentarium::init
