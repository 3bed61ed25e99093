"""The kind of value that says what is different on one date."""

# ruff: noqa: D102 - Kind says what read, parse and schema do

from __future__ import annotations

from typing import Any

from buurtkalender.domain.model import Change
from buurtkalender.reading.fields import Field, Kind, Line, Prose, Record, Reference, Schema, empty
from buurtkalender.reading.fields_days import DAY
from buurtkalender.reading.fields_times import Clock, Time
from buurtkalender.reading.problems import Notes
from buurtkalender.reading.yaml import Mapping, Node, Scalar


class Reason(Kind):
    """Why something is cancelled; ``true`` and nothing at all say that nobody told."""

    def read(self, node: Node, notes: Notes) -> Any:
        return "" if empty(node) else super().read(node, notes)

    def parse(self, text: str, node: Scalar, notes: Notes) -> Any:
        if node.plain and text.lower() in {"true", "yes", "ja"}:
            return ""
        if node.plain and text.lower() in {"false", "no", "nee"}:
            return notes(node, "not-cancelled", value=text)
        return Line(300).parse(text, node, notes)

    def schema(self) -> Schema:
        return {"type": ["string", "boolean", "null"], "maxLength": 300}


def _check_change(values: dict[str, Any], at: dict[str, Scalar], node: Mapping, notes: Notes) -> None:
    given = node.entries.keys() - {"date", "at"}
    if not given:
        notes(node, "empty-change")
    if "cancelled" in given and (
        other := next((key for key in node.entries if key in given - {"cancelled", "note"}), None)
    ):
        notes(at[other], "cancelled-and-changed", key=other)
    if "venue" in given and "location" in given:
        notes(at["location"], "venue-and-location")
    if "moved_to" in values and values["moved_to"] == values.get("day"):
        notes(at["moved_to"], "moved-to-same-day", day=values["day"])
    elif "moved_to" in values and "day" in values and abs((values["moved_to"] - values["day"]).days) > 366:
        notes(at["moved_to"], "moved-too-far", value=values["moved_to"], day=values["day"])


def change(location: Kind) -> Record:
    """Return the fields of one entry of ``changes``."""
    return Record(
        Change,
        Field("date", DAY, "The planned date.", required=True, attribute="day"),
        Field("at", Clock(), "The planned start, where one date holds several times."),
        Field("cancelled", Reason(), "Why it does not take place."),
        Field("time", Time(all_day=False), "Another time on that date."),
        Field("moved_to", DAY, "Another date."),
        Field("venue", Reference("venue"), "Another venue."),
        Field("room", Line(60), "Another room."),
        Field("location", location, "Another place that is not a venue."),
        Field("note", Prose(500), "What people should know."),
        check=_check_change,
    )
