// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace agentarium::ctl {

class Output;

/// Rows in aligned columns. A title that begins with ">" makes its column right-aligned.
class Table {
public:
    explicit Table(std::vector<std::string> titles);
    void add(std::vector<std::string> row) { m_rows.push_back(std::move(row)); }
    void print(Output& out) const;

private:
    std::string line(const std::vector<std::string>& row, const std::vector<std::size_t>& widths) const;

    std::vector<std::string> m_titles;
    std::vector<bool> m_right;
    std::vector<std::vector<std::string>> m_rows;
};

} // namespace agentarium::ctl
