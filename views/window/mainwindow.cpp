// SPDX-License-Identifier: Apache-2.0
#include "views/window/mainwindow.h"

#include "views/deploy/deploydialog.h"
#include "views/navigator/navigator.h"
#include "views/navigator/recentmodel.h"
#include "views/palette/commandfield.h"
#include "views/session/sessionpage.h"
#include "views/start/samplerun.h"
#include "views/start/startpage.h"
#include "views/theme/thememanager.h"
#include "views/widgets/panels.h"
#include "views/window/actions.h"
#include "views/window/banner.h"
#include "views/window/drawer.h"
#include "views/window/pagestack.h"
#include "views/window/statusstrip.h"
#include "views/window/toolstrip.h"
#include "views/workbench/workbench.h"

#include <QBoxLayout>
#include <QDropEvent>
#include <QFileInfo>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QScreen>
#include <QSplitter>

namespace agentarium::views {

namespace {
const QString geometryKey = QStringLiteral("window/geometry");
const QString columnsKey = QStringLiteral("window/columns");
const QString pageKey = QStringLiteral("window/page");
} // namespace

MainWindow::MainWindow(Workbench& workbench, ThemeManager& themes)
    : m_workbench(workbench)
    , m_themes(themes)
    , m_actions(new Actions(this))
    , m_recent(new RecentModel(this))
    , m_sample(new SampleRun(workbench, this))
    , m_tools(new ToolStrip(workbench, *m_actions))
    , m_navigator(new Navigator(workbench, *m_recent))
    , m_pages(new PageStack(workbench, *m_sample, *m_recent))
    , m_drawer(new Drawer(workbench))
    , m_columns(new QSplitter(Qt::Horizontal)) {
    setWindowTitle(tr("Agentarium"));
    setAcceptDrops(true);
    setMinimumSize(960, 600);
    auto* rows = new QSplitter(Qt::Vertical);
    rows->addWidget(m_pages);
    rows->addWidget(m_drawer);
    rows->setStretchFactor(0, 1);
    rows->setSizes({600, 220});
    rows->setChildrenCollapsible(false);
    m_navigator->setMinimumWidth(180);
    m_columns->addWidget(m_navigator);
    m_columns->addWidget(rows);
    m_columns->setStretchFactor(1, 1);
    m_columns->setSizes({250, 1190});
    m_columns->setChildrenCollapsible(false);
    auto* centre = panel("window");
    auto* column = columnIn(centre);
    column->addWidget(m_tools);
    column->addWidget(new Banner(workbench));
    column->addWidget(m_columns, 1);
    column->addWidget(new StatusStrip(workbench, *m_actions));
    setCentralWidget(centre);

    makeMenus();
    connectActions();
    connectParts();
    restore();
    onPage();
    m_navigator->focusAgents();
}

MainWindow::~MainWindow() = default;

void MainWindow::makeMenus() {
    QMenu* file = menuBar()->addMenu(tr("&File"));
    file->addActions({m_actions->deploy, m_actions->newSession});
    file->addSeparator();
    file->addActions({m_actions->runSample, m_actions->buildImage});
    file->addSeparator();
    file->addAction(m_actions->quit);
    QMenu* session = menuBar()->addMenu(tr("&Session"));
    session->addActions({m_actions->invoke, m_actions->cancel});
    session->addSeparator();
    session->addAction(m_actions->stopSession);
    QMenu* view = menuBar()->addMenu(tr("&View"));
    view->addActions({m_actions->start, m_actions->doctor, m_actions->jobs, m_actions->problems});
    view->addSeparator();
    view->addActions({m_actions->focusNavigator, m_actions->findCommand});
    view->addSeparator();
    view->addActions({m_actions->themeSystem, m_actions->themeLight, m_actions->themeDark});
    menuBar()->addMenu(tr("&Help"))->addAction(m_actions->about);
}

void MainWindow::connectActions() {
    const auto on = [this](QAction* action, auto&& slot) {
        connect(action, &QAction::triggered, this, slot);
    };
    on(m_actions->deploy, [this] { openDeploy(); });
    on(m_actions->newSession, [this] { newSession(); });
    on(m_actions->invoke, [this] {
        if (SessionPage* page = m_pages->session()) page->send();
    });
    on(m_actions->cancel, [this] {
        if (SessionPage* page = m_pages->session()) page->cancel();
    });
    on(m_actions->stopSession, [this] {
        if (SessionPage* page = m_pages->session()) m_workbench.stopSession(page->sessionId());
    });
    on(m_actions->runSample, [this] {
        m_pages->showStart();
        m_sample->start();
    });
    on(m_actions->buildImage, [this] {
        m_workbench.buildImage();
        m_drawer->open(Drawer::Jobs);
    });
    on(m_actions->start, [this] { m_pages->showStart(); });
    on(m_actions->doctor, [this] { m_pages->showDoctor(); });
    on(m_actions->jobs, [this] { m_drawer->toggle(Drawer::Jobs); });
    on(m_actions->problems, [this] { m_drawer->toggle(Drawer::Problems); });
    on(m_actions->findCommand, [this] { m_tools->commandField().activate(); });
    on(m_actions->focusNavigator, [this] { m_navigator->focusAgents(); });
    on(m_actions->themeSystem, [this] { setTheme(int(ThemeChoice::System)); });
    on(m_actions->themeLight, [this] { setTheme(int(ThemeChoice::Light)); });
    on(m_actions->themeDark, [this] { setTheme(int(ThemeChoice::Dark)); });
    on(m_actions->about, [this] { about(); });
    on(m_actions->quit, [this] { close(); });
}

void MainWindow::connectParts() {
    connect(&m_workbench, &Workbench::recentChanged, this,
            [this] { m_recent->setSessions(m_workbench.recentSessions()); });
    connect(&m_workbench, &Workbench::linkChanged, this, [this] {
        if (m_workbench.link() == Workbench::Link::Connected && !m_pendingLocation.isEmpty())
            m_pages->restore(std::exchange(m_pendingLocation, {}));
        onPage();
    });
    connect(m_navigator, &Navigator::agentChosen, this, &MainWindow::openAgent);
    connect(m_navigator, &Navigator::sessionChosen, this, &MainWindow::openSession);
    connect(m_navigator, &Navigator::recordingChosen, this, &MainWindow::openRecording);
    connect(m_navigator, &Navigator::newSessionWanted, this, &MainWindow::openNewSession);
    connect(m_navigator, &Navigator::deployWanted, this, [this] { openDeploy(); });
    connect(&m_pages->start(), &StartPage::doctorWanted, m_pages, &PageStack::showDoctor);
    connect(&m_pages->start(), &StartPage::deployWanted, this, [this] { openDeploy(); });
    connect(&m_pages->start(), &StartPage::recordingChosen, this, &MainWindow::openRecording);
    connect(m_sample, &SampleRun::ready, this, &MainWindow::runSample);
    connect(m_pages, &PageStack::pageChanged, this, &MainWindow::onPage);
    connect(m_columns, &QSplitter::splitterMoved, this, &MainWindow::saveSoon);
    connect(&m_workbench.agents(), &QAbstractItemModel::rowsInserted, this, &MainWindow::onPage);
    connect(&m_workbench.agents(), &QAbstractItemModel::rowsRemoved, this, &MainWindow::onPage);
    m_tools->commandField().setSource([this] { return commands(); });
}

void MainWindow::restore() {
    Settings& settings = m_workbench.settings();
    const QSize room = screen()->availableSize();
    if (!restoreGeometry(settings.value(geometryKey).toByteArray())) {
        resize(QSize(1440, 900).boundedTo(room));
        if (room.width() < 1500 || room.height() < 960) setWindowState(Qt::WindowMaximized);
    }
    m_columns->restoreState(settings.value(columnsKey).toByteArray());
    m_pendingLocation = settings.value(pageKey).toString();
    setTheme(int(settings.theme()));
}

void MainWindow::saveSoon() {
    m_workbench.settings().setValue(geometryKey, saveGeometry());
    m_workbench.settings().setValue(columnsKey, m_columns->saveState());
}

void MainWindow::setTheme(int choice) {
    QAction* const actions[] = {m_actions->themeSystem, m_actions->themeLight, m_actions->themeDark};
    actions[choice]->setChecked(true);
    m_themes.setChoice(ThemeChoice(choice));
    m_workbench.settings().setTheme(ThemeChoice(choice));
}

void MainWindow::onPage() {
    SessionPage* page = m_pages->session();
    const bool connected = m_workbench.link() == Workbench::Link::Connected;
    m_actions->deploy->setEnabled(connected);
    m_actions->newSession->setEnabled(connected && !m_workbench.agents().readyNames().isEmpty());
    m_actions->runSample->setEnabled(connected);
    m_actions->buildImage->setEnabled(connected);
    m_actions->invoke->setEnabled(connected && page && !page->isBusy());
    m_actions->cancel->setEnabled(page && page->isBusy());
    m_actions->stopSession->setEnabled(connected && page && page->isLive());
    m_navigator->selectSession(page ? page->sessionId() : QString());
    if (m_pendingLocation.isEmpty()) m_workbench.settings().setValue(pageKey, m_pages->location());
}

void MainWindow::closeEvent(QCloseEvent* event) {
    saveSoon();
    m_workbench.drafts().flush();
    QMainWindow::closeEvent(event);
}

void MainWindow::resizeEvent(QResizeEvent* event) {
    QMainWindow::resizeEvent(event);
    if (isVisible()) saveSoon();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasUrls() && event->mimeData()->urls().size() == 1) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    const QString path = event->mimeData()->urls().value(0).toLocalFile();
    if (QFileInfo(path).isDir() || path.endsWith(QLatin1String(".zip"), Qt::CaseInsensitive))
        openDeploy(path);
}

} // namespace agentarium::views
