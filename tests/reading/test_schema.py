"""The schemas that editors use say the same as the reader."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml as pyyaml

from buurtkalender.domain import model
from buurtkalender.reading.problems import FileNotes
from buurtkalender.reading.schema import FILES, content_schemas
from buurtkalender.reading.syntax import parse
from buurtkalender.reading.yaml import Items, MappingNode, Node, Scalar
from projects import DEMO
from town import TOWN

FOLDERS = {
    "activity": "activities/*/*.yaml",
    "organisation": "organisations/*.yaml",
    "venue": "venues/*.yaml",
    "neighbourhoods": "neighbourhoods/*.yaml",
    "vocabulary": "calendar/vocabulary.yaml",
    "norms": "calendar/norms.yaml",
    "picked-up": "calendar/picked-up.yaml",
    "holidays": "calendar/holidays.yaml",
}


def as_text(node: Node) -> Any:
    if isinstance(node, MappingNode):
        return {name: as_text(child) for name, (_, child) in node.entries.items()}
    if isinstance(node, Items):
        return [as_text(item) for item in node.items]
    return node.value if isinstance(node, Scalar) else None


@pytest.mark.parametrize("name", FILES)
def test_each_schema_is_a_schema(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(content_schemas()[name])


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("place", [TOWN / "content", DEMO], ids=["town", "demo"])
def test_files_without_problems_fit_their_schema_as_text_and_as_an_editor_sees_them(place: Path, name: str) -> None:
    validator = jsonschema.Draft202012Validator(content_schemas()[name])
    paths = sorted(place.glob(FOLDERS[name]))
    assert paths
    for path in paths:
        root = parse(path.read_bytes(), FileNotes(path.name))
        assert root is not None
        assert [error.message for error in validator.iter_errors(as_text(root))] == [], path
        seen = pyyaml.load(path.read_text(), Loader=_EditorLoader)  # noqa: S506 - a safe loader that knows no dates
        assert [error.message for error in validator.iter_errors(seen)] == [], path


class _EditorLoader(pyyaml.SafeLoader):
    """YAML as editors read it: numbers and booleans are values, dates and times of day are text, and so are all keys.

    In the YAML that they read, 1.2, the key ``on`` is a text too.
    """

    def flatten_mapping(self, node: pyyaml.MappingNode) -> None:
        """Take every key as it is written."""
        for key, _ in node.value:
            key.tag = "tag:yaml.org,2002:str"


_EditorLoader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag not in {"tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:int"}
    ]
    for first, resolvers in pyyaml.SafeLoader.yaml_implicit_resolvers.items()
}


@pytest.mark.parametrize(
    ("name", "document"),
    [
        ("activity", {"title": "x", "themes": ["a"], "when": [{"weekly": "tuesday", "time": "10:00-12:00"}]}),
        ("activity", {"title": "x", "venue": "v", "themes": ["a"], "when": [{"weekly": "tuesday"}]}),
        ("activity", {"title": "x", "venue": "v", "themes": ["a"], "when": [{"weekly": "dinsdag", "time": "all-day"}]}),
        ("organisation", {"name": "x", "kind": "club"}),
        ("venue", {"name": "x", "kind": "school", "address": {}}),
        ("norms", {"norms": [{"id": "x"}]}),
        ("picked-up", {"picked_up": [{"norm": "x", "neighbourhoods": ["y"], "organisations": ["z"]}]}),
        ("holidays", {"vakanties": []}),
    ],
)
def test_what_the_reader_refuses_the_schema_refuses(name: str, document: dict[str, Any]) -> None:
    assert list(jsonschema.Draft202012Validator(content_schemas()[name]).iter_errors(document))


@pytest.mark.parametrize(
    ("name", "value", "elsewhere"),
    [
        ("activity", model.Activity, {"id", "source"}),
        ("organisation", model.Organisation, {"id", "source"}),
        ("venue", model.Venue, {"id", "source"}),
    ],
)
def test_every_field_of_the_model_can_be_written(name: str, value: Any, elsewhere: set[str]) -> None:
    _, record, _ = FILES[name]
    written = {field.attribute for field in record.fields.values()}
    assert written == set(value.__struct_fields__) - elsewhere
    assert set(content_schemas()[name]["properties"]) == set(record.fields)


def test_every_key_is_described() -> None:
    def check(schema: Any, path: str) -> None:
        if isinstance(schema, dict):
            for key, child in schema.get("properties", {}).items():
                assert path.endswith(("coordinates", "boundary")) or len(child.get("description", "")) > 3, (
                    f"{path}/{key}"
                )
                check(child, f"{path}/{key}")
            for word in ("anyOf", "oneOf"):
                for child in schema.get(word, []):
                    check(child, path)
            check(schema.get("items"), path)

    for name, schema in content_schemas().items():
        check(schema, name)
