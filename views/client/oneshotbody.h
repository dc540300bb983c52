// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QIODevice>

namespace agentarium::views {

/// A request body that can be read once. An access manager sends a request again by itself when a connection
/// closes without an answer; with a body that cannot be rewound it has to report the failure instead, so that
/// no agent is invoked twice.
class OneShotBody : public QIODevice {
    Q_OBJECT
public:
    OneShotBody(QByteArray bytes, QObject* parent) : QIODevice(parent), m_bytes(std::move(bytes)) {
        open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }
    bool isSequential() const override { return true; }
    bool atEnd() const override { return m_at >= m_bytes.size(); }
    bool seek(qint64) override { return false; }
    bool reset() override { return false; }
    qint64 bytesAvailable() const override { return m_bytes.size() - m_at + QIODevice::bytesAvailable(); }

protected:
    qint64 readData(char* data, qint64 size) override {
        const qint64 n = std::min<qint64>(size, m_bytes.size() - m_at);
        if (n <= 0) return m_bytes.isEmpty() ? 0 : -1;
        std::copy_n(m_bytes.constData() + m_at, n, data);
        m_at += n;
        return n;
    }
    qint64 writeData(const char*, qint64) override { return -1; }

private:
    QByteArray m_bytes;
    qint64 m_at = 0;
};

} // namespace agentarium::views
