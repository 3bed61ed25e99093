#!/usr/bin/env bash
# XlsxWriter 3.3.1: a web address of more than 2,079 letters leaves its cell empty. Even the text is lost.
#
# Expected (met while writing a workbook, so not guessed beforehand): the text of an address that is too long for a link
# is written as plain text, or an error is raised.
# Seen: `write_url` returns -3 with a UserWarning, and the cell is not in the sheet at all. `write_string` of the same
# text writes it. The calls beside it go on, so a column of addresses gets holes that only a reader of warnings sees.
# What follows for who writes workbooks: look at the length (and the number of links) before calling write_url, and fall
# back to write_string.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check xlsxwriter==3.3.1 openpyxl==3.1.5
"$work/venv/bin/python" - "$work/book.xlsx" <<'END'
import sys
import warnings

import openpyxl
import xlsxwriter

path = sys.argv[1]
fits = "https://calendar.example/" + "a" * (2079 - len("https://calendar.example/"))
longer = fits + "a"
book = xlsxwriter.Workbook(path)
sheet = book.add_worksheet()
with warnings.catch_warnings(record=True) as told:
    warnings.simplefilter("always")
    results = [sheet.write_url(0, 0, fits), sheet.write_url(1, 0, longer), sheet.write_string(2, 0, longer)]
book.close()
read = openpyxl.load_workbook(path).active
cells = [read.cell(row, 1).value for row in (1, 2, 3)]
print("returned", results, "warnings", len(told), "cells", [None if cell is None else len(cell) for cell in cells])
assert results == [0, -3, 0], results
assert len(told) == 1
assert "2079" in str(told[0].message), told[0].message
assert [None if cell is None else len(cell) for cell in cells] == [2079, None, 2080], cells
print("as described: the cell of the longer address is empty")
END
