// SPDX-License-Identifier: Apache-2.0
#include "views/client/networkpool.h"

#include <QNetworkProxy>
#include <QNetworkReply>

#include <algorithm>

namespace agentarium::views {

namespace {
constexpr int connectionsPerManager = 6;
}

NetworkPool::NetworkPool(QObject* parent) : QObject(parent), m_short(make()) {}

QNetworkAccessManager* NetworkPool::make() {
    auto* manager = new QNetworkAccessManager(this);
    manager->setProxy(QNetworkProxy::NoProxy);
    return manager;
}

QNetworkAccessManager* NetworkPool::forStream() {
    const auto free = std::find_if(m_streams.begin(), m_streams.end(),
                                   [](const Slot& slot) { return slot.open < connectionsPerManager; });
    if (free != m_streams.end()) return free->manager;
    m_streams.push_back({make(), 0});
    return m_streams.back().manager;
}

void NetworkPool::track(QNetworkReply* reply, QNetworkAccessManager* manager) {
    const auto change = [this, manager](int by) {
        for (Slot& slot : m_streams)
            if (slot.manager == manager) slot.open += by;
    };
    change(+1);
    connect(reply, &QObject::destroyed, this, [change] { change(-1); });
}

} // namespace agentarium::views
