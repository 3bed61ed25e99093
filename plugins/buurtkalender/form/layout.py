"""How each field of a content file is written, from the tables that read it.

The layout is the one thing that the two writers share: :mod:`buurtkalender.form.writing` here, and
``theme/static/js/answers.js`` in the browser, which finds it in the page.
"""

from __future__ import annotations

from typing import Any

from buurtkalender.reading.fields import Kind, ListOf, Prose, Record
from buurtkalender.reading.fields_change import Reason
from buurtkalender.reading.fields_contact import Place
from buurtkalender.reading.fields_facts import Access, AgeRange, Ahead, Money, OneOrRecord
from buurtkalender.reading.fields_times import Time
from buurtkalender.reading.fields_when import MonthDay, SkipItem, When
from buurtkalender.reading.records import ACTIVITY, ORGANISATION
from buurtkalender.reading.records_places import VENUE

Layout = str | dict[str, Any]
"""A word for a kind of text (:data:`TEXTS`), or one of these:

``{"of": fields}``
    a mapping, written between braces.
``{"word": "none", "of": fields}``
    a word that says it all, or a mapping that says more.
``{"rows": fields}``
    a list of mappings, numbered from 0 in the names of answers; ``"block": 1`` for those that get a line a key.
``{"when": {"weekly": fields, …}}``
    the same, of which each is one of these patterns.
"""

TEXTS: dict[type[Kind], str] = {
    Prose: "prose",
    Reason: "reason",
    Money: "money",
    Time: "time",
    AgeRange: "ages",
    Ahead: "before",
    Access: "facts",
    Place: "list",
}
"""The kinds that are put together in a way of their own. All others are one text, or a list of texts."""

_ONE_OR_LIST = {"weekly", "monthly"}


def layout_of(kind: Kind, key: str = "") -> Layout:
    """Return how a kind is written."""
    if type(kind) in TEXTS:
        return TEXTS[type(kind)]
    if isinstance(kind, OneOrRecord):
        return {"word": "none" if key != "cost" else "free", "of": _fields(kind.record)}
    if isinstance(kind, Record):
        return {"of": _fields(kind)}
    return _list_of(kind, key) if isinstance(kind, ListOf) else "text"


def _list_of(kind: ListOf, key: str) -> Layout:
    if isinstance(kind.kind, When):
        return {"when": {name: _fields(record) for name, record in kind.kind.patterns.items()}}
    if isinstance(kind.kind, Record):
        return {"rows": _fields(kind.kind), **({"block": 1} if key == "changes" else {})}
    if isinstance(kind.kind, SkipItem):
        return "skip"
    if isinstance(kind.kind, MonthDay):
        return "monthly"
    return "days" if key in _ONE_OR_LIST else "list"


def _fields(record: Record) -> dict[str, Layout]:
    return {key: layout_of(field.kind, key) for key, field in record.fields.items()}


ACTIVITY_FILE: dict[str, Any] = _fields(ACTIVITY)
"""The layout of an activity file: its fields in the order of the format."""

FILES: dict[str, dict[str, Any]] = {
    "activity": ACTIVITY_FILE,
    "organisation": _fields(ORGANISATION),
    "venue": _fields(VENUE),
}
"""The layout of each kind of file that people are asked about."""
