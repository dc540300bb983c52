// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "views/theme/theme.h"

#include <QAbstractItemModel>
#include <QJsonArray>
#include <QStringList>

#include <memory>
#include <vector>

namespace agentarium::views {

/// What a row of the navigator shows, for every model behind it.
enum NavigatorRole {
    DetailRole = Qt::UserRole + 1, ///< the muted text on the right
    ToneRole,                      ///< Tone of the dot, or invalid for none
    BoldRole,                      ///< bool
    AgentRole,                     ///< agent's name
    QualifierRole,                 ///< endpoint's name, empty on agents and versions
    SessionRole,                   ///< session id
    RecordingRole,                 ///< recording id
};

/// Agents with their endpoints and the versions that failed, as GET /agents gives them.
class AgentsModel : public QAbstractItemModel {
    Q_OBJECT
public:
    explicit AgentsModel(QObject* parent = nullptr);
    ~AgentsModel() override;

    /// Replaces the list; rows that stay keep their indexes.
    void setAgents(const QJsonArray& agents);

    QStringList names() const;
    /// Agents with a version that can be invoked.
    QStringList readyNames() const;
    bool contains(const QString& name) const;
    QStringList qualifiersOf(const QString& name) const;
    /// The version an endpoint points at; 0 when unknown.
    int versionOf(const QString& name, const QString& qualifier) const;
    QJsonObject agent(const QString& name) const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

private:
    struct Leaf {
        QString text;
        QString tip;
        QString qualifier;
        bool failed = false;
        bool operator==(const Leaf&) const = default;
    };
    struct Node {
        QString name;
        QString detail;
        QString status;
        QJsonObject json;
        std::vector<Leaf> leaves;
    };
    static std::unique_ptr<Node> nodeFrom(const QJsonObject& agent);
    void replaceLeaves(int row, std::vector<Leaf> leaves);
    QVariant nodeData(const Node& node, int role) const;
    QVariant leafData(const Node& node, const Leaf& leaf, int role) const;
    const Node* find(const QString& name) const;

    std::vector<std::unique_ptr<Node>> m_nodes; ///< by name
};

} // namespace agentarium::views
