// SPDX-License-Identifier: Apache-2.0
#include "app/agentarium-init/port.h"

#include "app/agentarium-init/console.h"
#include "app/agentarium-init/files.h"
#include "core/wire/ports.h"

#include <array>
#include <fcntl.h>
#include <filesystem>
#include <poll.h>
#include <sys/uio.h>

namespace agentarium::init {

namespace fs = std::filesystem;

namespace {

/// The kernel hands out one buffer of a page at a time; a vector of pages gets many in one system call.
constexpr std::size_t kPage = 4096;
constexpr std::size_t kPages = wire::kPortDrain / kPage;

std::string nodeOf(const std::string& name) {
    std::error_code ec;
    for (const auto& port : fs::directory_iterator("/sys/class/virtio-ports", ec))
        if (readSmall(port.path() / "name") == name) return "/dev/" + port.path().filename().string();
    return {};
}

} // namespace

Port::Port(Loop& loop, const std::string& name) : m_loop(loop), m_buffer(kPages * kPage) {
    for (int i = 0; i < 2000 && !m_fd; ++i) {
        if (i > 0) ::usleep(5000);
        const std::string node = nodeOf(name);
        if (!node.empty()) m_fd = Fd(::open(node.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC));
    }
    if (!m_fd) fatal("the machine has no virtio-serial port " + name);
}

void Port::start(OnBytes onBytes, Source source) {
    m_onBytes = std::move(onBytes);
    m_source = std::move(source);
    m_loop.watch(m_fd.get(), [this](std::uint32_t events) {
        if (events & EPOLLIN) drain();
        if (events & EPOLLHUP && m_onHangUp) m_onHangUp();
        flush();
    });
}

void Port::drain() {
    std::array<iovec, kPages> pages;
    std::size_t total = 0;
    while (total < m_buffer.size()) {
        const std::size_t count = (m_buffer.size() - total) / kPage;
        if (count == 0) break;
        for (std::size_t i = 0; i < count; ++i)
            pages[i] = {m_buffer.data() + total + i * kPage, kPage};
        const ssize_t n = ::readv(m_fd.get(), pages.data(), static_cast<int>(count));
        if (n <= 0) break;
        total += static_cast<std::size_t>(n);
    }
    if (total == 0) return;
    // Edge-triggered: there may be more, and nothing would say so again.
    m_loop.post([this] { drain(); });
    m_onBytes({m_buffer.data(), total});
    flushSoon();
}

void Port::flushSoon() {
    if (std::exchange(m_flushPosted, true)) return;
    m_loop.post([this] {
        m_flushPosted = false;
        flush();
    });
}

void Port::flush() {
    for (Bytes bytes = m_source.pending(); !bytes.empty(); bytes = m_source.pending()) {
        const ssize_t n = ::write(m_fd.get(), bytes.data(), bytes.size());
        if (n <= 0) return;
        m_source.took(static_cast<std::size_t>(n));
    }
}

bool Port::hungUp() const {
    pollfd poll{m_fd.get(), POLLIN, 0};
    return ::poll(&poll, 1, 0) > 0 && (poll.revents & POLLHUP);
}

} // namespace agentarium::init
