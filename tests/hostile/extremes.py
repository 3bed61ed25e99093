r"""Values at the ends of what can be written, and the fields to write them in: for tests of what must stop nothing.

The fields come from the tables of the format itself, so that a new one is tried without anybody's doing. A value is
written as it would stand in a file, so ``[]`` is a list and ``"\0"`` a text between quotes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import yaml

from buurtkalender.reading.content import FIELDS
from buurtkalender.reading.yaml import MOST_FILE_BYTES
from town import TOWN

# --- values ---------------------------------------------------------------------------------------------

DIGITS = sys.int_info.default_max_str_digits + 1
"""One more than Python makes a number of."""
_EARLY = ("0000", "0001", "0099", "1000", "1582", "1899", "1900", "1969", "1970", "1999")
_LATE = ("2000", "2038", "2100", "2101", "2106", "2999", "9998", "9999")
DAYS = (
    *(f"{year}-{day}" for year in (*_EARLY, *_LATE) for day in ("01-01", "12-31")),
    *("10000-01-01", "99999-12-31", "-0001-01-01", "-2026-12-01", "+2026-12-01", "0-0-0", "02026-12-01", "1582-10-10"),
    *("2026-02-29", "2026-02-30", "2026-02-31", "2000-02-29", "2026-04-31"),
    *("2024-02-29", "1900-02-29", "2100-02-29", "2026-00-01", "2026-13-01"),
    *("2026-01-00", "2026-01-32", "2026-99-99", "0000-00-00", "2026-12", "2026", "2026-W48-2", "2026-330", "20261201"),
    *("2026/12/01", "01-12-2026", "1-1-1", "01-01-0001", "31-12-9999", "31-12-10000", "29-2-27", "1 januari 0001"),
    *("31 december 9999", "31 december 99999", "vandaag", "ooit", "infinity", "2026-12-01T00:00:00Z"),
    *("9999-12-31T23:59:59+14:00", "\u0662\u0660\u0662\u0666-\u0661\u0662-\u0660\u0661"),
    *("\uff12\uff10\uff12\uff16-\uff11\uff12-\uff10\uff11", "0001-01-01 00:00", "9999-12-31 24:00"),
    *("9999-12-31 23:59", "9999-12-30 24:00", "1899-12-31 24:00", "2100-12-31 24:00", "2027-03-28 02:30"),
    *("2026-10-25 02:30", "2026-12-01 24:00", "2026-12-01 24:01", "2026-12-01 99:99", "0001-01-01/9999-12-31"),
    *("9999-12-31/0001-01-01", "0001-01-01/0001-01-01", "9999-12-31/9999-12-31", "1900-01-01/2100-12-31"),
    *("2026-12-01/9999-12-31", "2026-12-01/2026-11-30", "2026-12-01/", "/2026-12-01", "/", "//"),
    *("2026-12-01/2026-12-02/2026-12-03", "2026-12-01/P1D"),
)
TIMES = (
    *("00:00", "24:00", "23:59", "00:00-24:00", "00:00-00:00", "24:00-24:00", "24:00-00:00", "23:59-00:00"),
    *("00:00-23:59", "23:59-24:00", "00:00-00:01", "12:00-11:59", "24:01-25:00", "99:99-99:99", "10:60-11:00"),
    *("-1:00-2:00", "0:0-1:0", "000:00-001:00", "10:00-", "-12:00", "10:00-12:00-14:00", "02:30-03:30", "10-12"),
    *(
        "1000-1200",
        "10:00:00-12:00:00",
        "all-day",
        "ALL-DAY",
        "all  day",
        "\u0661\u0660:\u0660\u0660-\u0661\u0662:\u0660\u0660",
    ),
    "\u00b9\u00b0:00-12:00",
)
NUMBERS = (
    *("0", "-0", "-1", "1", "1.5", "1,5", "-0.1", "1e400", "-1e400", "1e-400", "1e3", "1" + "0" * 20, "-1" + "0" * 20),
    *("00", "365", "9" * 30, "9" * DIGITS, "0" * DIGITS + "5"),
    *("0." + "9" * 400, "0." + "0" * 400 + "1", "2147483647", "2147483648", "4294967296"),
    *("9007199254740993", "9223372036854775808", "18446744073709551616"),
    *("1000001", "100001", "366", "3651", ".nan", "nan"),
    *(".inf", "-.inf", "Infinity", "0x10", "0o17", "1_000", "1.000.000,00"),
    *("1:30", "\u0665", "\uff15", "\u00b2", "\u2167"),
    *("\u00bd", "\u4e94", "5\u0660", "1\u00a0000", "+5", "5-", "--5", "5%"),
    *("\u20ac 5", "-1-5", "5-1", "0-0", "0+", "999+"),
    *("0-999", "-5+", "9" * 20 + "+", "0-" + "9" * 20),
)  # fmt: skip
TEXTS = (
    *('""', "~", '" "', '"\\t"', '"\\n\\n"', '"\\0"', '"a\\0b"', '"\\e[2J"', '"\\x7f"', '"\\N"', '"\\L"', '"\\_"'),
    *('"\\uFEFF"', '"\\u200B"', '"\\u200C"', '"\\u200D"', '"\\u2060"'),
    *('"\\u00AD"', '"\\u180E"', '"\\u034F"', '"\\u2800"', '"\\u202Eabc"', '"\\u2066abc"'),
    *('"\\u061Cabc"', '"\\u200Fabc"', '"\\uD800"', '"\\uD83D\\uDE00"', '"\\uFFFF"', '"\\U0010FFFF"', '"\\U000E0041"'),
    *('"\\U0001F468\\u200D\\U0001F469"', '"\\u0301"', '"a' + "\\u0301" * 60 + '"', "a", "A" * 100),
    *("a" * MOST_FILE_BYTES, "a" * (16 * MOST_FILE_BYTES)),
    *("a " * 1_000, "\u00e9" * 400, "\u2028", "\U0001f600" * 200, "con", "NUL", "com1", "..", "a."),
    *("/x/y", "../../x", "C:\\\\x", "-", "--help", "%00", "true", "yes"),
    *("no", "null", "=", "<<", "{{ x }}", "%(x)s", "{0.x}", "`x`"),
    *("<b>x</b>", "'<!--'", "'&amp;'", "']]>'", "'=1+1'", "'@x'", "'::error::x'", "'https://'", "'https://\u00e9'"),
    *("'https://x.example:99999/'", "'https://[::1'", "'tel:'", "'mailto:'", "'//x'", "'x@y'", "'@'", "'+'"),
    *("'https://x.example/" + "a" * 1_000 + "'", "'" + "a" * 300 + "@zand.example'", "'0000000000'"),
)  # fmt: skip
SHAPES = (
    *("[]", "{}", "[[]]", "[{}]", "{a: b}", "{1: 2}", "{2026-12-01: x}"),
    *("{null: null}", '{"": ""}', "[[[[[[[[a]]]]]]]]"),
    *("[" * 30 + "]" * 30, "{a: " * 30 + "b" + "}" * 30, "[null]", "['']", "[a, a]", "? [a]", "{? [a] : b}", "!x y"),
    *("[" + ", ".join(map(str, range(1, 600))) + "]", "[" + ", ".join(["a"] * 10_000) + "]", "&a x", "*x", "|", ">"),
    *("{", "]", "- ", "#", "%", "@", "`", ": ", "? "),
)  # fmt: skip

VALUES = tuple(dict.fromkeys((*DAYS, *TIMES, *NUMBERS, *TEXTS, *SHAPES)))
"""All of them, each once."""


# --- fields ---------------------------------------------------------------------------------------------

_FILES = {
    "activities": "activities/*/*.yaml",
    "organisations": "organisations/*.yaml",
    "venues": "venues/*.yaml",
    "neighbourhoods": "neighbourhoods/*.yaml",
}
_HERE = "placed-here"


class Place(NamedTuple):
    """A field of a kind of file: its keys from the outside in, as ``signup.until``."""

    kind: str
    keys: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.kind}: {'.'.join(self.keys)}"


def _keys(schema: dict[str, Any], outer: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the keys that a schema knows, each with those around it."""
    for one in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
        yield from _keys(one, outer)
    for key, one in schema.get("properties", {}).items():
        yield (*outer, key)
        yield from _keys(one, (*outer, key))
    if isinstance(schema.get("items"), dict):
        yield from _keys(schema["items"], outer)


