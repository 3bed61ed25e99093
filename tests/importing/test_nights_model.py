"""Random calendars, followed night after night, against what a person expects of the town: written apart from the code.

A calendar changes every day as those of real organisations do: dates are added, moved, cancelled, taken out and put
back, courses get another title, end and return, programs give new UIDs at every fetch, or only the next weeks; some
nights it is broken. What has to be in the town the next morning is worked out here from what the calendar said, and
from nothing of ours.
"""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from buurtkalender.domain.recurrence import Window, days_off, occurrences_of
from buurtkalender.reading.content import read_content
from buurtkalender.submissions import http
from buurtkalender.submissions.http import FetchLimits
from buurtkalender.submissions.importing.feeds import import_feeds, save
from buurtkalender.words.catalogues import translator
from importing.serving import Answer, serving
from importing.taking import calendar
from town import ANCHOR, CALENDAR_ID, TODAY, TOWN

ORGANISATION = "bibliotheek-zandmeer"
TEXTS = translator("en")
VENUES = {"dorpshuis": "Dorpshuis Zandmeer", "bibliotheek": "Bibliotheek Zandmeer"}
NAMES = ("Koffie", "Breien", "Schaken", "Taalcafé", "Zangkoor", "Leeskring", "Yoga", "Bingo", "Fotoclub", "Tuinclub")


class Session(NamedTuple):
    """A date of something: its title, its venue and when it begins. It takes two hours."""

    title: str
    venue: str
    start: datetime

    @property
    def course(self) -> str:
        """Of what it is a date, whatever that is called now."""
        return self.title.partition(" voor ")[0]


class Course:
    """Something in a calendar: every week from a day on, or loose dates, with what became of single dates."""

    def __init__(self, chance: random.Random, number: int, today: date) -> None:
        self.name = self.title = f"{NAMES[number % len(NAMES)]} {number}"
        self.venue = chance.choice(sorted(VENUES))
        self.by_rule = chance.random() < 0.5
        first = today + timedelta(days=chance.randrange(1, 12))
        begin = datetime(first.year, first.month, first.day, chance.choice((9, 10, 14, 19)), chance.choice((0, 30)))
        self.planned = [begin + timedelta(days=7 * n) for n in range(chance.randrange(1, 14))]
        self.gone: set[datetime] = set()
        self.off: set[datetime] = set()
        self.moved: dict[datetime, datetime] = {}
        self.added: list[datetime] = []
        self.uid = f"c{number}"
        self.there = True

    def starts(self) -> dict[datetime, datetime]:
        """Each date that the calendar holds, by when it was planned."""
        every = [*self.planned, *self.added]
        return {one: self.moved.get(one, one) for one in every if one not in self.gone}

    def sessions(self) -> set[Session]:
        """The dates that are on."""
        return {Session(self.title, self.venue, now) for one, now in self.starts().items() if one not in self.off}

    def called_off(self) -> set[Session]:
        """The dates that are cancelled in so many words."""
        return {Session(self.title, self.venue, now) for one, now in self.starts().items() if one in self.off}

    def says_so(self, until: date) -> bool:
        """Whether the calendar itself tells that a date was taken out (EXDATE)."""
        return self.by_rule and until == date.max

    def events(self, until: date, uid: str) -> Iterator[str]:
        """Its VEVENTs, as a program writes them."""
        if self.says_so(until):
            first, last = self.planned[0], self.planned[-1]
            gone = [f"EXDATE;TZID=Europe/Amsterdam:{one:%Y%m%dT%H%M%S}" for one in self.planned if one in self.gone]
            more = [f"RDATE;TZID=Europe/Amsterdam:{one:%Y%m%dT%H%M%S}" for one in self.added if one not in self.gone]
            yield self._event(uid, first, f"RRULE:FREQ=WEEKLY;UNTIL={last:%Y%m%d}T225959Z", *gone, *more)
            for one, now in self.starts().items():
                if now != one or one in self.off:
                    status = ["STATUS:CANCELLED"] if one in self.off else []
                    yield self._event(uid, now, f"RECURRENCE-ID;TZID=Europe/Amsterdam:{one:%Y%m%dT%H%M%S}", *status)
            return
        for one, now in sorted(self.starts().items()):
            if now.date() <= until:
                yield self._event(f"{uid}-{one:%Y%m%d%H%M}", now, *(["STATUS:CANCELLED"] if one in self.off else []))

    def _event(self, uid: str, start: datetime, *more: str) -> str:
        lines = [
            "BEGIN:VEVENT",
            f"UID:{uid}@agenda.example",
            f"SUMMARY:{self.title}",
            f"LOCATION:{VENUES[self.venue]}",
            f"DTSTART;TZID=Europe/Amsterdam:{start:%Y%m%dT%H%M%S}",
            "DURATION:PT2H",
            *more,
            "END:VEVENT",
        ]
        return "\n".join(lines)


