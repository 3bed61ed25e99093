"""Whatever goes wrong: what is right is published, the last site stays, and people read a sentence, not a traceback."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from buurtkalender.site.publish import Publication
from hamlet import hamlet_project
from pages import page_of
from projects import Done, Project, different
from rebuilding import Built
from town import TODAY

FEW_PAGES = {"PAST_DAYS": 1, "PAGES_AHEAD_DAYS": 1, "AHEAD_DAYS": 40}
GYM = "activities/sv-zandmeer/gymmen.yaml"


@pytest.fixture
def made(tmp_path: Path) -> Project:
    """A hamlet of which nothing was built yet."""
    return hamlet_project(tmp_path / "hamlet", **FEW_PAGES)


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A hamlet that was built."""
    return Built(hamlet_project(tmp_path_factory.mktemp("place") / "hamlet", **FEW_PAGES))


@pytest.fixture
def built(before: Built) -> Project:
    """The same, for the test to change."""
    return before.again()


def told(done: Done, code: int, *words: str) -> None:
    """Check how a command ended: with this code, with a sentence that holds these words, never with a traceback."""
    assert done.code == code, done.said
    for word in words:
        assert word in done.said, done.said
    assert "Traceback" not in done.said
    assert 'File "' not in done.said


def beside(made: Project) -> set[str]:
    """What stands in the project's folder."""
    return {path.name for path in made.folder.iterdir()}


# --- content ----------------------------------------------------------------------------------------


def test_a_broken_activity_is_left_out_and_told(built: Project) -> None:
    whole = built.tree()
    (built.content / GYM).write_text("title: Gymmen\nwhenn: []\n")
    done = built.build()
    told(done, 0, f"content/{GYM}:2:1: error: ", "1 bestand")
    assert f"content/{GYM}:2:1" in done.err
    assert not (built.output / "activiteiten/sv-zandmeer/gymmen/index.html").exists()
    assert f"content/{GYM}:2: " in page_of(built.tree()["hiaten/gegevens/index.html"]).text
    assert "nog niet in de kalender" in page_of(built.tree()["hiaten/te-doen/sv-zandmeer/index.html"]).text
    assert b"sv-zandmeer.gymmen@" in whole["kalender.ics"]
    assert b"sv-zandmeer.gymmen@" not in built.tree()["kalender.ics"]
    assert b"sv-zandmeer.wandelgroep@" in built.tree()["kalender.ics"]


def test_a_norm_that_counts_by_no_period_there_is_is_told_and_does_not_stop_the_build(built: Project) -> None:
    norms = built.content / "calendar/norms.yaml"
    norms.write_text(norms.read_text().replace("per: week", "per: weekk", 1))
    told(built.build(), 0, "content/calendar/norms.yaml", "`weekk`")
    norms.write_text(norms.read_text().replace(", per: weekk", "", 1))
    told(built.build(), 0, "content/calendar/norms.yaml", "missing-per")


def test_it_is_told_again_by_a_build_with_nothing_to_do(built: Project) -> None:
    (built.content / GYM).write_text("title: Gymmen\n")
    first, again = built.build(), built.build()
    assert again.err == first.err
    assert "gymmen.yaml" in again.err


def test_with_strict_a_broken_file_leaves_the_last_site_as_it_was(built: Project) -> None:
    before = built.tree()
    (built.content / GYM).write_text("title: Gymmen\n")
    (built.content / "activities/sv-zandmeer/wandelgroep.yaml").unlink()
    done = built.build("--strict")
    told(done, 1, f"content/{GYM}:1:1: error: ")
    assert different(built.tree(), before) == []
    assert "output" in beside(built)
    built.build()  # not strict: published without it
    told(built.build("--strict"), 1, GYM)


def test_a_broken_venue_keeps_what_is_right_of_it(built: Project) -> None:
    venue = built.content / "venues/dorpshuis.yaml"
    venue.write_text(venue.read_text().replace("phone: 0343-555 011\nemail", "phone: bel maar\nemail"))
    told(built.build(), 0, "content/venues/dorpshuis.yaml:")
    page = page_of(built.tree()["locaties/dorpshuis/index.html"])
    assert "Dorpsplein 1" in page.text
    assert any("koffieochtend" in link for link in page.links)


def test_a_venue_that_cannot_be_read_takes_its_activities_along_and_is_told_once(built: Project) -> None:
    (built.content / "venues/dorpshuis.yaml").write_text("name: [\n")
    done = built.build()
    told(done, 0, "content/venues/dorpshuis.yaml:1:")
    assert done.err.count(": error: ") == 1
    assert not (built.output / "activiteiten/welzijn-zandmeer/koffieochtend/index.html").exists()
    assert (built.output / "activiteiten/sv-zandmeer/gymmen/index.html").exists()


