// SPDX-License-Identifier: Apache-2.0
#include "core/contract/error.h"
#include "core/daemon/runtime.h"
#include "core/discovery/home.h"

#include <CLI/CLI.hpp>
#include <spdlog/spdlog.h>

#include <csignal>
#include <iostream>
#ifdef __GLIBC__
#include <malloc.h>
#endif

int main(int argc, char** argv) {
    CLI::App app{
        "The headless runtime of Agentarium. The desktop program and agentariumctl start it when needed."};
    app.set_version_flag("--version", AGENTARIUM_VERSION);
    CLI11_PARSE(app, argc, argv);
    std::signal(SIGPIPE, SIG_IGN);
#ifdef __GLIBC__
    // Payloads pass in buffers of 64 KB and more. Mapped one by one they go back to the system at once, and
    // the daemon's memory stays what it needs; glibc's own moving threshold would keep them in its heaps.
    mallopt(M_MMAP_THRESHOLD, 64 * 1024);
    mallopt(M_TRIM_THRESHOLD, 1024 * 1024);
    mallopt(M_ARENA_MAX, 2);
#endif
    spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
    spdlog::flush_on(spdlog::level::info);
    try {
        return agentarium::daemon::Runtime(agentarium::discovery::homeFolder()).run();
    } catch (const agentarium::Error& error) {
        std::cerr << "agentariumd: " << error.what() << '\n';
        if (!error.fix().empty()) std::cerr << error.fix() << '\n';
        return agentarium::exitCodeOf(error.kind());
    } catch (const std::exception& error) {
        std::cerr << "agentariumd: " << error.what() << '\n';
        return 1;
    }
}
