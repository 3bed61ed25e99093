"""OpenActive's own validators judge the feed, along all of its pages; every finding that stays has its reason."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from clients.quick.engines import INSTALLED
from expand import rows
from patience import PATIENCE
from projects import Project

HERE = Path(__file__).parent
ALLOWED: dict[str, dict[str, str]] = json.loads((HERE / "allowed.json").read_text())
FIRST = "data/openactive/session-series.json"
KINDS = ("model", "feed")
NODE = INSTALLED / "bin" / "node"

Findings = dict[str, dict[str, int]]


def address_of(site: Project) -> str:
    """The address of a site."""
    return re.findall(r"(?m)^SITEURL = ['\"]([^'\"]+)", site.settings.read_text())[-1]


@pytest.fixture(scope="module")
def judged(town: Project, demo: Project, tmp_path_factory: pytest.TempPathFactory) -> list[Findings]:
    """What the validators find in the feeds of the town, of the demo and of a town with faults, and how often.

    They are started once: that takes as long as all they do.
    """
    faulty = _with_faults(town, tmp_path_factory.mktemp("faulty"))
    sites = {town.output: town, demo.output: demo, faulty: town}
    done = subprocess.run(
        [NODE, HERE / "judge.js", *(word for folder, one in sites.items() for word in (folder, address_of(one)))],
        capture_output=True,
        text=True,
        check=False,
        timeout=5 * PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    found: list[Findings] = json.loads(done.stdout)
    return found


def _with_faults(town: Project, folder: Path) -> Path:
    shutil.copytree(town.output / "data" / "openactive", folder / "data" / "openactive")
    page = json.loads((folder / FIRST).read_text())
    first, second = [item for item in page["items"] if item["state"] == "updated"][:2]
    del first["data"]["name"]
    second["data"]["eventSchedule"] = [{"@type": "Schedule", "startTime": "half tien"}]
    del page["items"][-1]["modified"]
    (folder / FIRST).write_text(json.dumps(page))
    return folder


def feed(output: Path, address: str) -> list[dict[str, Any]]:
    """The pages of a feed, as a harvester goes along them."""
    found, name, before = [], FIRST, ""
    while name != before:
        page = json.loads((output / name).read_text())
        found.append(page)
        before, name = name, page["next"].removeprefix(f"{address}/").partition("?")[0]
    return found


def test_the_validators_find_nothing_without_a_reason_and_every_reason_is_for_what_they_find(
    judged: list[Findings],
) -> None:
    for kind in KINDS:
        assert set().union(*(one[kind].keys() for one in judged[:-1])) == ALLOWED[f"openactive {kind}"].keys()


def test_the_validators_see_what_is_wrong(judged: list[Findings]) -> None:
    *_, found = judged
    assert "failure: missing_required_field at name" in found["model"]
    assert any("eventSchedule[].startTime" in finding for finding in found["model"])
    assert found["feed"].keys() - ALLOWED["openactive feed"].keys()


def test_a_harvester_meets_every_activity_once_and_then_an_empty_page(site: Project) -> None:
    pages = feed(site.output, address_of(site))
    assert pages[-1]["items"] == []
    assert all(1 <= len(page["items"]) <= 500 for page in pages[:-1])
    items = [item for page in pages for item in page["items"]]
    assert sorted(item["id"] for item in items) == sorted(row["id"] for row in rows(site.output, "activities"))
    assert items == sorted(items, key=lambda item: (item["modified"], item["id"]))
    assert {page["license"] for page in pages} == {"https://creativecommons.org/licenses/by/4.0/"}


def test_the_feed_and_the_data_agree_on_who_where_and_what_it_costs(site: Project) -> None:
    activities = {row["id"]: row for row in rows(site.output, "activities")}
    venues = {row["id"]: row for row in rows(site.output, "venues")}
    live = 0
    for item in [item for page in feed(site.output, address_of(site)) for item in page["items"]]:
        row = activities[item["id"]]
        assert ("data" in item) == (item["state"] == "updated")
        if item["state"] == "deleted":
            continue
        data = item["data"]
        live += 1
        assert (data["name"], data["url"], data["identifier"]) == (row["title"], row["url"], row["id"])
        assert row["status"] != "ended"
        assert ("offers" in data) == ("cost" in row)
        where = venues[row["venue"]]["name"] if "venue" in row else row["location"]["name"]
        assert data["location"]["name"].startswith(where)
        rules = [entry for entry in row["when"] if entry["kind"] in {"weekly", "monthly"}]
        assert len(data.get("eventSchedule", [])) == len(rules)
    assert live > 20