@pytest.mark.parametrize("folder", ["activities", "organisations", "venues", "neighbourhoods", "calendar", "pages"])
def test_content_without_a_folder_gives_what_can_be_made_of_it(folder: str, made: Project) -> None:
    (made.content / folder).rename(made.folder / "elsewhere")
    told(made.build(), 0)
    assert (made.output / "index.html").exists()


def test_an_empty_content_folder_gives_an_empty_site(made: Project) -> None:
    made.content.rename(made.folder / "elsewhere")
    made.content.mkdir()
    told(made.build(), 0)
    assert b"BEGIN:VCALENDAR" in made.tree()["kalender.ics"]


# --- the theme --------------------------------------------------------------------------------------


@pytest.mark.parametrize("mistake", ["{{ view.nothing_of_the_kind }}", "{% if %}"], ids=["name", "syntax"])
def test_a_mistake_in_a_template_leaves_the_last_site_and_nothing_beside_it(mistake: str, built: Project) -> None:
    before, folders = built.tree(), beside(built)
    with (built.folder / "theme/templates/activity.html").open("a") as file:
        file.write("{% block head %}" + mistake + "{% endblock %}\n")
    template = built.folder / "theme/templates/activity.html"
    template.write_text(template.read_text().replace("{% block content %}", "{% block content %}" + mistake))
    told(built.build(), 2, "buurtkalender: ", "activiteiten/")
    assert different(built.tree(), before) == []
    assert beside(built) == folders


def test_a_mistake_that_only_another_process_meets_stops_the_build_too(town: Project, tmp_path: Path) -> None:
    other = town.copy(tmp_path / "town")
    template = other.folder / "theme/templates/activity.html"
    text = template.read_text().replace("{% block content %}", "{% block content %}{{ view.nothing_of_the_kind }}")
    template.write_text(text)
    folders = beside(other)
    told(other.start("build", "--today", str(TODAY), "--jobs", "2"), 2, "nothing_of_the_kind")
    assert beside(other) == folders | {".cache"}


def test_a_theme_that_is_not_there_is_told(made: Project) -> None:
    made.set(THEME="no-such-theme")
    told(made.build(), 2, "no-such-theme")
    assert not made.output.exists()


# --- the output folder ------------------------------------------------------------------------------


def test_somebodys_own_files_are_never_replaced(made: Project) -> None:
    made.output.mkdir()
    (made.output / "thesis.txt").write_text("My life's work.")
    told(made.build(), 2, str(made.output), "--output")
    assert {path.name for path in made.output.iterdir()} == {"thesis.txt"}
    assert "output.new" not in str(beside(made))


def test_an_output_that_is_a_file_is_refused(made: Project) -> None:
    made.output.write_text("")
    told(made.build(), 2, str(made.output))
    assert made.output.is_file()


def test_the_content_folder_is_never_replaced(made: Project) -> None:
    told(made.build("--output", str(made.content)), 2)
    assert (made.content / GYM).exists()


def test_an_empty_folder_is_used(made: Project) -> None:
    made.output.mkdir()
    told(made.build(), 0)
    assert (made.output / "index.html").exists()


