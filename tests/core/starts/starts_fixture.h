// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/starts/starts.h"
#include "tests/core/starts/fake_machines.h"

#include <QTemporaryDir>

#include <filesystem>
#include <string>

namespace agentarium::tests {

/// A data folder with all that starts need, on an engine that is none.
struct StartsFixture {
    QTemporaryDir folder;
    std::filesystem::path home = folder.path().toStdString();
    asio::io_context io;
    asio::thread_pool pool{1};
    FakeMachines machines;
    agents::AgentStore agents{home};
    image::ImageStore images{home, {}};
    jobs::JobRegistry jobs{io};
    starts::Starts starts{
        io,
        pool,
        machines,
        agents,
        images,
        jobs,
        home,
        [](guest::GuestLink&, const agents::AgentVersion&) -> Task<std::string> { co_return std::string(); }};
};

} // namespace agentarium::tests
