"""Which kind of value an answer becomes, from the tables that read the files."""

from __future__ import annotations

from typing import Any

from buurtkalender.reading.fields import Kind, ListOf, Record
from buurtkalender.reading.fields_facts import OneOrRecord
from buurtkalender.reading.fields_when import When
from buurtkalender.reading.records import ACTIVITY


def kind_of(name: str, record: Record = ACTIVITY) -> Kind | None:
    """Return the kind of value that the name of an answer stands for in a file; None when the file has no such field.

    Numbers of entries are passed over: ``when.0.time`` is the time of an entry.
    """
    kind: Any = record
    for part in name.split("."):
        if part.isdigit():
            continue
        if isinstance(kind, When):
            fields = {key: field for one in kind.patterns.values() for key, field in one.fields.items()}
        elif isinstance(kind, Record):
            fields = kind.fields
        else:
            return None
        if part not in fields:
            return None
        kind = fields[part].kind
        if isinstance(kind, ListOf) and isinstance(kind.kind, Record | When):
            kind = kind.kind
        elif isinstance(kind, OneOrRecord):
            kind = kind.record
    return kind if isinstance(kind, Kind) else None
