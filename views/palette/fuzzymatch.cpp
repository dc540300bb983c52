// SPDX-License-Identifier: Apache-2.0
#include "views/palette/fuzzymatch.h"

#include <limits>
#include <vector>

namespace agentarium::views {

namespace {

constexpr int longestText = 256;
constexpr int longestPattern = 64;
constexpr int never = std::numeric_limits<int>::min() / 2;

constexpr int perLetter = 4;
constexpr int besideBonus = 14;
constexpr int wordBonus = 12;
constexpr int beginBonus = 10;
constexpr int gapCost = 1;

bool beginsWord(const QString& text, int at) {
    if (at == 0) return true;
    const QChar before = text[at - 1];
    return !before.isLetterOrNumber() || (before.isLower() && text[at].isUpper());
}

int bonusAt(const QString& text, int at) {
    return perLetter + (beginsWord(text, at) ? wordBonus : 0) + (at == 0 ? beginBonus : 0);
}

} // namespace

FuzzyMatch fuzzyMatch(const QString& rawPattern, const QString& rawText) {
    QString pattern = rawPattern.left(longestPattern).toCaseFolded();
    pattern.remove(QLatin1Char(' '));
    const QString text = rawText.left(longestText);
    const QString folded = text.toCaseFolded();
    FuzzyMatch match;
    if (pattern.isEmpty()) {
        match.matched = true;
        return match;
    }
    const int m = int(pattern.size());
    const int n = int(std::min(folded.size(), text.size()));
    if (m > n) return match;

    // best[i][j]: the best score of the first i+1 letters when the last of them is at j.
    std::vector<std::vector<int>> best(std::size_t(m), std::vector<int>(std::size_t(n), never));
    std::vector<std::vector<int>> from(std::size_t(m), std::vector<int>(std::size_t(n), -1));
    for (int i = 0; i < m; ++i) {
        int running = never; // the best of the row above so far, less the gap to here
        int runningAt = -1;
        for (int j = 0; j < n; ++j) {
            if (i > 0 && j > 0) {
                running -= gapCost;
                if (best[i - 1][j - 1] > running) {
                    running = best[i - 1][j - 1];
                    runningAt = j - 1;
                }
            }
            if (folded[j] != pattern[i]) continue;
            if (i == 0) {
                best[0][j] = bonusAt(text, j) - std::min(j, 8) * gapCost;
                continue;
            }
            if (runningAt < 0) continue;
            best[i][j] = running + bonusAt(text, j);
            from[i][j] = runningAt;
            const int beside = j > 0 ? best[i - 1][j - 1] + bonusAt(text, j) + besideBonus : never;
            if (beside > best[i][j]) {
                best[i][j] = beside;
                from[i][j] = j - 1;
            }
        }
    }
    int end = -1;
    for (int j = 0; j < n; ++j)
        if (best[m - 1][j] > never / 2 && (end < 0 || best[m - 1][j] > best[m - 1][end])) end = j;
    if (end < 0) return match;
    match.matched = true;
    match.score = best[m - 1][end] - int(text.size() - m) / 8;
    for (int i = m - 1, j = end; i >= 0; j = from[i][j], --i)
        match.positions.prepend(j);
    return match;
}

} // namespace agentarium::views
