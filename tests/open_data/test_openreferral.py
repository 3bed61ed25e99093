"""Services keep to Open Referral UK, and say what the data say."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from expand import rows
from open_data.hsds_uk import PAGE
from projects import Project

Thing = dict[str, Any]


def pages(site: Project) -> list[Thing]:
    """Every page of the list, in order."""
    folder = site.output / "data" / "openreferral"
    first = json.loads((folder / "services.json").read_text())
    others = [folder / "services" / f"{n}.json" for n in range(2, first["total_pages"] + 1)]
    return [first, *(json.loads(file.read_text()) for file in others)]


def services(site: Project) -> dict[str, Thing]:
    """Every service by its address."""
    return {one["url"]: one for page in pages(site) for one in page["contents"]}


def test_every_page_keeps_to_the_profile(site: Project) -> None:
    Draft202012Validator.check_schema(PAGE)
    for page in pages(site):
        assert list(Draft202012Validator(PAGE).iter_errors(page)) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda one: one.pop("name"),
        lambda one: one.update(id="koffie"),
        lambda one: one.update(status="paused"),
        lambda one: one.update(surprise=1),
        lambda one: one["organization"].pop("description"),
        lambda one: one["schedules"].append({"id": one["id"], "freq": "DAILY"}),
        lambda one: one["schedules"].append({"id": one["id"], "byday": "TUESDAY"}),
        lambda one: one["schedules"].append({"id": one["id"], "opens_at": "half tien"}),
    ],
)
def test_what_is_not_of_the_profile_is_found(town: Project, spoil: Callable[[Thing], object]) -> None:
    (page, *_) = pages(town)
    spoil(page["contents"][0])
    assert not Draft202012Validator(PAGE).is_valid(page)


def test_every_activity_is_a_service_and_says_what_the_data_say(site: Project) -> None:
    found = services(site)
    activities = rows(site.output, "activities")
    people = {row["id"]: row for row in rows(site.output, "organisations")}
    assert found.keys() == {row["url"] for row in activities}
    for row in activities:
        one = found[row["url"]]
        assert one["name"] == row["title"]
        assert one["organization"]["name"] == people[row["organisation"]]["name"]
        assert one.get("assured_date") == row.get("confirmed")
        assert len(one["schedules"]) == len(row["when"])
        assert [cost["amount"] for cost in one.get("cost_options", [])] == (
            [price["amount"] for price in row["cost"].get("prices", [row["cost"]])] if "cost" in row else []
        )
        assert [area["name"] for area in one.get("service_areas", [])] == [] or "serves" in row
        assert [language["code"] for language in one.get("languages", [])] == row.get("languages", [])
        themes = [a["taxonomy_term"]["taxonomy"] for a in one.get("attributes", [])].count("theme")
        assert themes == len(row["themes"])


def test_identifiers_are_of_one_thing_each(site: Project) -> None:
    seen: dict[str, Thing] = {}
    for page in pages(site):
        for one in page["contents"]:
            _note(one, seen)


def _note(thing: Any, seen: dict[str, Thing]) -> None:
    """Check that what has the same UUID is the same."""
    if isinstance(thing, list):
        for one in thing:
            _note(one, seen)
    elif isinstance(thing, dict):
        known = {key: value for key, value in thing.items() if key not in {"accessibility", "transportation"}}
        assert seen.setdefault(thing["id"], known) == known if "id" in thing else True
        for one in thing.values():
            _note(one, seen)


def test_pages_count_what_there_is(site: Project) -> None:
    every = pages(site)
    assert [page["page_number"] for page in every] == list(range(1, len(every) + 1))
    assert {page["total_items"] for page in every} == {len(rows(site.output, "activities"))}
    assert sum(page["size"] for page in every) == len(rows(site.output, "activities"))
    assert [page["first_page"] for page in every] == [page is every[0] for page in every]
    assert [page["last_page"] for page in every] == [page is every[-1] for page in every]
