"""`buurtkalender serve`: something to see as soon as there is, and every change after that."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from being_served import FEW_PAGES, FILE, PAGE, change, serving
from buurtkalender.site import following
from hamlet import hamlet_project
from patience import free_port, until
from projects import ROOT, Project
from town import TODAY


@pytest.fixture(scope="module", autouse=True)
def _warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Import here what every build begins with, which those that are forked off then have; wait less."""
    import watchfiles  # noqa: F401

    assert hamlet_project(tmp_path_factory.mktemp("warm") / "hamlet", **FEW_PAGES).build().code == 0
    with pytest.MonkeyPatch.context() as patch:
        for name in ("STEP", "TICK"):
            patch.setattr(following, name, 30)
        yield


@pytest.fixture
def made(tmp_path: Path) -> Project:
    """A project of the hamlet that nobody built yet."""
    made = hamlet_project(tmp_path / "hamlet", **FEW_PAGES)
    made.share_templates()
    return made


def slow(made: Project) -> Callable[[], None]:
    """Make a project of which reading the settings for a build waits; return what lets it go on."""
    go = made.folder / "go"
    with made.settings.open("a") as file:
        file.write(
            "import sys, time\n"
            "from pathlib import Path\n"
            "import buurtkalender.reading.content as content\n"
            "if not hasattr(content, 'waited'):\n"
            "    content.waited, read = True, content.read_content\n"
            "    def waiting(*given, **named):\n"
            f"        while not Path({str(go)!r}).exists():\n"
            "            time.sleep(0.01)\n"
            "        return read(*given, **named)\n"
            "    content.read_content = waiting\n"
        )
    return go.touch


# --- the first build ----------------------------------------------------------------------------------


def test_it_says_at_once_that_it_builds_and_lets_nobody_in_before_there_is_something_to_see(made: Project) -> None:
    go_on = slow(made)
    with serving(made) as one:
        one.until_it_says("Ik bouw de site …")
        with socket.socket() as visitor, pytest.raises(ConnectionRefusedError):
            visitor.connect(("127.0.0.1", one.port))
        go_on()
        one.until_it_says(f"De kalender staat op http://localhost:{one.port}/ en volgt elke verandering.")
        assert "Gymmen voor 65-plussers" in one.get(PAGE)[0]
        assert one.said.index("Ik bouw") < one.said.index("bestanden gemaakt") < one.said.index("De kalender staat")


def test_the_site_of_last_time_is_shown_until_there_is_a_new_one(made: Project) -> None:
    assert made.build().code == 0
    change(made.content / FILE, "Gymmen voor", "Turnen voor")
    go_on = slow(made)
    with serving(made) as one:
        one.until_it_says(f"De site van de vorige keer staat op http://localhost:{one.port}/. Ik bouw hem opnieuw …")
        assert "Gymmen voor 65-plussers" in one.get(PAGE)[0]
        go_on()
        one.until_it_says("volgt elke verandering")
        assert "Turnen voor 65-plussers" in one.get(PAGE)[0]


def test_it_stops_in_the_middle_of_a_build_without_a_word(made: Project) -> None:
    slow(made)
    with serving(made) as one:
        one.until_it_says("Ik bouw de site …")
        assert one.stop() == 0
        assert one.said == "Ik bouw de site …\n"
    assert not made.output.exists()


def test_what_changes_during_the_first_build_is_not_missed(made: Project) -> None:
    go_on = slow(made)
    with serving(made) as one:
        one.until_it_says("Ik bouw de site …")
        change(made.content / FILE, "Gymmen voor", "Turnen voor")
        go_on()
        one.until_page("Turnen voor 65-plussers")


def test_a_port_that_is_taken_is_told_before_anything_is_built(made: Project) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = made.start("serve", "--port", str(port), "--today", str(TODAY), "--jobs", "1")
    assert done.code == 2
    assert str(port) in done.said
    assert "--port" in done.said
    assert not made.output.exists()
    assert "Traceback" not in done.said


def test_a_first_build_that_cannot_be_made_ends_it_where_there_is_nothing_to_see(made: Project) -> None:
    (made.folder / "theme/templates/activity.html").write_text("{% if %}")
    with serving(made) as one:
        assert one.wait() == 2


def test_where_a_site_stands_already_a_first_build_that_cannot_be_made_is_waited_for(made: Project) -> None:
    assert made.build().code == 0
    template = made.folder / "theme/templates/activity.html"
    whole = template.read_text()
    template.write_text("{% if %}")
    change(made.content / FILE, "Gymmen voor", "Turnen voor")
    with serving(made) as one:
        one.until_it_says("volgt elke verandering")
        assert "Gymmen voor 65-plussers" in one.get(PAGE)[0]
        template.write_text(whole)
        one.until_page("Turnen voor 65-plussers")


# --- after that ---------------------------------------------------------------------------------------