class World:
    """The calendar of an organisation, as it changes day by day."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - the same calendars every time
        self.new_uids = self.chance.random() < 0.35
        self.ahead = self.chance.choice((0, 0, 21, 35))
        self.courses: list[Course] = []
        self.number = 0
        self.fetched = 0

    def live(self, today: date) -> None:
        """Let a day go by."""
        chance = self.chance
        while len(self.courses) < 5 or chance.random() < 0.08:
            self.courses.append(Course(chance, self.number, today))
            self.number += 1
        for _ in range(chance.choice((0, 0, 1, 1, 2))):
            self._change(chance.choice(self.courses), today)

    def _change(self, one: Course, today: date) -> None:
        """Let somebody change something of a course."""
        chance, near = self.chance, today + timedelta(days=3)
        coming = [each for each, now in one.starts().items() if min(each, now).date() > near]
        what = chance.choice(("take out", "cancel", "move", "put back", "add", "end", "return", "on again", "rename"))
        if coming and what in {"take out", "cancel", "move"}:
            each = chance.choice(coming)
            if what == "move":
                one.moved[each] = each + timedelta(days=chance.choice((-1, 1, 2)), hours=chance.choice((0, 1)))
            elif what == "cancel" or len(coming) > 1:
                (one.off if what == "cancel" else one.gone).add(each)
        elif what == "on again":
            one.off.clear()
        elif what == "put back":
            one.gone.clear()
        elif what == "add" and one.there:
            extra = one.planned[-1] + timedelta(days=chance.randrange(-20, 0) * 7 + 3)
            if extra.date() > near and extra not in {*one.planned, *one.added}:
                one.added.append(extra)
        elif what == "rename":
            one.title = f"{one.name} voor {chance.choice(('ouderen', 'jongeren', 'buren'))}"
        elif what in {"end", "return"}:
            one.there = what == "return" or sum(each.there for each in self.courses) <= 4

    def given(self) -> list[Course]:
        """What the calendar holds."""
        return [one for one in self.courses if one.there]

    def octets(self, until: date, broken: Course | None = None) -> bytes:
        """The calendar as it is given tonight."""
        self.fetched += 1
        events = []
        for one in self.given():
            uid = f"{one.uid}-{self.fetched}" if self.new_uids else one.uid
            told = [*one.events(until, uid)]
            if one is broken:
                told = [each.replace("DTSTART;TZID=Europe/Amsterdam:2", "DTSTART:X") for each in told]
            events += told
        return calendar(*events)


class Expected:
    """What a person expects to find in the town."""

    def __init__(self) -> None:
        self.on: set[Session] = set()
        self.missed: Counter[Session] = Counter()
        self.before: set[Session] = set()
        self.lost: set[Session] = set()
        self.unsure: set[Session] = set()

    def follow(
        self, courses: list[Course], until: date, today: date, unread: Course | None
    ) -> tuple[set[Session], set[Session]]:
        """Take over what a calendar says; return what has to be on, and what may be on or off."""
        given = [one for one in courses if one.there]
        gone = {
            Session(one.title, one.venue, start)
            for one in courses
            for start in ([*one.planned, *one.added] if not one.there else one.gone)
            if not one.there or not one.says_so(until)
        }
        self.on = {one for one in self.on if one.start.date() >= today}
        self.before = set(self.on)
        there = {one for course in given for one in course.sessions() if today <= one.start.date() <= until}
        cancelled = {one for course in given for one in course.called_off() if today <= one.start.date() <= until}
        every = [one.start.date() for one in there | cancelled if unread is None or one.course != unread.name]
        last = max(every, default=today)
        rules = [one.planned[-1].date() for one in given if one.says_so(until) and one is not unread]
        reach = max([last, *rules])  # a rule of which the last dates were taken out tells as far as it went
        maybe: set[Session] = set()
        if unread is not None:  # what was taken out of it at the same time may be seen or not
            kept = {one for one in self.on if one.course == unread.name}
            sure = {one for one in kept - gone if one.title == unread.title}
            there = {one for one in there if one.course != unread.name} | sure
            cancelled = {one for one in cancelled if one.course != unread.name}
            maybe = kept - sure
            self.unsure |= maybe
        renewed = {one.title for one in there - self.on}
        moved = {Session(each.title, each.venue, one) for each in courses for one in each.moved}
        lasting = {one.title for one in courses if one.there or not one.says_so(until)}
        out = {Session(one.title, one.venue, start) for one in given if one.says_so(until) for start in one.gone}
        named = {one.name: one.title for one in given}
        surely: set[Session] = set()  # what is missing for the first time, and nothing says why
        for one in sorted(self.on - there - cancelled - out - maybe):
            if one.start.date() > last:  # beyond what the calendar says nobody knows that it is off
                if one.start.date() > reach and one.title in lasting and one not in moved:
                    there.add(one)
                else:
                    maybe.add(one)
                    self.unsure.add(one)
                continue
            self.missed[one] += 1
            if self.missed[one] == 1:  # with another date of it that is new tonight it may as well have moved
                known = one in gone and one.title not in renewed and one not in self.unsure
                (surely if known else maybe).add(one)
        there |= surely
        for one in list(maybe):  # what waits stands in the file of its course, which may have another title now
            other = one._replace(title=named.get(one.course, one.title))
            if other not in there | cancelled | out:
                maybe.add(other)
                self.missed[other] = max(self.missed[one], self.missed[other])
        self.lost = self.before - there - cancelled | surely
        self.on = there | maybe
        self.missed = Counter({one: n for one, n in self.missed.items() if one in maybe | surely})
        return there, maybe

    def lost_most(self) -> bool:
        """Whether much of what was known is no longer told, and nobody said that it is off."""
        return len(self.lost) * 5 >= len(self.before)


class Town:
    """The fictional town, without days on which all stands still."""

    def __init__(self, folder: Path) -> None:
        self.content = folder / "content"
        shutil.copytree(TOWN / "content", self.content)
        holidays = self.content / "calendar/holidays.yaml"
        text = holidays.read_text(encoding="utf-8")
        holidays.write_text(text[: text.index("closures:")], encoding="utf-8")
        path = self.content / f"organisations/{ORGANISATION}.yaml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("https://bibliotheek-zandmeer.example/agenda.ics", "https://agenda.example/a.ics"))
        self.own = {path.stem for path in (self.content / "activities" / ORGANISATION).glob("*.yaml")}

    def night(self, today: date) -> list[str]:
        """Follow the calendar; return what was told."""
        read = read_content(self.content, calendar_id=CALENDAR_ID, anchor=ANCHOR)
        done = import_feeds(read.calendar, self.content, today, TEXTS, FetchLimits(anywhere=True))
        save(done)
        return list(done.done.report)

    def says_yes(self) -> bool:
        """Let somebody answer that the calendar is right; return whether that was asked."""
        path = self.content / f"feeds/{ORGANISATION}.yaml"
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        if "publish: unknown" not in text:
            return False
        path.write_text(text.replace("publish: unknown", "publish: yes"), encoding="utf-8")
        return True

    def held(self, today: date) -> Counter[Session]:
        """What is on according to the files, and how often."""
        read = read_content(self.content, calendar_id=CALENDAR_ID, anchor=ANCHOR)
        assert not [one for one in read.problems if one.is_error]
        window = Window(today, today + timedelta(days=300))
        off = days_off(read.calendar, window)
        found: Counter[Session] = Counter()
        for activity in read.calendar.activities.values():
            if activity.organisation == ORGANISATION and activity.name not in self.own:
                for one in occurrences_of(read.calendar, activity, window, off):
                    if not one.cancelled:
                        found[Session(activity.title, one.venue or "", one.start)] += 1
        return found


def follow(folder: Path, seed: int, nights: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Follow one calendar for so many nights."""
    answers: dict[str, Answer] = {}
    with serving(answers) as address:
        real = http._https  # the address in the file is a real one; here it leads to this computer
        monkeypatch.setattr(
            http, "_https", lambda one, reach: real(one.replace("https://agenda.example", address), reach)
        )
        town, world, expected = Town(folder), World(seed), Expected()
        before: set[Session] = set()
        said_yes, asked = False, set[Session]()
        for number in range(nights):
            today = TODAY + timedelta(days=number)
            world.live(today)
            weather = world.chance.choices(("fine", "down", "empty", "half", "cut", "one"), (75, 5, 5, 5, 5, 5))[0]
            weather = "fine" if number == 0 else weather
            until = today + timedelta(days=world.ahead) if world.ahead else date.max
            unread = world.chance.choice(world.given()) if weather == "one" else None
            body = world.octets(until, unread)
            if weather == "half":
                body = body[: body.index(b"END:VEVENT")] + b"END:VEVENT\r\nEND:VCALENDAR\r\n"
            shown = {"empty": calendar(), "cut": body[: len(body) * 2 // 3]}.get(weather, body)
            answers["/a.ics"] = Answer(500) if weather == "down" else Answer(body=shown)
            told = town.night(today)
            held = town.held(today)
            stays = {one for one in before if one.start.date() >= today}, set[Session]()
            if weather in {"down", "empty", "half", "cut"}:
                surely, maybe = stays
                first = world.given()[0]
                if weather == "half" and first.by_rule:  # it is told whole, without what was said of single dates
                    changed = {first.moved.get(one, one) for one in first.off} | {*first.moved, *first.moved.values()}
                    maybe = {Session(first.title, first.venue, one) for one in changed | first.off}
                    surely = surely - maybe
            else:
                was, missed = set(expected.on), Counter(expected.missed)
                surely, maybe = expected.follow(world.courses, until, today, unread)
                if said_yes:  # what it lost may be off at once
                    lost = expected.lost | asked
                    surely, maybe = surely - lost, maybe | (lost & expected.before)
                if expected.lost_most() and any("all stays as it was" in one for one in told):
                    surely, maybe = stays  # a calendar that lost most of what it held is not believed
                    expected.on, expected.missed, asked = was, missed, expected.lost
            why = f"seed {seed}, night {number} ({today}, {weather}, new UIDs {world.new_uids}, ahead {world.ahead})"
            report = "\n".join(told)
            twice = sorted(one for one, n in held.items() if n > 1)
            lost = sorted(surely - set(held))
            wrong = sorted(set(held) - surely - maybe)
            assert not twice, f"{why}: twice {twice[:3]}\n{report}"
            assert not lost, f"{why}: lost {lost[:3]}\n{report}"
            assert not wrong, f"{why}: not off, or never said {wrong[:3]}\n{report}"
            said_yes = weather == "fine" and world.chance.random() < 0.7 and town.says_yes()
            before = set(held)
            expected.on = {one for one in expected.on if one in held}


@pytest.mark.parametrize("seed", range(4))
def test_a_calendar_is_followed_night_after_night_as_a_person_would(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow(tmp_path / "town", seed, 15, monkeypatch)


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(100, 110))
def test_ten_calendars_are_followed_for_thirty_nights(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    follow(tmp_path / "town", seed, 30, monkeypatch)
