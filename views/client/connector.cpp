// SPDX-License-Identifier: Apache-2.0
#include "views/client/connector.h"

#include "core/contract/error.h"

#include <QPointer>
#include <QThread>

namespace agentarium::views {

Connector::Connector(DaemonLocator locator, QObject* parent)
    : QObject(parent), m_locator(std::move(locator)) {}

Connector::~Connector() = default;

void Connector::search() {
    if (m_searching) return;
    m_searching = true;
    struct Result {
        DaemonAddress address;
        ApiError error;
    };
    auto result = std::make_shared<Result>();
    // The thread owns what it uses, so the connector may go away while the search still runs.
    QThread* thread = QThread::create([locator = m_locator, result] {
        try {
            result->address = locator();
        } catch (const Error& error) {
            result->error.type = QString::fromLatin1(toString(error.kind()));
            result->error.message = QString::fromUtf8(error.what());
            result->error.fix = QString::fromStdString(error.fix());
        } catch (const std::exception& error) {
            result->error = ApiError::unreachable(QString::fromUtf8(error.what()));
        }
    });
    connect(thread, &QThread::finished, thread, &QObject::deleteLater);
    connect(thread, &QThread::finished, this, [this, result] {
        m_searching = false;
        if (result->error.isEmpty())
            emit found(result->address);
        else
            emit failed(result->error);
    });
    thread->start();
}

} // namespace agentarium::views
