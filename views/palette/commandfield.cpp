// SPDX-License-Identifier: Apache-2.0
#include "views/palette/commandfield.h"

#include "views/theme/fonts.h"
#include "views/theme/thememanager.h"
#include "views/widgets/named.h"
#include "views/widgets/panels.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QListView>
#include <QPainter>

namespace agentarium::views {

CommandField::CommandField(QWidget* parent) : QLineEdit(parent) {
    setAccessibleName(tr("Search or Run a Command"));
    setPlaceholderText(tr("Search or run a command"));
    setFixedWidth(280);
    connect(this, &QLineEdit::textEdited, this, [this](const QString& text) {
        showList();
        m_list.setPattern(text);
        m_view->setCurrentIndex(m_list.index(0));
        place();
    });
}

void CommandField::activate() {
    setFocus(Qt::ShortcutFocusReason);
    selectAll();
    showList();
}

void CommandField::showList() {
    if (m_popup && m_popup->isVisible()) return;
    if (!m_popup) {
        m_popup = panel("popup", window());
        auto* column = columnIn(m_popup, 4, 4);
        m_view = named(new QListView, tr("Commands"));
        m_view->setFocusPolicy(Qt::NoFocus);
        m_view->setModel(&m_list);
        m_view->setItemDelegate(new CommandDelegate(m_view));
        m_view->setUniformItemSizes(true);
        m_view->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        m_view->setStyleSheet(QStringLiteral("background: transparent;"));
        connect(m_view, &QListView::clicked, this, &CommandField::runCurrent);
        column->addWidget(m_view);
    }
    m_list.setCommands(m_source ? m_source() : std::vector<Command>());
    m_list.setPattern(text());
    m_view->setCurrentIndex(m_list.index(0));
    place();
    m_popup->show();
    m_popup->raise();
}

void CommandField::place() {
    const int rows = std::max(1, m_list.rowCount());
    const int width = std::max(this->width(), 460);
    const QPoint corner = mapTo(window(), QPoint(this->width() - width, height() + 4));
    m_popup->setGeometry(corner.x(), corner.y(), width, rows * (rowPixels + 2) + 10);
    m_popup->setVisible(m_list.rowCount() > 0);
}

void CommandField::hideList() {
    if (m_popup) m_popup->hide();
    clear();
}

void CommandField::moveBy(int by) {
    if (!m_popup || !m_popup->isVisible()) return showList();
    const int rows = m_list.rowCount();
    if (rows > 0) m_view->setCurrentIndex(m_list.index((m_view->currentIndex().row() + by + rows) % rows));
}

void CommandField::runCurrent() {
    const int row = m_view ? m_view->currentIndex().row() : -1;
    if (row < 0) return;
    m_popup->hide();
    clearFocus();
    m_list.run(row);
    clear();
}

void CommandField::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_Down:
        moveBy(+1);
        return;
    case Qt::Key_Up:
        moveBy(-1);
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        runCurrent();
        return;
    case Qt::Key_Escape:
        hideList();
        clearFocus();
        return;
    default:
        QLineEdit::keyPressEvent(event);
    }
}

void CommandField::focusInEvent(QFocusEvent* event) {
    QLineEdit::focusInEvent(event);
    if (event->reason() == Qt::MouseFocusReason || event->reason() == Qt::ShortcutFocusReason) showList();
}

void CommandField::focusOutEvent(QFocusEvent* event) {
    QLineEdit::focusOutEvent(event);
    if (event->reason() != Qt::ActiveWindowFocusReason) hideList();
}

void CommandField::paintEvent(QPaintEvent* event) {
    QLineEdit::paintEvent(event);
    if (!text().isEmpty()) return;
    QPainter painter(this);
    painter.setPen(currentTheme().textMuted);
    painter.setFont(captionFont());
    painter.drawText(rect().adjusted(0, 0, -10, 0), Qt::AlignRight | Qt::AlignVCenter,
                     QKeySequence(QStringLiteral("Ctrl+K")).toString(QKeySequence::NativeText));
}

} // namespace agentarium::views
