// SPDX-License-Identifier: Apache-2.0
#include "app/agentariumctl/table.h"

#include "app/agentariumctl/format.h"
#include "app/agentariumctl/output.h"

#include <algorithm>

namespace agentarium::ctl {

Table::Table(std::vector<std::string> titles) : m_titles(std::move(titles)) {
    for (std::string& title : m_titles) {
        m_right.push_back(title.starts_with('>'));
        if (m_right.back()) title.erase(0, 1);
    }
}

void Table::print(Output& out) const {
    std::vector<std::size_t> widths;
    for (std::size_t column = 0; column < m_titles.size(); ++column) {
        std::size_t width = widthOf(m_titles[column]);
        for (const auto& row : m_rows)
            width = std::max(width, widthOf(row[column]));
        widths.push_back(width);
    }
    out.print(out.paint(Style::Bold, line(m_titles, widths)));
    for (const auto& row : m_rows)
        out.print(line(row, widths));
}

std::string Table::line(const std::vector<std::string>& row, const std::vector<std::size_t>& widths) const {
    std::string text;
    for (std::size_t column = 0; column < row.size(); ++column) {
        const std::string space(widths[column] - widthOf(row[column]), ' ');
        if (column > 0) text += "  ";
        text += m_right[column] ? space + row[column] : row[column] + space;
    }
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
}

} // namespace agentarium::ctl
