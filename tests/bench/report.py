# SPDX-License-Identifier: Apache-2.0
"""Figures with their samples, and the table at the end."""

import json
import math
import statistics

HEAD = ("figure", "median", "p99", "n", "target", "met")


class Target:
    """What a figure is held against. `median` and `p99` are bounds: upper ones, or lower ones with `least`."""

    def __init__(self, median=None, p99=None, least=False):
        self.median, self.p99, self.least = median, p99, least

    def met(self, figure):
        pairs = [(figure.median, self.median), (figure.p99, self.p99)]
        return all(bound is None or (value >= bound if self.least else value <= bound) for value, bound in pairs)

    def __str__(self):
        sign = "≥" if self.least else "≤"
        parts = [f"{name}{sign} {number(bound)}" for name, bound in (("", self.median), ("p99 ", self.p99))
                 if bound is not None]
        return ", ".join(parts)


class Figure:
    def __init__(self, name, unit, samples, target=None, note=""):
        self.name, self.unit, self.samples, self.target, self.note = name, unit, list(samples), target, note

    @property
    def median(self):
        return statistics.median(self.samples)

    @property
    def p99(self):
        """What 99 of 100 samples are not worse than, by nearest rank: of fewer than 100 samples the worst one."""
        worst_last = sorted(self.samples, reverse=bool(self.target and self.target.least))
        return worst_last[math.ceil(len(worst_last) * 0.99) - 1]

    def row(self):
        verdict = "" if not str(self.target or "") else "yes" if self.target.met(self) else "NO"
        return (self.name, f"{number(self.median)} {self.unit}", number(self.p99), str(len(self.samples)),
                str(self.target or ""), verdict + (f" ({self.note})" if self.note else ""))

    def to_json(self):
        return {"name": self.name, "unit": self.unit, "median": self.median, "p99": self.p99, "n": len(self.samples),
                "target": str(self.target or "") or None,
                "met": self.target.met(self) if str(self.target or "") else None,
                "note": self.note or None, "samples": self.samples}


class Report:
    def __init__(self):
        self._parts = []

    def begin(self, title):
        """The figures that follow stand under this title."""
        self._parts.append((title, []))
        print(f"\n{title}", flush=True)

    def add(self, name, unit, samples, target=None, note=""):
        """Keeps a figure and prints its line. One without samples is only said."""
        if not samples:
            print(f"  {name}: no samples{f' ({note})' if note else ''}", flush=True)
            return
        figure = Figure(name, unit, samples, target, note)
        self._parts[-1][1].append(figure)
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(figure.row(), (44, 14, 10, 5, 16, 0))).rstrip(),
              flush=True)

    def table(self):
        rows = [("part", (title, "", "", "", "", "")) if figure is None else ("row", figure.row())
                for title, figures in self._parts if figures for figure in (None, *figures)]
        cells = [HEAD] + [row for kind, row in rows if kind == "row"]
        widths = [max(len(row[column]) for row in cells) for column in range(len(HEAD))]
        print("\n" + _line(HEAD, widths) + "\n" + "─" * (sum(widths) + 2 * len(widths)))
        for kind, row in rows:
            print(row[0] if kind == "part" else _line(row, widths))

    def to_json(self, machine):
        return json.dumps({"machine": machine, "parts": [
            {"title": title, "figures": [figure.to_json() for figure in figures]} for title, figures in self._parts]},
            indent=1)


def number(value):
    """Three digits that count, thousands with a space."""
    if abs(value) >= 100:
        return f"{value:,.0f}".replace(",", " ")
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def _line(row, widths):
    name, *middle, verdict = row
    cells = [name.ljust(widths[0] + 2)]
    for cell, width in zip(middle[:-1], widths[1:4]):
        cells.append(cell.rjust(width))
    return ("  ".join([*cells, middle[-1].ljust(widths[4]), verdict])).rstrip()
