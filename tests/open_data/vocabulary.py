"""The vocabulary of schema.org, read from the package `schema-dts`, which is made from schema.org's own definition.

It holds every type with the types above it, every property with its range, every enumeration, and what is superseded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

DEFINITION = Path(__file__).parent / "node_modules" / "schema-dts" / "dist" / "schema.d.ts"

_TYPE = re.compile(r"(?:export )?interface (\w+?)(Base|Leaf)\b.* extends ([^{]+) \{")
_PROPERTY = re.compile(r'    "(\w+)"\?: SchemaValue<(.+), "\1">;')
_ENUMERATION = re.compile(r'export type (\w+) = (".*);')
_TEXTS = {"Text", "CssSelectorType", "PronounceableText", "XPathType"}
_FORMS = {
    "Date": re.compile(r"\d{4}-\d{2}-\d{2}"),
    "DateTime": re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}([+-]\d{2}:\d{2}|Z)"),
    "Time": re.compile(r"\d{2}:\d{2}(:\d{2})?"),
    "Duration": re.compile(r"P(\d+[YMWD])*(T(\d+[HMS])+)?"),
    "URL": re.compile(r"(https?|mailto|tel):\S+"),
    "Number": re.compile(r"-?\d+(\.\d+)?"),
}


@dataclass(frozen=True)
class Vocabulary:
    """What schema.org knows: ``above`` each type, the range of the properties that are defined on it, enumerations."""

    above: dict[str, set[str]] = field(default_factory=dict)
    properties: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    superseded: set[tuple[str, str]] = field(default_factory=set)
    values: dict[str, set[str]] = field(default_factory=dict)

    def lineage(self, name: str) -> Iterator[str]:
        """Yield a type and all types above it."""
        yield name
        for one in self.above.get(name, ()):
            yield from self.lineage(one)

    def findings(self, thing: dict[str, Any], where: str = "") -> Iterator[str]:
        """Yield what schema.org does not know about a thing and all that is inside it."""
        if thing.keys() == {"@id"}:
            return
        kind = str(thing.get("@type"))
        if kind not in self.above:
            yield f"{where}@type: {kind} is no type"
            return
        lineage = set(self.lineage(kind))
        for name, value in thing.items():
            if name.startswith("@"):
                continue
            path = f"{where}{kind}.{name}"
            owner = next((one for one in lineage if name in self.properties.get(one, ())), None)
            if owner is None:
                yield f"{path}: no property of {kind}"
            elif (owner, name) in self.superseded:
                yield f"{path}: superseded"
            else:
                yield from self._values(value, self.properties[owner][name], path)

    def _values(self, value: Any, accepted: set[str], path: str) -> Iterator[str]:
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                if one.keys() != {"@id"} and not accepted & set(self.lineage(str(one.get("@type")))):
                    yield f"{path}: a {one.get('@type')} is none of {sorted(accepted)}"
                yield from self.findings(one, f"{path} > ")
            elif not self._fits(one, accepted):
                yield f"{path}: {one!r} is none of {sorted(accepted)}"

    def _fits(self, value: object, accepted: set[str]) -> bool:
        if isinstance(value, bool):
            return "Boolean" in accepted
        if isinstance(value, int | float):
            return bool(accepted & ({"Number", "Float"} | ({"Integer"} if isinstance(value, int) else set())))
        if not isinstance(value, str):
            return False
        forms = [form for kind, form in _FORMS.items() if kind in accepted]
        by_address = "IdReference" in accepted and not any(self.values.get(kind) for kind in accepted)
        return (
            bool(accepted & _TEXTS)
            or (by_address and bool(_FORMS["URL"].fullmatch(value)))
            or any(form.fullmatch(value) for form in forms)
            or any(value in self.values.get(kind, ()) for kind in accepted)
        )


@cache
def schema_org() -> Vocabulary:
    """The vocabulary. Fails when the package is not there: `make test` installs it."""
    assert DEFINITION.exists(), "npm ci --prefix tests/open_data --ignore-scripts (make test does it)"
    return read(DEFINITION.read_text("utf-8").splitlines())


def read(lines: Iterable[str]) -> Vocabulary:
    """Read a vocabulary from TypeScript."""
    found = Vocabulary()
    kind, superseded = "", False
    for line in lines:
        if match := _TYPE.match(line):
            kind, form, parents = match.groups()
            names = {name.removesuffix("Base") for name in re.findall(r"\b(\w+Base)\b", parents)}
            found.above.setdefault(kind, set()).update(names - {kind})
            superseded = False
            if form == "Base":
                found.properties.setdefault(kind, {})
        elif match := _PROPERTY.match(line):
            found.properties[kind][match[1]] = set(match[2].split(" | "))
            if superseded:
                found.superseded.add((kind, match[1]))
            superseded = False
        elif match := _ENUMERATION.match(line):
            found.values[match[1]] = set(re.findall(r'"(https://schema\.org/[^"]+)"', match[2]))
        elif "@deprecated" in line:
            superseded = True
    return found
