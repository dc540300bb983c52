// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "views/palette/commandlist.h"

#include <QMainWindow>
#include <QPointer>

class QSplitter;

namespace agentarium::views {

class Actions;
class DeployDialog;
class Drawer;
class Navigator;
class PageStack;
class RecentModel;
class SampleRun;
class ThemeManager;
class ToolStrip;
class Workbench;

/// The window: it puts the parts together and carries a person's wishes from one to the other.
class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    MainWindow(Workbench& workbench, ThemeManager& themes);
    ~MainWindow() override;

protected:
    void closeEvent(QCloseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void makeMenus();
    void connectActions();
    void connectParts();
    void restore();
    void saveSoon();
    void onPage();
    void setTheme(int choice);

    void openDeploy(const QString& path = {});
    void newSession();
    void openNewSession(const QString& agent, const QString& qualifier);
    void openAgent(const QString& agent, const QString& qualifier);
    void openSession(const QString& sessionId);
    void openRecording(const QString& sessionId, const QString& recordingId, const QString& agent,
                       const QString& qualifier);
    void runSample(const QString& agent);
    void about();
    std::vector<Command> commands();

    Workbench& m_workbench;
    ThemeManager& m_themes;
    Actions* m_actions;
    RecentModel* m_recent;
    SampleRun* m_sample;
    ToolStrip* m_tools;
    Navigator* m_navigator;
    PageStack* m_pages;
    Drawer* m_drawer;
    QSplitter* m_columns;
    QPointer<DeployDialog> m_deploy;
    QString m_pendingLocation;
};

} // namespace agentarium::views
