"""The sites that tests of the whole look at, each built once in a run, whichever of its processes wants it first."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from long_words import wordy_project
from pages import Page, pages_of
from patience import PATIENCE
from projects import COMPILED, ROOT, Project, built_once, demo_project, town_project

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MEMORY = Path("/dev/shm")  # noqa: S108 - pytest makes a folder of its own in it
ENOUGH = 1 << 30
COPIERS = (f"{ROOT}/content", f"{ROOT}/pelican.conf.py")
"""What a municipality that copies the product makes its own."""

# How long an example takes says something of the machine, and nothing of the product.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


def _keep_out(event: str, arguments: tuple[object, ...]) -> None:
    if event in {"open", "os.scandir", "os.listdir"} and str(arguments[0]).startswith(COPIERS):
        raise AssertionError(f"{arguments[0]} belongs to whoever copied the product: tests bring what they need")


def pytest_configure(config: pytest.Config) -> None:
    """Keep tests out of what is the copier's, and build sites in memory where there is room.

    Making and dropping dozens of sites keeps a disk busy for minutes.
    """
    sys.addaudithook(_keep_out)
    if not config.option.basetemp and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this run see."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "shared"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session", autouse=True)
def _compiled(shared_folder: Path) -> Iterator[None]:
    """Compile each template once in a run: what is compiled is found by all that it is made of."""
    (shared_folder / "templates").mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(COMPILED, str(shared_folder / "templates"))
        yield


@pytest.fixture(scope="session")
def town(shared_folder: Path) -> Project:
    """The fictional town on :data:`town.TODAY`. Look, do not touch: every test sees the same one."""
    return built_once(shared_folder / "town", town_project)


@pytest.fixture(scope="session")
def printed(shared_folder: Path) -> Project:
    """The same with its sheets and pictures. Look, do not touch."""
    return built_once(shared_folder / "printed", partial(town_project, PAPERS=True))


@pytest.fixture(scope="session")
def wordy(shared_folder: Path) -> Project:
    """A hamlet full of long words with its sheets, in Dutch and Arabic. Look, do not touch."""
    few = {"LANGUAGES": ("nl", "ar"), "PAPERS": True, "PAST_DAYS": 1, "PAGES_AHEAD_DAYS": 8}
    return built_once(shared_folder / "wordy", partial(wordy_project, **few))


@pytest.fixture(scope="session")
def demo(shared_folder: Path) -> Project:
    """The demo municipality on the same day. Look, do not touch."""
    return built_once(shared_folder / "demo", demo_project)


@pytest.fixture(scope="session", params=["town", "demo"])
def site(request: pytest.FixtureRequest) -> Project:
    """Each of the two."""
    built: Project = request.getfixturevalue(request.param)
    return built


@pytest.fixture(scope="session")
def pages(site: Project) -> dict[str, Page]:
    """The pages of the site, by address."""
    return pages_of(site.output)


QUICK = ["--no-sandbox", "--disable-gpu", "--js-flags=--always-sparkplug --no-opt --no-maglev"]
"""A page is left before the browser has made more of its scripts than the least, so that takes longer."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, started once in each process that tests.

    Preferably the one that has no windows and draws as the other does, but takes a third of the time.
    """
    from playwright.sync_api import expect, sync_playwright  # only who looks pays for it

    from browser.settling import patient

    program = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    assert program, "There is no chromium here: `make test` installs it."
    patient()
    expect.set_options(timeout=PATIENCE * 1000)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=QUICK)
        yield started
        started.close()
