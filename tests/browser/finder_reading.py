"""The rules of the finder read a second time: from what organisations wrote, without the script and without its data.

What the documents say is written out here once more, on purpose: numbers too. Of the domain only the dates are taken,
which have an oracle of their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from math import cos, floor, hypot, radians
from random import Random
from typing import Any, NamedTuple

import msgspec

from buurtkalender.domain.model import Activity, Calendar, Cost, Families
from buurtkalender.domain.recurrence import Window, occurrences
from buurtkalender.domain.values import Occurrence, Point

Person = dict[str, Any]
Fact = bool | None

NOBODY: Person = {
    "age": None, "groups": [], "children": [], "hood": None, "walk": None, "ride": None, "days": [], "parts": [],
    "themes": [], "price": None, "wheelchair": False, "nosignup": False, "dropin": False, "alone": False,
    "companion": False, "kids": False, "care": False, "siblings": False, "languages": [],
}  # fmt: skip
_YES_OR_NO = ("wheelchair", "nosignup", "dropin", "alone", "companion", "kids", "care", "siblings")
WISHES = tuple(name for name in NOBODY if name not in {"age", "groups", "children", "hood"})
"""What somebody asks for. The others say who they are: of those, more can also take a doubt away."""


class Judged(NamedTuple):
    """What comes of one activity for one person."""

    group: str
    points: int
    found: dict[str, Fact]


def people(calendar: Calendar, number: int) -> list[Person]:
    """Return as many people, each with some of all that can be asked, the same ones every time."""
    random = Random(24_11_2026)  # noqa: S311 - people of a test are no secret
    groups = [term.id for term in calendar.audiences.values() if term.ages is None]
    areas = [area.id for area in calendar.neighbourhoods.values()]

    def some(of: Iterable[Any], most: int) -> list[Any]:
        choices = list(of)
        return random.sample(choices, min(len(choices), random.randint(1, most))) if random.random() < 0.4 else []

    def person() -> Person:
        maybe = lambda value: value if random.random() < 0.25 else None  # noqa: E731
        hood = random.choice([None, *areas])
        walk = random.choice([None, 5, 10, 15, 30])
        return {
            "age": random.choice([None, 2, 9, 15, 17, 18, 35, 64, 65, 80, 101]),
            "groups": some(groups, 2),
            "children": some(range(13), 2),
            "hood": hood,
            "walk": walk,
            "ride": None if walk else random.choice([None, 2, 5]),
            "days": some(range(1, 8), 3),
            "parts": some((1, 2, 3), 2),
            "themes": some(calendar.themes, 4),
            "price": maybe(random.choice([0, 2, 5])),
            **{name: bool(maybe(True)) for name in _YES_OR_NO},  # noqa: FBT003
            "languages": some(calendar.languages, 2),
        }

    return [person() for _ in range(number)]


class Reading:
    """The rules over one calendar on one day, from its first minute."""

    def __init__(self, calendar: Calendar, today: date) -> None:
        self.calendar = calendar
        self.today = today
        self.dates: dict[str, list[Occurrence]] = {}
        for one in occurrences(calendar, Window(today, today + timedelta(371))):
            if not one.cancelled:
                self.dates.setdefault(one.activity, []).append(one)
        living = [one for one in calendar.activities.values() if one.status.value != "ended"]
        living += [visit for one in living for visit in self._visits(one)]
        self.activities = sorted(living, key=lambda one: (one.title.lower(), one.id))

    def _visits(self, activity: Activity) -> list[Activity]:
        """Return an activity at each other place where it is for once."""
        found: dict[str, Activity] = {}
        for one in self.dates.get(activity.id, [])[:26]:
            place = {"venue": one.venue, "room": one.room, "location": one.location}
            if all(getattr(activity, name) == value for name, value in place.items()):
                continue
            where = "/".join(filter(None, (one.venue, one.room))) or (one.location.name if one.location else "")
            key = f"{activity.id}@{where}"
            found[key] = msgspec.structs.replace(activity, id=key, access={}, serves=(), when=(), **place)
            self.dates.setdefault(key, []).append(one)
        return list(found.values())

    def judged(self, activity: Activity, asked: Person) -> Judged:
        """Judge one activity."""
        found = {name: fact for name, fact in self._facts(activity, asked).items() if fact != "not asked"}
        against = sum(fact is False for fact in found.values())
        unknown = sum(fact is None for fact in found.values())
        if against == unknown == 0:
            group = "fits"
        elif (against == 0 and unknown) or (against == 1 and unknown == 0):
            group = "nearly"
        else:
            group = "rest"
        return Judged(group, self._points(activity, asked, found, against, unknown), found)

    def _facts(self, activity: Activity, asked: Person) -> dict[str, Any]:
        no = "not asked"
        signup, cost, families = activity.signup, activity.cost, activity.families or Families()
        nosignup = (activity.drop_in or None) if signup is None else not signup.required
        only_appointment = self._appointment(activity) and not self._coming(activity)
        times = bool(asked["days"] or asked["parts"])
        at_times = self._appointment(activity) or any(self._at(one, activity, asked) for one in self._coming(activity))
        return {
            "runs": self._appointment(activity) or bool(self._coming(activity)),
            "age": no if asked["age"] is None else self._age(activity, asked),
            "group": self._group(activity, asked),
            "children": self._children(activity, asked) if asked["children"] else no,
            "way": self._way(activity, asked) if asked["hood"] and (asked["walk"] or asked["ride"]) else no,
            "time": at_times if times else no,
            "themes": not {*activity.themes}.isdisjoint(asked["themes"]) if asked["themes"] else no,
            "price": no if asked["price"] is None else None if cost is None else self._price(cost, asked),
            "full": False if activity.full else no,
            "wheelchair": self._wheelchair(activity) if asked["wheelchair"] else no,
            "nosignup": nosignup if asked["nosignup"] else no,
            "dropin": (False if only_appointment or nosignup is False else activity.drop_in) if asked["dropin"] else no,
            "alone": no if only_appointment or not asked["alone"] else activity.come_alone,
            "companion": activity.companion if asked["companion"] else no,
            "kids": families.children_welcome if asked["kids"] else no,
            "care": (families.childcare and families.childcare.offered) if asked["care"] else no,
            "siblings": families.siblings if asked["siblings"] else no,
            "languages": self._language(activity, asked) if asked["languages"] else no,
        }

    def _points(self, activity: Activity, asked: Person, found: dict[str, Fact], against: int, unknown: int) -> int:
        points = 100 - 15 * unknown - 30 * against
        metres = self._metres(activity, asked["hood"])
        if metres is not None and not self._comes_to(activity, asked["hood"]):
            points -= min(40, floor(metres / (4000 / 60) + 0.5))
        first = next((one for one in self._coming(activity) if self._at(one, activity, asked)), None)
        points -= min(28, (first.day - self.today).days) if first else 7
        points += 10 * len({*activity.themes} & {*asked["themes"]})
        everybody = self._ages(activity) in {None, *((lowest, 120) for lowest in range(19))}
        points += 20 if found.get("group") or (found.get("age") and not everybody) else 0
        points += 25 if {*activity.languages} & {*asked["languages"]} else 0
        return points + (5 if activity.come_alone else 0)

    # --- when ---------------------------------------------------------------------------------------

    def _coming(self, activity: Activity) -> list[Occurrence]:
        return self.dates.get(activity.id, [])[:26]

    @staticmethod
    def _appointment(activity: Activity) -> bool:
        return activity.by_appointment and activity.status.value == "active"

    @staticmethod
    def _at(one: Occurrence, activity: Activity, asked: Person) -> bool:
        begins = one.start.hour + one.start.minute / 60
        ends = begins + (one.end - one.start) / timedelta(hours=1)
        if one.all_day:
            parts = {1, 2}
        elif activity.drop_in:
            hours = {1: (0, 12), 2: (12, 17), 3: (17, 48)}
            parts = {part for part, (first, last) in hours.items() if begins < last and ends > first}
        else:
            parts = {1 if begins < 12 else 2 if begins < 17 else 3}
        wanted = {*asked["parts"]} or {1, 2, 3}
        return bool(parts & wanted) and one.start.isoweekday() in (asked["days"] or range(1, 8))

    # --- who ----------------------------------------------------------------------------------------

    def _ages(self, activity: Activity) -> tuple[int, int] | None:
        """Return the lowest and highest age that it names, or that its audiences mean."""
        own = [activity.ages] if activity.ages else []
        named = own or [self.calendar.audiences[one].ages for one in activity.audiences]
        ranges = [
            (one.lowest, 120 if one.highest is None or one.highest >= 95 else one.highest) for one in named if one
        ]
        if not ranges:
            return None
        lowest, highest = min(low for low, _ in ranges), max(high for _, high in ranges)
        return None if (lowest, highest) == (0, 120) else (lowest, highest)

    def _groups(self, activity: Activity) -> set[str]:
        return {one for one in activity.audiences if self.calendar.audiences[one].ages is None}

    def _age(self, activity: Activity, asked: Person) -> Fact:
        ages, age = self._ages(activity), asked["age"]
        if ages is None:
            return True if age >= 18 else None
        if ages[0] <= age <= ages[1]:
            return True
        with_child = self._groups(activity) & {*asked["groups"]} or any(
            ages[0] <= child <= ages[1] for child in asked["children"]
        )
        return bool(age >= 18 and ages[1] < 18 and with_child)

    def _group(self, activity: Activity, asked: Person) -> Any:
        groups = self._groups(activity)
        if groups & {*asked["groups"]}:
            return True
        return None if groups and groups == {*activity.audiences} else "not asked"

    @staticmethod
    def _price(cost: Cost, asked: Person) -> Fact:
        paid = {one.cents <= 100 * asked["price"] for one in cost.prices} or {cost.cents <= 100 * asked["price"]}
        return paid.pop() if len(paid) == 1 else None

    def _children(self, activity: Activity, asked: Person) -> Fact:
        if activity.families and activity.families.children_welcome is not None:
            return activity.families.children_welcome
        ages = self._ages(activity)
        return None if ages is None else all(ages[0] <= child <= ages[1] for child in asked["children"])

    @staticmethod
    def _language(activity: Activity, asked: Person) -> Fact:
        return bool({*activity.languages} & {*asked["languages"]}) if activity.languages else None

    # --- where --------------------------------------------------------------------------------------

    @staticmethod
    def _placed(activity: Activity) -> bool:
        return activity.venue is not None or activity.location is not None

    def _only_online(self, activity: Activity) -> bool:
        return bool(activity.online) and not self._placed(activity) and not activity.serves

    def _comes_to(self, activity: Activity, hood: str) -> bool:
        area = self.calendar.neighbourhoods[hood]
        return not {area.id, area.district, area.municipality}.isdisjoint(activity.serves)

    def _metres(self, activity: Activity, hood: str | None) -> float | None:
        """Return the straight line between two points, times 1.3; a point of the index is one of 11 metres."""
        areas = self.calendar.neighbourhoods
        if hood is None or (centre := areas[hood].centre) is None:
            return None
        place = self.calendar.venues[activity.venue] if activity.venue else activity.location
        point = place and (place.point or (areas[place.neighbourhood].centre if place.neighbourhood else None))
        if not point:
            return None
        there = Point(round(point.lat, 4), round(point.lon, 4))
        east = (there.lon - centre.lon) * cos(radians((there.lat + centre.lat) / 2))
        return hypot(there.lat - centre.lat, east) * 111_195 * 1.3

    def _way(self, activity: Activity, asked: Person) -> Fact:
        if self._comes_to(activity, asked["hood"]) or self._only_online(activity):
            return True
        if not self._placed(activity):
            return False if activity.serves else None
        metres = self._metres(activity, asked["hood"])
        most = asked["walk"] * 4000 / 60 if asked["walk"] else asked["ride"] * 1000
        return None if metres is None else metres <= most

    def _wheelchair(self, activity: Activity) -> Fact:
        if self._only_online(activity):
            return True
        if "wheelchair" in activity.access:
            return activity.access["wheelchair"]
        venue = self.calendar.venues.get(activity.venue or "")
        for room in venue.rooms if venue else ():
            if room.id == activity.room and "wheelchair" in room.access:
                return room.access["wheelchair"]
            if room.id == activity.room and "wheelchair" in room.facilities:
                return True
        return venue.access.get("wheelchair") if venue else None
