// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/agentarium-init/shell.h"

namespace agentarium::init {

/// The shells of this microVM by id, at most ten that run (contract 6). One that has ended while nobody was
/// attached stays until somebody has seen its end.
class Shells {
public:
    Shells(Loop& loop, Children& children, const Agent& agent)
        : m_loop(loop), m_children(children), m_agent(agent) {}

    struct Found {
        std::shared_ptr<Shell> shell; ///< null: `refusal` says why
        bool isNew = false;
        std::string refusal;
    };
    /// The shell of that id, or a new one of that size.
    Found open(const std::string& id, int width, int height);
    void remove(const std::string& id) { m_shells.erase(id); }

private:
    bool makeRoom();

    Loop& m_loop;
    Children& m_children;
    const Agent& m_agent;
    std::map<std::string, std::shared_ptr<Shell>> m_shells;
};

} // namespace agentarium::init
