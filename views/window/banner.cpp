// SPDX-License-Identifier: Apache-2.0
#include "views/window/banner.h"

#include "views/widgets/named.h"
#include "views/widgets/panels.h"
#include "views/workbench/workbench.h"

#include <QBoxLayout>

namespace agentarium::views {

Banner::Banner(Workbench& workbench, QWidget* parent)
    : QFrame(parent), m_workbench(workbench), m_text(paragraph({})) {
    setProperty("panel", QStringLiteral("warn"));
    auto* row = rowIn(this, 16, 8, 12);
    row->addWidget(label(QStringLiteral("!"), "warn"));
    row->addWidget(m_text, 1);
    QPushButton* again = named(button(tr("Connect Now"), "small"), tr("Connect Now"));
    connect(again, &QPushButton::clicked, &workbench, &Workbench::connectToDaemon);
    row->addWidget(again);
    connect(&workbench, &Workbench::linkChanged, this, &Banner::refresh);
    refresh();
}

void Banner::refresh() {
    setVisible(m_workbench.link() == Workbench::Link::Lost);
    const ApiError& error = m_workbench.linkError();
    m_text->setText(tr("Not connected to the runtime. Sessions go on without this window. %1 %2")
                        .arg(error.message, error.fix)
                        .trimmed());
    m_text->setAccessibleName(m_text->text());
}

} // namespace agentarium::views
