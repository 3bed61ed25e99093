"""The rules of the finder: the script and an independent reading agree, and wishes only narrow what fits."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import pytest
from lxml import html
from playwright.sync_api import Browser, Page

from browser.finder_reading import NOBODY, WISHES, Person, Reading, people
from buurtkalender.reading.content import read_content
from projects import ROOT, Project
from town import ANCHOR, CALENDAR_ID, TODAY

NOW = f"{TODAY}T00:00"
MANY = (50, pytest.param(500, marks=pytest.mark.thorough))
"""So many people by day, and so many at night."""

MARKUP = "innerHTML outerHTML insertAdjacentHTML document.write setHTML createContextualFragment eval( Function("
"""Ways to make something of text that people wrote."""

KEEPING = "localStorage sessionStorage cookie indexedDB caches sendBeacon"
"""Ways to keep or send what somebody filled in."""

RUN = """async ({ script, data, people, now, all }) => {
    const { matches } = await import(script), { index, more, rules, empty } = JSON.parse(data);
    const activities = index.activities.map((one) => ({ ...empty, ...one, ...more[one.id] }));
    const told = ({ activity, group, points, found }) => [activity.id, group, points, found];
    const fitting = (found) => found.filter(({ group }) => group === 'fits').map(({ activity }) => activity.id);
    const of = (found) => (all ? found.map(told) : fitting(found));
    return JSON.stringify(people.map((one) => of(matches(activities, one, rules, now))));
}"""

Found = list[list[Any]]


class Script:
    """The finder's own module with a site's own data, in a page that is otherwise empty."""

    def __init__(self, page: Page, site: Project) -> None:
        self._page = page
        index = json.loads((site.output / "zoeken/index.json").read_bytes())
        more = json.loads((site.output / "doorverwijzen/meer.json").read_bytes())
        root = html.document_fromstring((site.output / "doorverwijzen/index.html").read_bytes().decode())
        said = json.loads(root.get_element_by_id("finder").get("data-say"))
        self._data = json.dumps({"index": index, "more": more, "rules": said["rules"], "empty": said["empty"]})
        module = (ROOT / "theme/static/js/fitting.js").read_bytes()
        self._module = f"data:text/javascript;base64,{b64encode(module).decode()}"

    def __call__(self, people: list[Person], now: str = NOW) -> list[Found]:
        """Return for each person every activity in order, with its group, points and facts."""
        found: list[Found] = self._run(people, now, whole=True)
        return found

    def fitting(self, people: list[Person]) -> list[set[str]]:
        """Return for each person the activities that fit."""
        return [set(found) for found in self._run(people, NOW, whole=False)]

    def _run(self, people: list[Person], now: str, *, whole: bool) -> Any:
        given = {"script": self._module, "data": self._data, "people": people, "now": now, "all": whole}
        return json.loads(self._page.evaluate(RUN, given))


@pytest.fixture(scope="module")
def script(browser: Browser, site: Project) -> Iterator[Script]:
    with browser.new_context() as context:
        yield Script(context.new_page(), site)


@pytest.fixture(scope="module")
def reading(site: Project) -> Reading:
    return Reading(read_content(site.content, calendar_id=CALENDAR_ID, anchor=ANCHOR).calendar, TODAY)


@pytest.fixture(scope="module", params=MANY)
def some(request: pytest.FixtureRequest, reading: Reading) -> list[Person]:
    return people(reading.calendar, request.param)


def test_the_script_and_the_reading_say_the_same_of_everybody(
    script: Script, reading: Reading, some: list[Person]
) -> None:
    groups, facts = set(), set()
    for person, found in zip(some, script(some), strict=True):
        wanted = {one.id: reading.judged(one, person) for one in reading.activities}
        assert {identifier: tuple(rest) for identifier, *rest in found} == wanted, person
        in_order = sorted(wanted, key=lambda identifier: -wanted[identifier].points)
        assert [identifier for identifier, *_ in found] == in_order
        groups |= {one.group for one in wanted.values()}
        facts |= {fact for one in wanted.values() for fact in one.found.items()}
    assert groups == {"fits", "nearly", "rest"}
    assert len(facts) >= 35  # of 38 that there can be: yes and no, and mostly unknown


def test_one_wish_more_never_makes_the_fitting_list_longer(script: Script, some: list[Person]) -> None:
    pairs = [
        (person, {**person, wish: NOBODY[wish]}) for person in some for wish in WISHES if person[wish] != NOBODY[wish]
    ]
    assert {wish for _, less in pairs for wish in WISHES if less[wish] == NOBODY[wish]} == {*WISHES}
    with_it, without = (script.fitting([pair[side] for pair in pairs]) for side in (0, 1))
    shorter = 0
    for (person, _), more, less in zip(pairs, with_it, without, strict=True):
        assert more <= less, person
        shorter += more < less
    assert shorter > len(some) / 8


def test_a_wider_choice_or_a_higher_limit_never_makes_it_shorter(script: Script, some: list[Person]) -> None:
    wider = {"walk": 60, "ride": 20, "price": 100}
    pairs = [
        (person, {**person, name: [*person[name], *adds] if isinstance(person[name], list) else wider[name]})
        for person in some
        for name, adds in {"days": [1, 6], "parts": [3], "themes": ["ontmoeten"], "languages": ["nl"]}.items()
        if person[name]
    ] + [(one, {**one, name: most}) for one in some for name, most in wider.items() if one[name] is not None]
    narrow, wide = (script.fitting([pair[side] for pair in pairs]) for side in (0, 1))
    for (person, _), some_fit, more_fit in zip(pairs, narrow, wide, strict=True):
        assert some_fit <= more_fit, person


def test_what_is_unknown_is_never_among_what_fits_and_never_against_it(script: Script, some: list[Person]) -> None:
    for found in script(some):
        for _identifier, group, _points, facts in found:
            unknown = [name for name, fact in facts.items() if fact is None]
            against = [name for name, fact in facts.items() if fact is False]
            assert not (group == "fits" and unknown)
            assert group == "nearly" or not (unknown and not against)


def test_dates_that_went_by_since_the_site_was_built_are_no_reason_to_come(script: Script) -> None:
    [now], [later] = (script([NOBODY], now=moment) for moment in (NOW, "2029-01-01T00:00"))
    runs = {identifier: facts["runs"] for identifier, _group, _points, facts in later}
    assert {fact for fact in runs.values() if fact} == {True}  # by appointment
    assert {runs[identifier] for identifier, _g, _p, facts in now if facts["runs"] is False} == {False}
    assert sum(fact is None for fact in runs.values()) > len(runs) / 2


def test_what_people_wrote_goes_into_the_page_as_text_alone_and_nothing_is_kept() -> None:
    for name in ("fitting", "qr", "handout", "finder"):
        text = (ROOT / f"theme/static/js/{name}.js").read_text("utf-8")
        assert [word for word in f"{MARKUP} {KEEPING}".split() if word in text] == []
