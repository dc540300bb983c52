# SPDX-License-Identifier: Apache-2.0
"""Rows and column sums of an .xlsx workbook, read as a stream: no sheet is ever in memory as a whole."""

import re
import zipfile
from xml.etree.ElementTree import ParseError, iterparse

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MAX_UNPACKED = 1_000_000_000


def read_sheets(file):
    """[{name, rows, empty, sums{column: sum}}] of a workbook; ValueError says what is wrong with it."""
    try:
        with zipfile.ZipFile(file) as book:
            if sum(entry.file_size for entry in book.infolist()) > _MAX_UNPACKED:
                raise ValueError("the workbook unpacks to more than 1 GB.")
            return [{"name": name, **_read_sheet(book, path)} for name, path in _sheet_paths(book)]
    except (zipfile.BadZipFile, KeyError, ParseError) as error:
        raise ValueError(f"this is not an .xlsx workbook ({error}).") from error


def _sheet_paths(book):
    targets = {}
    with book.open("xl/_rels/workbook.xml.rels") as part:
        for _, element in iterparse(part):
            if element.tag.endswith("}Relationship"):
                targets[element.get("Id")] = element.get("Target")
    paths = []
    with book.open("xl/workbook.xml") as part:
        for _, element in iterparse(part):
            if element.tag == _MAIN + "sheet":
                target = targets[element.get(_LINK)]
                paths.append((element.get("name"), target.lstrip("/") if target[0] == "/" else "xl/" + target))
    return paths


def _read_sheet(book, path):
    rows = empty = 0
    sums = {}
    with book.open(path) as part:
        events = iterparse(part, events=("start", "end"))
        rows_parent = None
        for event, element in events:
            if event == "start":
                if element.tag == _MAIN + "sheetData":
                    rows_parent = element
                continue
            if element.tag != _MAIN + "row":
                continue
            rows += 1
            for cell in element:
                value = cell.find(_MAIN + "v")
                if value is None or value.text is None:
                    empty += cell.get("t") != "inlineStr"
                elif cell.get("t", "n") == "n":
                    column = re.match("[A-Z]*", cell.get("r", "")).group() or "?"
                    sums[column] = sums.get(column, 0.0) + float(value.text)
            rows_parent.clear()
    return {"rows": rows, "empty": empty, "sums": {column: round(total, 6) for column, total in sums.items()}}
