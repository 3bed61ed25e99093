"""A build that somebody looks at: their pages first, what is newer before all, and what may wait in the next build."""

from __future__ import annotations

from pathlib import Path

import pytest

from being_served import FILE, PAGE, change
from buurtkalender.site.build import build
from buurtkalender.site.making import NOBODY, NewerError, Onlooker
from buurtkalender.site.settings import load_site_settings
from hamlet import hamlet_project
from projects import Project, different
from town import TODAY

IN_ENGLISH = f"/en{PAGE}"


def looked_at(made: Project, onlooker: Onlooker) -> int:
    """Build for an onlooker; return how much waits."""
    return build(load_site_settings(made.settings), TODAY, onlooker=onlooker).waiting


@pytest.fixture
def made(tmp_path: Path) -> Project:
    """The hamlet in two languages, built, with a title that changed since."""
    made = hamlet_project(tmp_path / "hamlet", LANGUAGES=("nl", "en"), PAPERS=True)
    made.share_templates()
    assert made.build().code == 0
    change(made.content / FILE, "Gymmen voor", "Turnen voor")
    return made


def test_what_is_looked_at_is_made_first_and_as_it_is_in_the_whole_site(made: Project) -> None:
    paths = {PAGE, IN_ENGLISH, "/", "/organisaties/sv-zandmeer/", "/hiaten/"}
    shown: dict[str, bytes] = {}

    def show(pages: object) -> None:
        for page in pages:  # type: ignore[attr-defined]
            octets = page.make()
            shown[page.path] = octets if isinstance(octets, bytes) else b"".join(octets)
        assert b"Gymmen voor" in (made.output / f"{PAGE[1:]}index.html").read_bytes()  # the site stands as it was

    looked_at(made, NOBODY._replace(paths=lambda: paths, show=show))
    assert shown == {path: (made.output / f"{path[1:]}index.html").read_bytes() for path in paths}
    assert b"Turnen voor" in shown[IN_ENGLISH]


def test_a_build_is_given_up_for_what_is_newer_and_the_next_one_makes_it_all(made: Project) -> None:
    before = made.tree()
    with pytest.raises(NewerError):
        looked_at(made, NOBODY._replace(newer=lambda: True))
    assert different(made.tree(), before) == []
    looked_at(made, NOBODY)
    assert "Turnen voor" in (made.output / f"{PAGE[1:]}index.html").read_text()


def test_sheets_and_pictures_that_wait_are_as_they_were_and_made_by_the_next_build(made: Project) -> None:
    before = made.tree()
    waiting = looked_at(made, NOBODY._replace(waits=lambda path: path.endswith((".pdf", ".png"))))
    changed = different(made.tree(), before)
    assert waiting
    assert f"{PAGE[1:]}index.html" in changed
    assert not [name for name in changed if name.endswith((".pdf", ".png"))]
    assert looked_at(made, NOBODY) == 0
    after = made.tree()
    assert f"{PAGE[1:]}flyer.pdf" in different(after, before)
    assert looked_at(made, NOBODY) == 0
    assert different(made.tree(), after) == []
