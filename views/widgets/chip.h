// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "views/theme/theme.h"

#include <QWidget>

namespace agentarium::views {

/// A rounded mark with a word in it: filled with a tone, or only outlined. Its text is its accessible name.
class Chip : public QWidget {
    Q_OBJECT
public:
    enum class Fill { Solid, Outline };

    explicit Chip(Fill fill, QWidget* parent = nullptr);
    void setText(const QString& text);
    void setTone(Tone tone);
    const QString& text() const { return m_text; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Fill m_fill;
    QString m_text;
    Tone m_tone = Tone::Neutral;
};

/// A dot of 8 px in a tone; a word always stands beside it.
class Dot : public QWidget {
    Q_OBJECT
public:
    explicit Dot(QWidget* parent = nullptr);
    void setTone(Tone tone);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Tone m_tone = Tone::Neutral;
};

} // namespace agentarium::views
