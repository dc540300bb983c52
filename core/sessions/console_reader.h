// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/async.h"

#include <boost/asio/io_context.hpp>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace agentarium::sessions {

/// Reads the kernel's console from its unix socket and hands over whole lines of printable text.
class ConsoleReader {
public:
    using LineHandler = std::function<void(const std::string& line)>;

    ConsoleReader(asio::io_context& io, const std::filesystem::path& socket, LineHandler handler);
    ~ConsoleReader();
    ConsoleReader(const ConsoleReader&) = delete;
    ConsoleReader& operator=(const ConsoleReader&) = delete;

private:
    class State;
    std::shared_ptr<State> m_state;
};

} // namespace agentarium::sessions