def disk_of_its_own(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing be moved into or out of a folder, as when another disk is mounted there."""

    def inside(path: object) -> bool:
        return output in Path(str(path)).parents

    for name in ("rename", "replace"):
        real = getattr(os, name)

        def move(source: object, target: object, real: Callable[..., None] = real, **named: object) -> None:
            if Path(str(source)) == output or Path(str(target)) == output:
                raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))
            if inside(source) != inside(target):
                raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
            real(source, target, **named)

        monkeypatch.setattr(os, name, move)


@pytest.mark.parametrize("remembered", [True, False], ids=["a later build", "a whole build"])
def test_a_disk_that_is_mounted_as_the_output_folder_is_used(
    *, remembered: bool, built: Project, before: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not remembered:
        shutil.rmtree(built.folder / ".cache/builds")
    (built.content / GYM).unlink()
    (built.output / "mine.txt").write_text("mine")
    folders = beside(built)
    with monkeypatch.context() as patch:
        disk_of_its_own(built.output, patch)
        told(built.build(), 0)
    there = built.tree()
    assert there.pop("mine.txt") == b"mine"
    assert not [path for path in there if path.startswith(".buurtkalender-")]
    assert beside(built) == folders
    other = before.again()
    (other.content / GYM).unlink()
    other.build()
    assert different(there, other.tree()) == []


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, ("geen ruimte", "bouw opnieuw")),
        (errno.EDQUOT, ("geen ruimte",)),
        (errno.EROFS, ("alleen van gelezen",)),
        (errno.EACCES, ("mag niet schrijven", "chown")),
        (errno.EIO, ("kan niet geschreven worden", os.strerror(errno.EIO))),
    ],
    ids=lambda one: errno.errorcode[one] if isinstance(one, int) else "",
)
@pytest.mark.parametrize("late", [False, True], ids=["at once", "in another process"])
def test_a_disk_that_does_not_take_the_site_is_told_in_a_sentence_and_the_last_site_stays(  # noqa: PLR0917
    number: int,
    words: tuple[str, ...],
    late: bool,  # noqa: FBT001
    built: Project,
    before: Built,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (built.content / GYM).unlink()
    folders, us = beside(built), os.getpid()

    real = Publication._make_folder

    def full(self: Publication, folder: str) -> None:
        if not late or os.getpid() != us:
            raise OSError(number, os.strerror(number))
        real(self, folder)

    monkeypatch.setattr("buurtkalender.reading.processes.ENOUGH", 1)
    monkeypatch.setattr("buurtkalender.site.making.ENOUGH", 1)
    monkeypatch.setattr("buurtkalender.site.publish.Publication._make_folder", full)
    told(built.run("build", "--today", str(TODAY), "--jobs", "2"), 2, str(built.output), *words)
    assert different(built.tree(), before.site) == []
    assert beside(built) == folders


def test_a_disk_that_takes_a_part_of_a_page_fails_the_build(built: Project) -> None:
    """What is written without a buffer may be written in part, and nothing says so."""
    shutil.rmtree(built.output)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    signals = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
        done = built.build()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, signals)
    told(done, 2, str(built.output))
    assert not built.output.exists()


def test_what_others_put_into_the_site_stays_when_all_of_it_is_made_anew(built: Project) -> None:
    """A file that proves to somebody whose site it is, or that a host wants to have there."""
    (built.output / ".well-known").mkdir()
    for name in ("CNAME", ".well-known/security.txt"):
        (built.output / name).write_text("mine")
    (built.folder / "elsewhere").mkdir()
    (built.output / "link").symlink_to(built.folder / "elsewhere")
    shutil.rmtree(built.folder / ".cache/builds")
    (built.content / GYM).unlink()
    told(built.build(), 0)
    assert [(built.output / name).read_text() for name in ("CNAME", ".well-known/security.txt")] == ["mine", "mine"]
    assert (built.output / "link").is_symlink()
    assert not (built.output / "activiteiten/sv-zandmeer/gymmen/index.html").exists()


def test_what_a_killed_build_left_is_cleared_away(built: Project) -> None:
    nobody = 2**22 + 1  # above the highest process number of Linux
    for name in (f"output.new-{nobody}", f"output.old-{nobody}"):
        (built.folder / name).mkdir()
        (built.folder / name / "index.html").write_text("half")
    (built.folder / "output.new-year").mkdir()
    (built.content / GYM).unlink()
    told(built.build(), 0)
    assert {name for name in beside(built) if name.startswith("output")} == {"output", "output.new-year"}


def test_a_file_that_somebody_took_from_the_site_comes_back_with_the_next_change(built: Project) -> None:
    (built.output / "over/index.html").unlink()
    (built.content / GYM).unlink()
    told(built.build(), 0)
    assert (built.output / "over/index.html").exists()


def test_a_cache_full_of_rubbish_is_as_good_as_none(built: Project) -> None:
    before = built.tree()
    templates = built.folder / ".cache" / "templates"
    shared = [path.name for path in templates.iterdir()]
    assert shared
    templates.unlink()
    for path in (*(built.folder / ".cache").rglob("*"), *(templates / name for name in shared)):
        if not path.is_dir():
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(b"\xff\x00rubbish")
    told(built.build(), 0)
    assert different(built.tree(), before) == []


# --- the settings -----------------------------------------------------------------------------------


def test_a_content_folder_that_is_not_there_is_told(made: Project) -> None:
    told(made.build("--content", str(made.folder / "nergens")), 2, "nergens")


def test_settings_that_are_not_there_are_told(tmp_path: Path) -> None:
    told(Project(tmp_path).build(), 2, "pelican.conf.py", "--settings")


@pytest.mark.parametrize(
    ("mistake", "word"),
    [
        ("SITENAME = ", "SyntaxError"),
        ("1 / 0", "ZeroDivisionError"),
        ("import sys; sys.exit(3)", "pelican.conf.py"),
        ("del SITENAME", "SITENAME"),
        ("CALENDAR_START = 'in January'", "CALENDAR_START"),
        ("LIST_DAYS = 'a few'", "LIST_DAYS"),
        ("LIST_DAYS = -3", "LIST_DAYS"),
        ("TIMEZONE = 'Mars/Olympus'", "TIMEZONE"),
        ("DEFAULT_LANG = 'xx'", "DEFAULT_LANG"),
        ("SITEURL = 7", "SITEURL"),
        ("CALENDAR_ID = 'a b\\nc'", "CALENDAR_ID"),
    ],
)
def test_a_mistake_in_the_settings_is_told_by_name(mistake: str, word: str, made: Project) -> None:
    with made.settings.open("a") as file:
        file.write(f"{mistake}\n")
    told(made.build(), 2, "pelican.conf.py", word)
    assert not made.output.exists()
