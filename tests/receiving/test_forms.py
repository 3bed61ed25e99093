"""The form pages of the site, to fill in again: a slow site, or none, keeps nobody from an answer."""

from __future__ import annotations

import threading

import pytest

from buurtkalender.submissions.receiving.filled import AGAIN, SECONDS, Forms
from patience import until


class Site:
    """A site that answers what it is told to, and says what it was asked. ``clock`` is the time in seconds."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.says: dict[str, str | None] = {}
        self.clock = 0.0
        self.forms = Forms(self._fetch, lambda: self.clock)
        self.slow = threading.Event()
        self.slow.set()

    def _fetch(self, url: str) -> str | None:
        self.asked.append(url)
        assert self.slow.wait(60)
        if self.says[url] == "oei":
            raise ValueError(url)
        return self.says[url]


def test_a_page_is_kept_for_a_while_and_an_old_one_is_better_than_none() -> None:
    site = Site()
    site.says["nieuw"] = "een"
    assert [site.forms.page("nieuw") for _ in range(3)] == ["een"] * 3
    assert site.asked == ["nieuw"]
    site.clock, site.says["nieuw"] = SECONDS, None
    assert site.forms.page("nieuw") == "een"
    site.clock, site.says["nieuw"] = SECONDS + AGAIN, "twee"
    assert site.forms.page("nieuw") == "twee"
    assert len(site.asked) == 3


@pytest.mark.parametrize("says", [None, "oei"])
def test_a_site_that_is_away_is_not_asked_again_for_everybody(says: str | None) -> None:
    site = Site()
    site.says["nieuw"] = says
    if says:
        with pytest.raises(ValueError, match="nieuw"):
            site.forms.page("nieuw")
    assert [site.forms.page("nieuw") for _ in range(3)] == [None] * 3
    assert len(site.asked) == 1
    site.clock, site.says["nieuw"] = AGAIN, "een"
    assert site.forms.page("nieuw") == "een"


def test_a_slow_page_is_waited_for_by_one_and_by_nobody_who_needs_another() -> None:
    """Who comes meanwhile gets the old page, and does not wait: a mistake of one is no wait for all."""
    site = Site()
    site.says |= {"nieuw": "een", "afmelden": "af"}
    site.forms.page("nieuw")
    site.forms.page("afmelden")
    site.clock, site.says["nieuw"] = SECONDS - 1, "twee"
    site.says["agenda"] = "nooit"
    site.slow.clear()
    first = threading.Thread(target=site.forms.page, args=("agenda",), daemon=True)
    first.start()
    until(lambda: "agenda" in site.asked)
    assert site.forms.page("agenda") is None
    assert site.forms.page("afmelden") == "af"
    site.clock = SECONDS
    second = threading.Thread(target=site.forms.page, args=("nieuw",), daemon=True)
    second.start()
    until(lambda: site.asked.count("nieuw") == 2)
    assert site.forms.page("nieuw") == "een"
    site.slow.set()
    first.join()
    second.join()
    assert (site.forms.page("nieuw"), site.forms.page("agenda")) == ("twee", "nooit")