PLACES = tuple(dict.fromkeys(Place(kind, keys) for kind, record in FIELDS.items() for keys in _keys(record.schema())))
"""Every field of every kind of file."""


@cache
def files_of(kind: str) -> dict[str, str]:
    """The files of a kind in the fictional town: their paths below the content folder, and their texts."""
    content = TOWN / "content"
    found = sorted(content.glob(_FILES.get(kind, f"calendar/{kind.replace('_', '-')}.yaml")))
    return {file.relative_to(content).as_posix(): file.read_text("utf-8") for file in found}


class Written(NamedTuple):
    """A file with one strange value in it: its path below the content folder, and its text."""

    path: str
    text: str


def written(place: Place, value: str, number: int = 0) -> Written:
    """Return a file of the town with this value in this field; ``number`` chooses one of those that have it."""
    path, text = _with_hole(place, number)
    return Written(path, text.replace(_HERE, value))


@cache
def _with_hole(place: Place, number: int) -> tuple[str, str]:
    for depth in range(len(place.keys), -1, -1):
        having = [(path, text) for path, text in files_of(place.kind).items() if place.keys[:depth] in _within(text)]
        if having:
            path, text = having[number % len(having)]
            root = yaml.compose(text, Loader=yaml.BaseLoader)
            break
    for holder in _nodes(root, place.keys[: min(depth, len(place.keys) - 1)]):
        if isinstance(holder, yaml.MappingNode):
            _put(holder, place.keys[min(depth, len(place.keys) - 1) :])
            break
    return path, yaml.serialize(_blocks(root), Dumper=yaml.BaseDumper, allow_unicode=True, width=10_000)


