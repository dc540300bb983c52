// SPDX-License-Identifier: Apache-2.0
#include "views/start/startpage.h"

#include "views/navigator/recentmodel.h"
#include "views/start/samplerun.h"
#include "views/start/samplesteps.h"
#include "views/theme/fonts.h"
#include "views/widgets/chip.h"
#include "views/widgets/named.h"
#include "views/widgets/panels.h"
#include "views/widgets/rowtable.h"
#include "views/workbench/workbench.h"

#include <QBoxLayout>
#include <QScrollArea>

namespace agentarium::views {

namespace {
constexpr int contentWidth = 800;

QWidget* card(const QString& title, const QString& text, QPushButton* action, QVBoxLayout** column) {
    auto* frame = panel("card");
    *column = columnIn(frame, 20, 16, 8);
    (*column)->addWidget(heading(title));
    (*column)->addWidget(paragraph(text, "muted"));
    (*column)->addStretch();
    (*column)->addSpacing(4);
    (*column)->addWidget(action, 0, Qt::AlignLeft);
    return frame;
}
} // namespace

StartPage::StartPage(Workbench& workbench, SampleRun& sample, RecentModel& recent, QWidget* parent)
    : QWidget(parent), m_workbench(workbench), m_sample(sample), m_recent(recent) {
    setAccessibleName(tr("Start"));
    auto* content = new QWidget;
    content->setMaximumWidth(contentWidth);
    auto* column = columnIn(content, 32, 40, 16);
    QLabel* title = label(tr("Agentarium"));
    title->setFont(titleFont());
    column->addWidget(title);
    column->addWidget(paragraph(
        tr("Run AI agents on this machine, each session in an arm64 microVM of its own."), "muted"));
    column->addSpacing(4);
    column->addWidget(makeHost());
    auto* cards = new QHBoxLayout;
    cards->setSpacing(16);
    cards->addWidget(makeSample(), 1);
    cards->addWidget(makeDeploy(), 1);
    column->addLayout(cards);
    column->addSpacing(8);
    column->addWidget(makeRecent());
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

    connect(&workbench.host(), &HostStatus::changed, this, &StartPage::refresh);
    connect(&workbench, &Workbench::linkChanged, this, &StartPage::refresh);
    connect(&sample, &SampleRun::changed, this, &StartPage::refresh);
    connect(&recent, &QAbstractItemModel::rowsInserted, this, &StartPage::refresh);
    connect(&recent, &QAbstractItemModel::rowsRemoved, this, &StartPage::refresh);
    refresh();
}

QWidget* StartPage::makeHost() {
    auto* frame = panel("card");
    auto* row = rowIn(frame, 20, 12, 12);
    m_hostDot = new Dot;
    row->addWidget(m_hostDot);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(2);
    m_hostText = paragraph({});
    m_hostFix = paragraph({}, "muted");
    texts->addWidget(m_hostText);
    texts->addWidget(m_hostFix);
    row->addLayout(texts, 1);
    QPushButton* doctor = named(button(tr("Open Doctor")), tr("Open Doctor"));
    connect(doctor, &QPushButton::clicked, this, &StartPage::doctorWanted);
    row->addWidget(doctor);
    return frame;
}

QWidget* StartPage::makeSample() {
    m_run = named(button(tr("Run the Sample Agent"), "primary"), tr("Run the Sample Agent"));
    connect(m_run, &QPushButton::clicked, &m_sample, &SampleRun::start);
    QVBoxLayout* column = nullptr;
    QWidget* frame = card(tr("See It Work"),
                          tr("Builds the guest image if there is none, deploys the bundled agent “hello” and "
                             "invokes it in a microVM."),
                          m_run, &column);
    column->addWidget(new SampleSteps(m_sample));
    return frame;
}

QWidget* StartPage::makeDeploy() {
    m_deploy = named(button(tr("Deploy a Folder…")), tr("Deploy a Folder"));
    connect(m_deploy, &QPushButton::clicked, this, &StartPage::deployWanted);
    QVBoxLayout* column = nullptr;
    return card(tr("Bring Your Own"),
                tr("Takes a folder or a zip with an agent written for AgentCore and makes an immutable "
                   "version of it. You can also drop it on this window."),
                m_deploy, &column);
}

QWidget* StartPage::makeRecent() {
    auto* box = new QWidget;
    auto* column = columnIn(box, 0, 0, 8);
    QLabel* title = label(tr("Recent Sessions"), "muted");
    title->setFont(sectionFont());
    column->addWidget(title);
    m_noRecent = paragraph(tr("Sessions that ended appear here and can be read again: what was asked, what "
                              "came back, and why they ended."),
                           "muted");
    column->addWidget(m_noRecent);
    m_recentTable = named(new RowTable, tr("Recent Sessions"));
    m_recentTable->setFollowing(false);
    m_recentTable->setModel(&m_recent);
    m_recentTable->setColumnWidth(RecentModel::SessionColumn, 300);
    m_recentTable->setColumnWidth(RecentModel::AgentColumn, 150);
    m_recentTable->setColumnWidth(RecentModel::EndedColumn, 72);
    m_recentTable->setSelectionMode(QAbstractItemView::SingleSelection);
    m_recentTable->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    const auto open = [this](const QModelIndex& index) {
        emit recordingChosen(index.data(SessionRole).toString(), index.data(RecordingRole).toString(),
                             index.data(AgentRole).toString(), index.data(QualifierRole).toString());
    };
    connect(m_recentTable, &QAbstractItemView::activated, this, open);
    column->addWidget(m_recentTable);
    return box;
}

void StartPage::refresh() {
    const HostStatus& host = m_workbench.host();
    const bool connected = m_workbench.link() == Workbench::Link::Connected;
    m_hostDot->setTone(connected ? host.tone() : Tone::Neutral);
    m_hostText->setText(connected ? host.sentence() : tr("Connecting to the runtime…"));
    m_hostText->setAccessibleName(m_hostText->text());
    m_hostFix->setText(host.fix());
    m_hostFix->setVisible(connected && !host.fix().isEmpty());
    m_run->setEnabled(connected && !m_sample.isRunning());
    m_deploy->setEnabled(connected);
    const int rows = m_recent.rowCount();
    m_noRecent->setVisible(rows == 0);
    m_recentTable->setVisible(rows > 0);
    m_recentTable->setFixedHeight((rows + 1) * rowPixels + 4);
}

} // namespace agentarium::views
