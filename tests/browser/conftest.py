"""A real browser, and the two sites served to it as `buurtkalender serve` serves them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from browser.axe import Judge
from browser.kinds import Kind, kinds, orders
from browser.window import Window, opened
from buurtkalender.site.serve import server
from projects import Project, built_once, town_project

LANGUAGES = ("ar", "uk")
"""Those in which pages are looked at, beside Dutch: one that is read from right to left, and one in other letters."""


@pytest.fixture(scope="session")
def polyglot(shared_folder: Path) -> Project:
    """The town in these languages too. Look, do not touch."""
    return built_once(shared_folder / "polyglot", partial(town_project, LANGUAGES=("nl", *LANGUAGES)))


@pytest.fixture(scope="session")
def hosts(demo: Project, town: Project) -> Iterator[dict[str, str]]:
    """Where each of the two sites is served."""
    with ExitStack() as running:
        found = {}
        for name, site in {"demo": demo, "town": town}.items():
            serving = running.enter_context(server(site.output, "127.0.0.1", 0))
            threading.Thread(target=serving.serve_forever, daemon=True).start()
            running.callback(serving.shutdown)
            found[name] = f"http://127.0.0.1:{serving.server_port}"
        yield found


@pytest.fixture(scope="session")
def every_kind(demo: Project, town: Project) -> list[Kind]:
    """The pages that stand for all of the two sites, one of each pattern of addresses among them."""
    return kinds({"demo": demo.output, "town": town.output}, patterns=True)


@pytest.fixture(scope="session")
def every_shape(demo: Project, town: Project) -> list[Kind]:
    """Fewer pages, that hold all that is to be seen on those."""
    return kinds({"demo": demo.output, "town": town.output})


@pytest.fixture(scope="session")
def every_order(demo: Project, town: Project, every_shape: list[Kind]) -> list[Kind]:
    """The same in each other order of headings and landmarks, in which nothing else is new."""
    return orders({"demo": demo.output, "town": town.output}, every_shape)


@pytest.fixture(scope="session")
def lasting(browser: Browser, hosts: dict[str, str]) -> Iterator[tuple[Window, Window]]:
    """Two windows on the sites, the second one without scripts: opening one takes longer than most of what is asked."""
    with opened(browser, hosts) as one, opened(browser, hosts, java_script_enabled=False) as other:
        yield one, other


@pytest.fixture
def window(lasting: tuple[Window, Window]) -> Iterator[Window]:
    """A window on the sites. Who sets its clock or adds scripts to every page takes a :func:`new_window`."""
    yield lasting[0]
    lasting[0].leave()


@pytest.fixture
def plain_window(lasting: tuple[Window, Window]) -> Iterator[Window]:
    """A window on the sites that runs no script of any page."""
    yield lasting[1]
    lasting[1].leave()


@pytest.fixture
def new_window(browser: Browser, hosts: dict[str, str]) -> Iterator[Window]:
    """A window of one's own."""
    with opened(browser, hosts) as new:
        yield new


@pytest.fixture(scope="session")
def judge(browser: Browser) -> Judge:
    """Judges pages by axe-core."""
    return Judge(browser.new_page())
