// SPDX-License-Identifier: Apache-2.0
#include "views/doctor/doctorpage.h"

#include "views/theme/fonts.h"
#include "views/widgets/chip.h"
#include "views/widgets/copybutton.h"
#include "views/widgets/named.h"
#include "views/widgets/panels.h"
#include "views/workbench/workbench.h"

#include <QApplication>
#include <QBoxLayout>
#include <QClipboard>
#include <QScrollArea>

namespace agentarium::views {

namespace {
QString stateWord(const QString& state) {
    if (state == QLatin1String("ok")) return DoctorPage::tr("OK");
    if (state == QLatin1String("warn")) return DoctorPage::tr("Warning");
    if (state == QLatin1String("fail")) return DoctorPage::tr("Failed");
    return DoctorPage::tr("Skipped");
}
} // namespace

DoctorPage::DoctorPage(Workbench& workbench, QWidget* parent)
    : QWidget(parent)
    , m_workbench(workbench)
    , m_sentence(paragraph({}, "muted"))
    , m_again(named(button(tr("Check Again")), tr("Check Again")))
    , m_list(new QWidget) {
    setAccessibleName(tr("Doctor"));
    auto* content = new QWidget;
    content->setMaximumWidth(860);
    auto* column = columnIn(content, 32, 32, 12);
    auto* head = new QHBoxLayout;
    QLabel* title = label(tr("Doctor"));
    title->setFont(titleFont());
    head->addWidget(title, 1);
    QPushButton* copy = named(button(tr("Copy as Text")), tr("Copy as Text"));
    connect(copy, &QPushButton::clicked, this,
            [this] { QApplication::clipboard()->setText(m_workbench.host().asText()); });
    head->addWidget(copy);
    head->addWidget(m_again);
    connect(m_again, &QPushButton::clicked, &workbench, &Workbench::refreshHost);
    column->addLayout(head);
    column->addWidget(m_sentence);
    columnIn(m_list, 0, 8, 0);
    column->addWidget(m_list);
    column->addStretch(1);

    auto* ground = panel("base");
    auto* row = rowIn(ground, 0);
    row->addStretch(1);
    row->addWidget(content, 100);
    row->addStretch(1);
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(ground);
    columnIn(this)->addWidget(scroll);
    connect(&workbench.host(), &HostStatus::changed, this, &DoctorPage::refresh);
    refresh();
}

void DoctorPage::refresh() {
    const HostStatus& host = m_workbench.host();
    m_sentence->setText(host.sentence());
    m_again->setEnabled(host.state() != HostStatus::State::Checking);
    if (host.state() == HostStatus::State::Checking) return;
    auto* column = static_cast<QVBoxLayout*>(m_list->layout());
    while (QLayoutItem* item = column->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const HostCheck& check : host.checks())
        addCheck(column, check);
}

void DoctorPage::addCheck(QVBoxLayout* column, const HostCheck& check) {
    auto* frame = panel("head");
    frame->setAccessibleName(tr("%1: %2. %3").arg(check.title, stateWord(check.state), check.reason));
    auto* row = rowIn(frame, 16, 10, 12);
    auto* chip = new Chip(Chip::Fill::Solid);
    chip->setText(stateWord(check.state));
    chip->setTone(check.tone());
    auto* chipBox = new QVBoxLayout;
    chipBox->addWidget(chip);
    chipBox->addStretch();
    auto* chipHolder = new QWidget;
    chipHolder->setFixedWidth(80);
    chipHolder->setLayout(chipBox);
    chipBox->setContentsMargins(0, 0, 0, 0);
    row->addWidget(chipHolder);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(2);
    texts->addWidget(heading(check.title));
    if (!check.reason.isEmpty()) texts->addWidget(paragraph(check.reason, "muted"));
    const bool fixable = !check.fix.isEmpty() && (check.tone() == Tone::Warn || check.tone() == Tone::Error);
    if (fixable) texts->addWidget(paragraph(tr("Fix: %1").arg(check.fix)));
    row->addLayout(texts, 1);
    if (fixable)
        row->addWidget(
            new CopyButton(tr("Copy Fix of %1").arg(check.title), [fix = check.fix] { return fix; }), 0,
            Qt::AlignTop);
    column->addWidget(frame);
}

} // namespace agentarium::views
