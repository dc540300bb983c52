// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QNetworkAccessManager>
#include <QObject>

#include <vector>

namespace agentarium::views {

/// Hands out access managers so that no stream waits for another: one manager opens at most six connections
/// to a host and lets the seventh request wait without a word.
class NetworkPool : public QObject {
    Q_OBJECT
public:
    explicit NetworkPool(QObject* parent = nullptr);

    /// For short requests; they may wait for each other.
    QNetworkAccessManager* forShort() { return m_short; }
    /// For a stream that may stay open for hours: a manager with a free connection.
    QNetworkAccessManager* forStream();
    /// `reply` came from forStream(); its place is free again when it has finished.
    void track(QNetworkReply* reply, QNetworkAccessManager* manager);

    int managers() const { return int(m_streams.size()); }

private:
    struct Slot {
        QNetworkAccessManager* manager;
        int open;
    };
    QNetworkAccessManager* make();

    QNetworkAccessManager* m_short;
    std::vector<Slot> m_streams;
};

} // namespace agentarium::views
