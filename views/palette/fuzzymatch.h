// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QList>
#include <QString>

namespace agentarium::views {

/// How well `pattern` is found, in order but not side by side, in `text`.
struct FuzzyMatch {
    bool matched = false;
    int score = 0;        ///< higher is better
    QList<int> positions; ///< of the letters found
};

/// Letters side by side, at the beginning and at the beginning of words count more; case does not matter. An
/// empty pattern matches everything. Texts are names: at most 256 letters are looked at.
FuzzyMatch fuzzyMatch(const QString& pattern, const QString& text);

} // namespace agentarium::views