def test_serving_follows_every_change_and_outlives_mistakes(made: Project) -> None:
    file, template = made.content / FILE, made.folder / "theme/templates/activity.html"
    text, whole = file.read_text(), template.read_text()
    with serving(made) as one:
        one.until_page("Gymmen voor 65-plussers")
        change(file, "Gymmen voor", "Turnen voor")
        one.until_page("Turnen voor 65-plussers")
        file.write_text("title: [\n")
        one.until_page("/zoeken/", without="Turnen voor 65-plussers")
        template.write_text("{% if %}")
        one.until_page("/zoeken/")  # still there: the last good site
        template.write_text(whole)
        file.write_text(text)
        one.until_page("Gymmen voor 65-plussers")
        assert one.stop() == 0
        assert "content/activities/sv-zandmeer/gymmen.yaml:1:" in one.said


def test_settings_are_followed_time_after_time_and_with_a_mistake_those_of_before_stay(made: Project) -> None:
    with serving(made) as one:
        one.until_page("Buurtkalender Zandmeer", "/")
        change(made.settings, "Buurtkalender Zandmeer", "Kalender Zandmeer")
        one.until_page("Kalender Zandmeer", "/", without="Buurtkalender Zandmeer")
        change(made.settings, "SUBMISSION_URL = None", 'SUBMISSION_URL = "https://ontvangst.example/"')
        until(lambda: "https://ontvangst.example" in one.get("/")[1]["Content-Security-Policy"], "the new policy")
        change(made.settings, "SITENAME = ", "SITENAME == ")
        one.until_it_says("De instellingen van daarvoor blijven gelden.")
        assert "pelican.conf.py" in one.said
        change(made.content / FILE, "Gymmen voor", "Turnen voor")
        one.until_page("Turnen voor 65-plussers")
        assert "Kalender Zandmeer" in one.get("/")[0]
        assert "https://ontvangst.example" in one.get("/")[1]["Content-Security-Policy"]
        change(made.settings, 'SITENAME == "Kalender', 'SITENAME = "Agenda')
        one.until_page("Agenda Zandmeer", "/")


def test_content_and_site_in_other_folders_are_followed_from_then_on(made: Project) -> None:
    with serving(made) as one:
        one.until_page("Gymmen voor 65-plussers")
        made.set(OUTPUT_PATH="nieuw")
        until((made.folder / "nieuw/index.html").exists, "the site in its new place")
        made.set(PATH="elders")
        one.until_it_says("elders")  # there is no such folder yet
        assert "Gymmen voor 65-plussers" in one.get(PAGE)[0]
        made.content.rename(made.folder / "elders")
        change(made.folder / "elders" / FILE, "Gymmen voor", "Turnen voor")
        one.until_page("Turnen voor 65-plussers")
        change(made.folder / "elders" / FILE, "Turnen voor", "Springen voor")
        one.until_page("Springen voor 65-plussers")
        assert "Gymmen" in (made.output / f"{PAGE[1:]}index.html").read_text()  # nobody builds there any more


def test_a_file_with_colours_that_stands_by_itself_is_followed(made: Project) -> None:
    tokens = made.folder / "kleuren" / "eigen.css"
    tokens.parent.mkdir()
    css = (ROOT / "theme/static/css/tokens.css").read_text()
    tokens.write_text(css)
    made.set(TOKENS="kleuren/eigen.css")
    with serving(made) as one:
        one.until_page("--band:#8f3218", "/theme/css/site.css")
        change(tokens, "#8f3218", "#17564f")
        one.until_page("--band:#17564f", "/theme/css/site.css")
        change(tokens, "#17564f", "#243a73")
        one.until_page("--band:#243a73", "/theme/css/site.css")


def test_files_that_are_saved_together_are_built_together(made: Project) -> None:
    files = sorted((made.content / "activities/welzijn-zandmeer").glob("*.yaml"))
    with serving(made) as one:
        one.until_it_says("volgt elke verandering")
        one.signal(signal.SIGSTOP)  # however slow this machine is now, for the program they come together
        for file in files:
            file.write_text(f"{file.read_text()}\n")
        one.signal(signal.SIGCONT)
        one.until_it_says("bestanden gemaakt", times=2)
        change(made.content / FILE, "Gymmen voor", "Turnen voor")
        one.until_page("Turnen voor 65-plussers")
        one.until_it_says("bestanden gemaakt", times=3)
        assert len(files) > 3
        assert one.said.count("bestanden gemaakt") == 3


def test_it_says_when_the_program_itself_has_changed(made: Project, tmp_path: Path) -> None:
    """With a copy of the program: this one is read by other tests."""
    import shutil

    program = tmp_path / "plugins"
    # With what Python compiled, but for what it is compiling for another test this very moment.
    shutil.copytree(ROOT / "plugins", program, ignore=shutil.ignore_patterns("*.pyc.*"))
    log = made.folder / "said.txt"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "buurtkalender", "serve", "--port", str(free_port()), "--today", str(TODAY)],
            cwd=made.folder,
            env={**os.environ, "PYTHONPATH": str(program)},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        until(lambda: "volgt elke verandering" in log.read_text(), "the site")
        (program / "buurtkalender/site/marking.py").touch()
        until(lambda: "Het programma zelf is veranderd." in log.read_text(), "that it tells so")
    finally:
        process.kill()
        process.wait()
    assert len(re.findall("bestanden gemaakt", log.read_text())) == 1
