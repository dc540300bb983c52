// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/contract/error.h"
#include "core/machines/machines.h"

#include <algorithm>
#include <exception>
#include <string>
#include <vector>

namespace agentarium::tests {

/// The engine without an engine: remembers what it was asked, and fails when told to.
class FakeMachines : public machines::Machines {
public:
    std::vector<std::string> live, paused;
    int started = 0;
    bool failing = false;
    std::exception_ptr failure =
        std::make_exception_ptr(Error(ErrorKind::RuntimeFailed, "It cannot be started."));

    Task<machines::Capabilities> capabilities() override {
        machines::Capabilities found;
        found.canTemplate = true;
        co_return found;
    }
    Task<machines::Machine> startPaused(machines::MachineSpec spec) override {
        if (failing) std::rethrow_exception(failure);
        ++started;
        live.push_back(spec.name);
        machines::Machine machine;
        machine.name = spec.name;
        machine.metadata = spec.metadata;
        co_return machine;
    }
    Task<void> resume(std::string name) override {
        std::erase(paused, name);
        co_return;
    }
    Task<void> suspend(std::string name) override {
        paused.push_back(name);
        co_return;
    }
    Task<void> save(std::string, std::filesystem::path) override { co_return; }
    Task<void> relabel(std::string, std::map<std::string, std::string>) override { co_return; }
    Task<void> destroy(std::string name) override {
        std::erase(live, name);
        std::erase(paused, name);
        co_return;
    }
    Task<std::vector<machines::Machine>> list() override { co_return std::vector<machines::Machine>(); }
    void onStopped(std::function<void(std::string, std::string)>) override {}
    void close() override {}
};

} // namespace agentarium::tests
