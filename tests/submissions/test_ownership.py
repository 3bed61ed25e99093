"""Who may change what: judged from what the base says, in real repositories."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from projects import Done
from repositories import Repository

OWNER = "welzijn-zandmeer-beheer"
OURS = "activities/welzijn-zandmeer/koffieochtend.yaml"
THEIRS = "activities/sv-zandmeer/gymmen.yaml"
ORGANISATION = "organisations/welzijn-zandmeer.yaml"
OTHER = "organisations/sv-zandmeer.yaml"
NEW = """\
title: Nieuw
venue: dorpshuis
themes: [ontmoeten]
when:
  - {weekly: tuesday, time: 18:00-19:00}
"""


@pytest.fixture
def town(tmp_path: Path) -> Repository:
    """A town in which the sports club has a maintainer too."""
    made = Repository(tmp_path / "town")
    made.git("checkout", "-q", "main")
    with (made.content / OTHER).open("a") as file:
        file.write("maintainers: [Sporter, '@beide']\n")
    with (made.content / ORGANISATION).open("a") as file:
        file.write("# einde\n")
    made.commit("Beheerders")
    made.git("checkout", "-q", "-B", "change")
    return made


def judged(town: Repository, author: str = OWNER, *more: str) -> Done:
    """Commit what was done, and ask."""
    town.commit()
    return town.submissions("ownership", "--base", "main", "--author", author, *more)


def refused(town: Repository, author: str = OWNER) -> dict[str, str]:
    """The files that need somebody else, with the reason."""
    done = judged(town, author, "--format", "json")
    found = json.loads(done.out)
    assert done.code == (0 if found["allowed"] else 1)
    return {row["path"]: row["reason"] for row in found["files"] if not row["allowed"]}


def test_a_maintainer_may_add_change_and_delete_files_of_the_own_organisation(town: Repository) -> None:
    town.write("activities/welzijn-zandmeer/nieuw.yaml", NEW)
    town.write("activities/welzijn-zandmeer/nieuw.jpg", b"\xff")
    town.write("organisations/welzijn-zandmeer.png", b"\x89PNG")
    (town.content / OURS).write_text(NEW)
    (town.content / ORGANISATION).write_text((town.content / ORGANISATION).read_text() + "# anders\n")
    next((town.content / "activities/welzijn-zandmeer").glob("[a-j]*.yaml")).unlink()
    assert refused(town) == {}
    assert judged(town, f"@{OWNER.upper()}").code == 0
    assert "mag dit allemaal wijzigen" in judged(town).out


def test_nobody_else_may_change_them(town: Repository) -> None:
    (town.content / THEIRS).write_text(NEW)
    assert list(refused(town)) == [f"content/{THEIRS}"]
    assert refused(town, "sporter") == {}
    assert "sv-zandmeer" in judged(town).out
    assert "Sporter, beide" in judged(town).out


def test_an_organisation_answers_what_waits_of_its_own_calendars_and_of_no_other(town: Repository) -> None:
    for organisation in ("welzijn-zandmeer", "sv-zandmeer"):
        town.write(f"feeds/{organisation}.yaml", "waiting: []\n")
    town.write("feeds/welzijn-zandmeer.json", "{}\n")
    assert set(refused(town)) == {"content/feeds/sv-zandmeer.yaml", "content/feeds/welzijn-zandmeer.json"}


def test_who_writes_the_own_name_into_a_file_gets_no_rights_by_it(town: Repository) -> None:
    path = town.content / OTHER
    path.write_text(path.read_text().replace("Sporter", "indringer"))
    (town.content / THEIRS).write_text(NEW)
    assert set(refused(town, "indringer")) == {f"content/{OTHER}", f"content/{THEIRS}"}


def test_who_was_put_on_the_list_may_change_things_in_the_next_change(town: Repository) -> None:
    path = town.content / OTHER
    path.write_text(path.read_text().replace("Sporter", "opvolger"))
    assert refused(town, "sporter") == {}
    town.git("branch", "-f", "main")
    (town.content / THEIRS).write_text(NEW)
    assert refused(town, "opvolger") == {}
    assert refused(town, "sporter") == {f"content/{THEIRS}": "these are files of sv-zandmeer"}


def test_a_file_that_moves_needs_both_owners(town: Repository) -> None:
    there = "activities/sv-zandmeer/overgenomen.yaml"
    town.git("mv", f"content/{OURS}", f"content/{there}")
    assert list(refused(town, OWNER)) == [f"content/{there}"]
    assert list(refused(town, "sporter")) == [f"content/{OURS}"]
    assert set(refused(town, "niemand")) == {f"content/{OURS}", f"content/{there}"}


def test_deleting_the_file_of_another_is_refused(town: Repository) -> None:
    (town.content / THEIRS).unlink()
    (town.content / OTHER).unlink()
    assert set(refused(town)) == {f"content/{THEIRS}", f"content/{OTHER}"}


def test_an_activity_cannot_take_the_place_of_that_of_another(town: Repository) -> None:
    town.write("activities/welzijn-zandmeer/nieuw.yaml", f"{NEW}formerly: [sv-zandmeer/oud, welzijn-zandmeer/eerder]\n")
    assert refused(town) == {
        "content/activities/welzijn-zandmeer/nieuw.yaml": "it takes the place of an activity of sv-zandmeer"
    }


def test_what_stood_there_already_needs_nobody_again(town: Repository) -> None:
    path = town.write("activities/welzijn-zandmeer/nieuw.yaml", f"{NEW}formerly: [sv-zandmeer/oud]\n")
    town.commit()
    town.git("branch", "-f", "main")
    path.write_text(path.read_text() + "cost: free\n")
    assert refused(town) == {}


def test_a_new_organisation_needs_an_editor(town: Repository) -> None:
    town.write("organisations/nieuw.yaml", "name: Nieuw\nkind: other\nmaintainers: [starter]\n")
    town.write("activities/nieuw/koffie.yaml", NEW)
    assert set(refused(town, "starter")) == {"content/organisations/nieuw.yaml", "content/activities/nieuw/koffie.yaml"}
    assert set(refused(town, "starter").values()) == {"the organisation nieuw is not in the calendar yet"}


@pytest.mark.parametrize(
    "path",
    [
        "venues/dorpshuis.yaml",
        "venues/nieuw.yaml",
        "calendar/vocabulary.yaml",
        "calendar/norms.yaml",
        "neighbourhoods/zandmeer.yaml",
        "pages/over.md",
        "../theme/static/css/base.css",
        "../.github/workflows/check.yml",
        "../content.yaml",
        "activities/los.yaml",
        "activities/welzijn-zandmeer/dieper/a.yaml",
        "activities/WELZIJN-ZANDMEER/koffie.yaml",
        "organisations/welzijn-zandmeer.yml",
        "organisations/onbekend.png",
        "activities/welzijn-zandmeer-2/koffie.yaml",
    ],
)
def test_what_all_share_needs_an_editor(town: Repository, path: str) -> None:
    town.write(path, "name: x\n")
    found = refused(town)
    if path == "organisations/welzijn-zandmeer.yml":  # no content file: `check` says so, and nobody else is concerned
        assert len(found) <= 1
        return
    assert list(found) == [str(Path("content", path)).replace("content/../", "")]


def test_a_link_and_something_that_can_be_run_need_an_editor(town: Repository) -> None:
    (town.content / OURS).unlink()
    (town.content / OURS).symlink_to("../../calendar/norms.yaml")
    run = town.write("activities/welzijn-zandmeer/nieuw.yaml", NEW)
    run.chmod(0o755)
    assert set(refused(town)) == {f"content/{OURS}", "content/activities/welzijn-zandmeer/nieuw.yaml"}


def test_an_organisation_that_names_nobody_or_cannot_be_read_has_no_owner(town: Repository) -> None:
    town.git("checkout", "-q", "main")
    town.write(ORGANISATION, f"name: Welzijn\nkind: welfare\nmaintainers: [{OWNER}]\nmaintainers: [{OWNER}, x]\n")
    town.write(OTHER, "name: Sport\nkind: sports\n")
    town.commit()
    town.git("checkout", "-q", "-B", "change")
    (town.content / OURS).write_text(NEW)
    (town.content / THEIRS).write_text(NEW)
    assert set(refused(town)) == {f"content/{OURS}", f"content/{THEIRS}"}


def test_what_came_into_the_base_since_is_no_part_of_the_change(town: Repository) -> None:
    (town.content / OURS).write_text(NEW)
    town.commit()
    town.git("checkout", "-q", "main")
    (town.content / THEIRS).unlink()
    town.commit()
    town.git("checkout", "-q", "change")
    assert refused(town) == {}


def test_beside_the_lines_it_says_who_has_to_agree_and_a_name_can_start_no_command(town: Repository) -> None:
    town.write("activities/sv-zandmeer/x\n::error::gehackt.yaml", NEW)
    done = judged(town, OWNER, "--format", "github")
    (line,) = done.out.splitlines()
    assert line.startswith("::warning file=content/activities/sv-zandmeer/x\\n%3A%3Aerror%3A%3Agehackt.yaml,line=1")
    assert "Sporter" in line


def test_a_revision_that_is_not_there_ends_with_2(town: Repository) -> None:
    done = town.submissions("ownership", "--base", "nergens", "--author", "x")
    assert done.code == 2
    assert "nergens" in done.err
