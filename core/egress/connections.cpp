// SPDX-License-Identifier: Apache-2.0
#include "core/egress/connections.h"

namespace agentarium::egress {

void Connections::run(std::shared_ptr<AnyConnection> connection) {
    m_open.insert(connection);
    AnyConnection& running = *connection;
    asio::co_spawn(m_io, running.run(),
                   [weak = weak_from_this(), connection = std::move(connection)](std::exception_ptr) {
                       if (const auto self = weak.lock()) self->m_open.erase(connection);
                   });
}

void Connections::close(const std::string& why) {
    m_closed = true;
    const auto open = m_open;
    for (const auto& connection : open)
        connection->end(why);
    *m_settings.sink = {};
}

} // namespace agentarium::egress
