"""What a change does to the gaps, for programs: as JSON (schema "change"), and as CSV for a spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import Any

import msgspec

from buurtkalender.domain.coverage.difference import Difference, Move
from buurtkalender.domain.coverage.evaluation import Snapshot
from buurtkalender.feeds.open_data import ages_in_a_cell, cell
from buurtkalender.feeds.rows import verdict_row

LISTS = ("new_norms", "gone_norms", "new_areas", "gone_areas")


def change_json(base: str, before: Snapshot, after: Snapshot, found: Difference) -> bytes:
    """One object: the revision and the day, every move with its causes, and the norms and areas that came or went."""
    document = {
        "base": base,
        "today": after.day,
        "moves": [_row(move) for move in found.moves],
        **{name: [_spot(spot) for spot in getattr(found, name)] for name in LISTS},
        "verdicts": {"before": len(before.verdicts), "after": len(after.verdicts)},
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def change_csv(after: Snapshot, found: Difference) -> bytes:
    """A row a move (RFC 4180, UTF-8 with the mark by which Excel knows it); norms and areas that came or went too."""
    table = io.StringIO()
    writer = csv.writer(table)
    names = ("what", "norm", "norm_title", "neighbourhood", "neighbourhood_name", "before", "after")
    writer.writerow(
        [*names, "lower_before", "lower", "upper", "required", "unit", "per", "residents", "causes", "ages"]
    )
    for move in found.moves:
        one, other = move.before, move.after
        causes = "; ".join(f"{cause.how} {cause.activity}" for cause in move.causes)
        norm, area = after.norms[move.norm].title, after.areas[move.neighbourhood].name
        cells = [move.what, move.norm, norm, move.neighbourhood, area, one.verdict, other.verdict]
        sums = [one.lower, other.lower, other.upper, other.required, other.unit, other.per, other.residents, causes]
        sums.append(ages_in_a_cell(other))
        writer.writerow([cell(value) if isinstance(value, str) else value for value in [*cells, *sums]])
    for name in LISTS:
        what, _, of = name.partition("_")
        for spot in getattr(found, name):
            place = ["", "", spot.id, spot.name] if of == "areas" else [spot.id, spot.name, "", ""]
            writer.writerow([cell(value) for value in [what, *place]] + [""] * 11)
    return b"\xef\xbb\xbf" + table.getvalue().encode()


def _row(move: Move) -> dict[str, Any]:
    return {
        "what": move.what,
        "norm": move.norm,
        "neighbourhood": move.neighbourhood,
        "residents": move.after.residents,
        **{side: _side(getattr(move, side)) for side in ("before", "after")},
        "causes": [
            {
                "activity": one.activity,
                "title": one.title,
                "organisation": one.organisation,
                "how": one.how,
                "before": round(one.before, 4),
                "after": round(one.after, 4),
                "cancelled_dates": max(0, one.dates),
            }
            for one in move.causes
        ],
        "measured_otherwise": move.measured,
    }


def _side(verdict: Any) -> dict[str, Any]:
    names = ("verdict", "lower", "upper", "required", "unit", "per", "confidence", "severity", "weeks_met")
    some = {name: getattr(verdict, name) for name in names}
    return some | {"poor_weeks": verdict.poor_weeks, "ages": verdict_row(verdict)["ages"]}


def _spot(spot: Any) -> dict[str, Any]:
    return {"id": spot.id, "name": spot.name, "verdicts": spot.verdicts}
