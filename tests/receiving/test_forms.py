"""The form pages of the site, to fill in again: a slow site, or none, keeps nobody from an answer."""

from __future__ import annotations

import threading

import pytest

from buurtkalender.submissions.receiving import filled
from buurtkalender.submissions.receiving.filled import AGAIN, SECONDS, FormPages
from patience import until
from receiving.house import elsewhere


class Site:
    """A site that answers what it is told to, and says what it was asked. ``clock`` is the time in seconds."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.says: dict[str, str | None] = {}
        self.clock = 0.0
        self._pages = FormPages(self._fetch, lambda: self.clock)
        self.slow = threading.Event()
        self.slow.set()

    def page(self, url: str) -> str | None:
        """What somebody gets who made a mistake in that form."""
        return elsewhere(self._pages.page(url))

    def _fetch(self, url: str) -> str | None:
        self.asked.append(url)
        assert self.slow.wait(60)
        if self.says[url] == "oei":
            raise ValueError(url)
        return self.says[url]


@pytest.fixture
def site() -> Site:
    """A site that was not asked anything."""
    return Site()


def test_a_page_is_kept_for_a_while_and_an_old_one_is_better_than_none(site: Site) -> None:
    site.says["nieuw"] = "een"
    assert [site.page("nieuw") for _ in range(3)] == ["een"] * 3
    assert site.asked == ["nieuw"]
    site.clock, site.says["nieuw"] = SECONDS, None
    assert site.page("nieuw") == "een"
    site.clock, site.says["nieuw"] = SECONDS + AGAIN, "twee"
    assert site.page("nieuw") == "twee"
    assert len(site.asked) == 3


@pytest.mark.parametrize("says", [None, "oei"])
def test_a_site_that_is_away_is_not_asked_again_for_everybody(says: str | None, site: Site) -> None:
    site.says["nieuw"] = says
    assert [site.page("nieuw") for _ in range(3)] == [None] * 3
    assert len(site.asked) == 1
    site.clock, site.says["nieuw"] = AGAIN, "een"
    assert site.page("nieuw") == "een"


def test_a_slow_page_is_waited_for_by_one_and_by_nobody_who_needs_another(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who comes meanwhile gets the old page, and does not wait: a mistake of one is no wait for all."""
    monkeypatch.setattr(filled, "WAITING", 60.0)
    site.says |= {"nieuw": "een", "afmelden": "af"}
    site.page("nieuw")
    site.page("afmelden")
    site.clock, site.says["nieuw"] = SECONDS, "twee"
    site.slow.clear()
    got: list[str | None] = []
    first = threading.Thread(target=lambda: got.append(site.page("nieuw")), daemon=True)
    first.start()
    until(lambda: site.asked.count("nieuw") == 2)
    assert site.page("nieuw") == "een"
    site.slow.set()
    assert site.page("afmelden") == "af"
    first.join()
    assert got == ["twee"]


def test_a_page_that_never_came_is_waited_for_by_all_who_need_it_and_asked_for_once(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filled, "WAITING", 60.0)
    site.says["nieuw"] = "een"
    site.slow.clear()
    got: list[str | None] = []
    several = [threading.Thread(target=lambda: got.append(site.page("nieuw")), daemon=True) for _ in range(3)]
    for one in several:
        one.start()
    until(lambda: site.asked == ["nieuw"])
    site.slow.set()
    for one in several:
        one.join()
    assert got == ["een"] * 3
    assert site.asked == ["nieuw"]


def test_a_site_that_hangs_is_waited_for_a_moment_and_then_by_nobody(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filled, "WAITING", 0.05)
    site.slow.clear()
    site.says["nieuw"] = "een"
    assert site.page("nieuw") is None
    monkeypatch.setattr(filled, "WAITING", 3600.0)
    site.clock = 3600.0
    got: list[str | None] = []
    threading.Thread(target=lambda: got.extend(site.page("nieuw") for _ in range(5)), daemon=True).start()
    until(lambda: got == [None] * 5, "what has waited already")
    assert site.asked == ["nieuw"]
    site.slow.set()
    until(lambda: site.page("nieuw") == "een")
