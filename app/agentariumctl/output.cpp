// SPDX-License-Identifier: Apache-2.0
#include "app/agentariumctl/output.h"

#include "app/agentariumctl/format.h"

#include <cerrno>
#include <cstdlib>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace agentarium::ctl {

namespace {

/// False when nobody reads.
bool writeAll(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::write(fd, bytes.data(), bytes.size());
        if (count >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(count));
        } else if (errno == EAGAIN) {
            pollfd waiting{fd, POLLOUT, 0};
            poll(&waiting, 1, -1);
        } else if (errno != EINTR) {
            return false;
        }
    }
    return true;
}

std::string dumped(const nlohmann::json& json, int indent) {
    return json.dump(indent, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

std::size_t terminalWidth() {
    winsize size{};
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 20 ? size.ws_col : 80;
}

} // namespace

Output::Output() {
    const char* term = std::getenv("TERM");
    const char* noColor = std::getenv("NO_COLOR");
    const bool capable = term && std::string_view(term) != "dumb";
    const bool wanted = capable && !(noColor && *noColor);
    m_outColor = wanted && isatty(STDOUT_FILENO);
    m_errColor = wanted && isatty(STDERR_FILENO);
    m_errTerminal = capable && isatty(STDERR_FILENO);
}

void Output::document(const nlohmann::json& json) {
    raw(dumped(json, 2));
}
void Output::line(const nlohmann::json& json) {
    raw(dumped(json, -1));
}
void Output::print(const std::string& text) {
    raw(text + "\n");
}

void Output::raw(std::string_view bytes) {
    clearProgress();
    if (!writeAll(STDOUT_FILENO, bytes)) throw OutputClosed();
}

void Output::note(const std::string& text) {
    rawNote(text + "\n");
}

void Output::rawNote(std::string_view bytes) {
    clearProgress();
    writeAll(STDERR_FILENO, bytes);
}

void Output::progress(const std::string& text) {
    if (!m_errTerminal) return;
    m_progress = true;
    writeAll(STDERR_FILENO, "\r" + fitted(text, terminalWidth() - 1) + "\x1b[K");
}

void Output::clearProgress() {
    if (!m_progress) return;
    m_progress = false;
    writeAll(STDERR_FILENO, "\r\x1b[K");
}

std::string Output::painted(Style style, const std::string& text, bool color) {
    if (!color || style == Style::Plain || text.empty()) return text;
    static constexpr const char* kCodes[] = {"0", "1", "2", "31", "32", "33"};
    return std::string("\x1b[") + kCodes[static_cast<int>(style)] + "m" + text + "\x1b[0m";
}

} // namespace agentarium::ctl
