// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "views/palette/commandlist.h"

#include <QLineEdit>

class QFrame;
class QListView;

namespace agentarium::views {

/// The field of the tool bar that finds and runs everything: actions, agents, sessions.
class CommandField : public QLineEdit {
    Q_OBJECT
public:
    explicit CommandField(QWidget* parent = nullptr);
    /// Asked each time the field is entered, so that the list is of now.
    void setSource(std::function<std::vector<Command>()> source) { m_source = std::move(source); }
    void activate();

protected:
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void showList();
    void hideList();
    void place();
    void moveBy(int rows);
    void runCurrent();

    std::function<std::vector<Command>()> m_source;
    CommandList m_list;
    QFrame* m_popup = nullptr;
    QListView* m_view = nullptr;
};

} // namespace agentarium::views
