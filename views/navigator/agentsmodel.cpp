// SPDX-License-Identifier: Apache-2.0
#include "views/navigator/agentsmodel.h"

#include <QJsonObject>

#include <algorithm>

namespace agentarium::views {

AgentsModel::AgentsModel(QObject* parent) : QAbstractItemModel(parent) {}
AgentsModel::~AgentsModel() = default;

std::unique_ptr<AgentsModel::Node> AgentsModel::nodeFrom(const QJsonObject& agent) {
    auto node = std::make_unique<Node>();
    node->name = agent.value(QLatin1String("name")).toString();
    node->status = agent.value(QLatin1String("status")).toString();
    node->json = agent;
    const QString protocol = agent.value(QLatin1String("protocol")).toString();
    node->detail =
        protocol.isEmpty() || protocol == QLatin1String("HTTP")
            ? QStringLiteral("v%1").arg(agent.value(QLatin1String("version")).toVariant().toString())
            : protocol;
    for (const QJsonValue& value : agent.value(QLatin1String("endpoints")).toArray()) {
        const QJsonObject endpoint = value.toObject();
        const QString name = endpoint.value(QLatin1String("name")).toString();
        const QString version = endpoint.value(QLatin1String("targetVersion")).toVariant().toString();
        node->leaves.push_back({QStringLiteral("%1 %2 v%3").arg(name, QChar(0x2192), version),
                                tr("Endpoint %1 points at version %2").arg(name, version), name, false});
    }
    for (const QJsonValue& value : agent.value(QLatin1String("versions")).toArray()) {
        const QJsonObject version = value.toObject();
        const QString reason = version.value(QLatin1String("failureReason")).toString();
        if (reason.isEmpty() && version.value(QLatin1String("status")) != QLatin1String("CREATE_FAILED"))
            continue;
        const QString number = version.value(QLatin1String("version")).toVariant().toString();
        node->leaves.push_back(
            {reason.isEmpty() ? tr("v%1 failed").arg(number) : tr("v%1 failed: %2").arg(number, reason),
             reason, QString(), true});
    }
    return node;
}

void AgentsModel::setAgents(const QJsonArray& agents) {
    std::vector<std::unique_ptr<Node>> wanted;
    for (const QJsonValue& value : agents)
        wanted.push_back(nodeFrom(value.toObject()));
    std::sort(wanted.begin(), wanted.end(), [](const auto& a, const auto& b) { return a->name < b->name; });

    int row = 0;
    for (auto& next : wanted) {
        while (row < int(m_nodes.size()) && m_nodes[row]->name < next->name) {
            beginRemoveRows({}, row, row);
            m_nodes.erase(m_nodes.begin() + row);
            endRemoveRows();
        }
        if (row < int(m_nodes.size()) && m_nodes[row]->name == next->name) {
            Node& node = *m_nodes[row];
            replaceLeaves(row, std::move(next->leaves));
            node.detail = next->detail;
            node.status = next->status;
            node.json = next->json;
            emit dataChanged(index(row, 0), index(row, 0));
        } else {
            beginInsertRows({}, row, row);
            m_nodes.insert(m_nodes.begin() + row, std::move(next));
            endInsertRows();
        }
        ++row;
    }
    if (row < int(m_nodes.size())) {
        beginRemoveRows({}, row, int(m_nodes.size()) - 1);
        m_nodes.erase(m_nodes.begin() + row, m_nodes.end());
        endRemoveRows();
    }
}

void AgentsModel::replaceLeaves(int row, std::vector<Leaf> leaves) {
    Node& node = *m_nodes[row];
    if (node.leaves == leaves) return;
    const QModelIndex parent = index(row, 0);
    if (!node.leaves.empty()) {
        beginRemoveRows(parent, 0, int(node.leaves.size()) - 1);
        node.leaves.clear();
        endRemoveRows();
    }
    if (!leaves.empty()) {
        beginInsertRows(parent, 0, int(leaves.size()) - 1);
        node.leaves = std::move(leaves);
        endInsertRows();
    }
}

QModelIndex AgentsModel::index(int row, int column, const QModelIndex& parent) const {
    if (!hasIndex(row, column, parent)) return {};
    if (!parent.isValid()) return createIndex(row, column, nullptr);
    return createIndex(row, column, m_nodes[parent.row()].get());
}

QModelIndex AgentsModel::parent(const QModelIndex& child) const {
    const auto* node = static_cast<const Node*>(child.internalPointer());
    if (!node) return {};
    for (int row = 0; row < int(m_nodes.size()); ++row)
        if (m_nodes[row].get() == node) return createIndex(row, 0, nullptr);
    return {};
}

int AgentsModel::rowCount(const QModelIndex& parent) const {
    if (!parent.isValid()) return int(m_nodes.size());
    if (parent.internalPointer() || parent.column() > 0) return 0;
    return int(m_nodes[parent.row()]->leaves.size());
}

int AgentsModel::columnCount(const QModelIndex&) const {
    return 1;
}

QVariant AgentsModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const auto* node = static_cast<const Node*>(index.internalPointer());
    return node ? leafData(*node, node->leaves[index.row()], role) : nodeData(*m_nodes[index.row()], role);
}

QVariant AgentsModel::nodeData(const Node& node, int role) const {
    switch (role) {
    case Qt::DisplayRole:
    case AgentRole:
        return node.name;
    case DetailRole:
        return node.detail;
    case BoldRole:
        return true;
    case Qt::AccessibleTextRole:
        return tr("Agent %1, %2, %3").arg(node.name, node.detail, node.status);
    case Qt::ToolTipRole:
        return tr("%1: %2").arg(node.name, node.status);
    default:
        return {};
    }
}

QVariant AgentsModel::leafData(const Node& node, const Leaf& leaf, int role) const {
    switch (role) {
    case Qt::DisplayRole:
        return leaf.text;
    case Qt::AccessibleTextRole:
        return tr("%1: %2").arg(node.name, leaf.text);
    case Qt::ToolTipRole:
        return leaf.tip;
    case AgentRole:
        return node.name;
    case QualifierRole:
        return leaf.qualifier;
    case ToneRole:
        return leaf.failed ? QVariant(int(Tone::Error)) : QVariant();
    default:
        return {};
    }
}

const AgentsModel::Node* AgentsModel::find(const QString& name) const {
    for (const auto& node : m_nodes)
        if (node->name == name) return node.get();
    return nullptr;
}

QStringList AgentsModel::names() const {
    QStringList result;
    for (const auto& node : m_nodes)
        result << node->name;
    return result;
}

QStringList AgentsModel::readyNames() const {
    QStringList result;
    for (const auto& node : m_nodes)
        if (!qualifiersOf(node->name).isEmpty()) result << node->name;
    return result;
}

bool AgentsModel::contains(const QString& name) const {
    return find(name) != nullptr;
}

QStringList AgentsModel::qualifiersOf(const QString& name) const {
    QStringList result;
    if (const Node* node = find(name))
        for (const Leaf& leaf : node->leaves)
            if (!leaf.failed) result << leaf.qualifier;
    return result;
}

int AgentsModel::versionOf(const QString& name, const QString& qualifier) const {
    for (const QJsonValue& value : agent(name).value(QLatin1String("endpoints")).toArray())
        if (value.toObject().value(QLatin1String("name")) == qualifier)
            return value.toObject().value(QLatin1String("targetVersion")).toVariant().toInt();
    return 0;
}

QJsonObject AgentsModel::agent(const QString& name) const {
    const Node* node = find(name);
    return node ? node->json : QJsonObject();
}

} // namespace agentarium::views
