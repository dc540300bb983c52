// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTableView>

namespace agentarium::views {

/// A table of rows of one fixed height over a model of any size. It follows the newest row until the person
/// scrolls back, and follows again at the end. Hidden, it does nothing.
class RowTable : public QTableView {
    Q_OBJECT
public:
    explicit RowTable(QWidget* parent = nullptr);
    void setModel(QAbstractItemModel* model) override;

    bool isFollowing() const { return m_following; }
    void setFollowing(bool following);

signals:
    void followingChanged(bool following);
    /// The person is at the first row and may want what is before it.
    void reachedTop();

protected:
    void showEvent(QShowEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void onScrolled(int value);
    void toEnd();
    bool m_following = true;
    bool m_moving = false;
};

} // namespace agentarium::views
