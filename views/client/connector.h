// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "views/client/apierror.h"
#include "views/client/daemonaddress.h"

#include <QObject>

#include <memory>

namespace agentarium::views {

/// Runs the locator off the GUI thread; one search at a time. A result that arrives after the connector is
/// gone is dropped.
class Connector : public QObject {
    Q_OBJECT
public:
    explicit Connector(DaemonLocator locator, QObject* parent = nullptr);
    ~Connector() override;

    void search();

signals:
    void found(const agentarium::views::DaemonAddress& address);
    void failed(const agentarium::views::ApiError& error);

private:
    DaemonLocator m_locator;
    bool m_searching = false;
};

} // namespace agentarium::views

Q_DECLARE_METATYPE(agentarium::views::DaemonAddress)