@cache
def _within(text: str) -> frozenset[tuple[str, ...]]:
    """The keys that a file holds, each with those around it; and what is around them all."""

    def keys(node: yaml.Node, outer: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        yield outer
        parts = node.value if isinstance(node, yaml.CollectionNode) else ()
        for one in parts:
            key, value = one if isinstance(one, tuple) else (None, one)
            yield from keys(value, (*outer, key.value) if key else outer)

    return frozenset(keys(yaml.compose(text, Loader=yaml.BaseLoader), ()))


def _nodes(node: yaml.Node, keys: tuple[str, ...]) -> Iterator[yaml.Node]:
    """Yield what stands under these keys, also in each part of a list."""
    if isinstance(node, yaml.SequenceNode):
        for one in node.value:
            yield from _nodes(one, keys)
    elif not keys:
        yield node
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == keys[0]:
                if len(keys) == 1 and isinstance(value, yaml.SequenceNode):
                    yield value
                yield from _nodes(value, keys[1:])


def _put(holder: yaml.MappingNode, keys: tuple[str, ...]) -> None:
    text = "tag:yaml.org,2002:str"
    value: yaml.Node = yaml.ScalarNode(text, _HERE)
    for key in reversed(keys[1:]):
        value = yaml.MappingNode("tag:yaml.org,2002:map", [(yaml.ScalarNode(text, key), value)])
    kept = [(key, one) for key, one in holder.value if key.value != keys[0]]
    holder.value = [*kept, (yaml.ScalarNode(text, keys[0]), value)]


def _blocks(node: yaml.Node) -> yaml.Node:
    """Return it written in blocks: between braces half of what is strange would end the list."""
    if isinstance(node, yaml.CollectionNode):
        node.flow_style = False
        for one in node.value:
            for part in one if isinstance(one, tuple) else (one,):
                _blocks(part)
    return node
