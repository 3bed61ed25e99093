"""An activity becomes the answers that would make it: for a form that starts from what is known."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from buurtkalender.domain.facts import FactGroup, plain_facts
from buurtkalender.domain.model import Activity, Cost, Families
from buurtkalender.domain.values import (
    ByAppointment,
    Change,
    Contact,
    Dates,
    Location,
    Pattern,
    Skip,
    TimeSpan,
    Weekly,
    hh_mm,
)
from buurtkalender.form.answers import Flat
from buurtkalender.reading.fields_times import ALL_DAY
from buurtkalender.reading.fields_when import ORDINALS, WEEKDAYS

_DAY_NAMES = tuple(WEEKDAYS)
_NTH = {number: word for word, number in ORDINALS.items()}


def answers_of_activity(activity: Activity) -> Flat:
    """Return the answers of which this activity would be the outcome: :func:`writing.write_file` then gives it back."""
    put = _Collected()
    put.text("title", activity.title)
    put.text("summary", activity.summary)
    put.text("description", activity.description)
    if activity.host:
        put.text("host.name", activity.host.name)
    put.texts("partners", activity.partners)
    if activity.venue:
        put.text("venue", f"{activity.venue}/{activity.room}" if activity.room else activity.venue)
    put.location("location", activity.location)
    put.text("online", activity.online)
    for name in ("serves", "themes", "goals", "audiences"):
        put.texts(name, getattr(activity, name))
    if activity.ages:
        highest = activity.ages.highest
        put.texts("ages", (str(activity.ages.lowest), "" if highest is None else str(highest)))
    put.texts("languages", activity.languages)
    for n, pattern in enumerate(activity.when):
        put.pattern(f"when.{n}", pattern)
    for n, change in enumerate(activity.changes):
        put.change(f"changes.{n}", change)
    _facts(put, activity)
    _people(put, activity)
    return put.found


def pattern_answers(name: str, pattern: Pattern) -> Flat:
    """Return the answers of one entry of a ``when`` list, below ``name``."""
    put = _Collected()
    put.pattern(name, pattern)
    return put.found


def _euros(cents: int) -> str:
    euros, rest = divmod(cents, 100)
    return f"{euros}.{rest:02}" if rest else str(euros)


def _facts(put: _Collected, activity: Activity) -> None:
    put.facts("signup", activity)
    put.cost(activity.cost)
    put.signup(activity)
    put.text("capacity", activity.capacity)
    put.fact("full", activity.full)
    put.facts("welcome", activity)
    put.families(activity.families)
    if activity.referral:
        put.text("referral", "yes" if activity.referral.required else "no" if activity.referral.by else "none")
        put.text("referral.by", activity.referral.by)
    put.text("transport", activity.transport)
    for facility, fact in activity.access.items():
        put.text(f"access.{facility}", {True: "yes", False: "no", None: "unknown"}[fact])


def _people(put: _Collected, activity: Activity) -> None:
    for n, role in enumerate(activity.volunteers):
        put.text(f"volunteers.{n}.role", role.role)
        put.each(f"volunteers.{n}", role, ("hours", "training", "until"))
        put.texts(f"volunteers.{n}.skills", role.skills)
        put.contact(f"volunteers.{n}.contact", role.contact)
    if activity.programme:
        put.each("programme", activity.programme, ("name", "evidence", "source"))
    put.contact("contact", activity.contact)
    if activity.image:
        put.each("image", activity.image, ("file", "alt", "by"))
    for n, link in enumerate(activity.links):
        put.each(f"links.{n}", link, ("title", "url"))
    put.text("confirmed", activity.confirmed)
    if activity.status.value != "active":
        put.text("status", activity.status.value)
    put.texts("formerly", activity.formerly)


class _Collected:
    """The answers of one activity while they are collected."""

    def __init__(self) -> None:
        self.found: Flat = {}

    def texts(self, name: str, values: Iterable[object]) -> None:
        texts = tuple(map(str, values))
        if texts:
            self.found[name] = texts

    def text(self, name: str, value: object) -> None:
        if value is not None:
            self.found[name] = (str(value),)

    def each(self, name: str, value: object, keys: Iterable[str]) -> None:
        for key in keys:
            self.text(f"{name}.{key}", getattr(value, key))

    def facts(self, group: FactGroup, activity: Activity) -> None:
        for one in plain_facts(group):
            self.fact(one.field, one.of(activity))

    def fact(self, name: str, fact: bool | None) -> None:  # noqa: FBT001 - a fact is a bool or nothing
        if fact is not None:
            self.text(name, "yes" if fact else "no")

    def contact(self, name: str, contact: Contact | None) -> None:
        if contact:
            self.each(name, contact, ("name", "phone", "email", "url"))

    def location(self, name: str, location: Location | None) -> None:
        if location:
            self.each(name, location, ("name", "street", "postcode", "city", "neighbourhood"))
            if location.point:
                self.texts(f"{name}.point", (location.point.lat, location.point.lon))

    def time(self, name: str, span: TimeSpan | None) -> None:
        self.texts(name, (ALL_DAY,) if span is None else (hh_mm(span.start), hh_mm(span.end)))

    def cost(self, cost: Cost | None) -> None:
        if cost is None:
            return
        if cost.prices:
            self.text("cost", "prices")
            for n, price in enumerate(cost.prices):
                self.text(f"cost.{n}.for", price.who)
                self.text(f"cost.{n}.amount", _euros(price.cents))
                self.each(f"cost.{n}", price, ("per", "note"))
            return
        self.text("cost", "paid" if cost.cents else "free")
        if cost.cents:
            self.text("cost.amount", _euros(cost.cents))
        self.each("cost", cost, ("per", "note"))
        self.fact("cost.pass", cost.discount_pass)

    def signup(self, activity: Activity) -> None:
        signup = activity.signup
        if signup is None:
            return
        how = any((signup.phone, signup.email, signup.url, signup.before, signup.opens, signup.until))
        self.text("signup", "yes" if signup.required else "no" if how else "none")
        self.each("signup", signup, ("phone", "email", "url"))
        if signup.before is not None:
            whole = not signup.before % timedelta(days=1)
            length = signup.before.days if whole else int(signup.before / timedelta(hours=1))
            self.texts("signup.before", (length, "days" if whole else "hours"))
        self.moment("signup.opens", signup.opens)
        self.moment("signup.until", signup.until, end=True)

    def moment(self, name: str, moment: datetime | None, *, end: bool = False) -> None:
        """Put a day, or a day and a time; as an ``end`` the midnight after a day is that day."""
        if moment is None:
            return
        midnight = (moment.hour, moment.minute) == (0, 0)
        day = (moment - timedelta(days=1) if end and midnight else moment).date()
        self.texts(name, (day,) if midnight else (day, f"{moment:%H:%M}"))

    def families(self, families: Families | None) -> None:
        if families is None:
            return
        self.fact("families.children_welcome", families.children_welcome)
        if care := families.childcare:
            self.fact("families.childcare", care.offered)
            if care.cents is not None:
                self.text("families.childcare.amount", _euros(care.cents))
            self.text("families.childcare.note", care.note)
        self.fact("families.siblings", families.siblings)

    def pattern(self, name: str, pattern: Pattern) -> None:
        if isinstance(pattern, ByAppointment):
            self.text(f"{name}.kind", "by_appointment")
            self.text(f"{name}.note", pattern.note)
            return
        if isinstance(pattern, Dates):
            self.text(f"{name}.kind", "dates")
            self.texts(f"{name}.dates", pattern.dates)
            self.time(f"{name}.time", pattern.time)
            return
        if isinstance(pattern, Weekly):
            self.text(f"{name}.kind", "weekly")
            self.texts(f"{name}.weekly", (_DAY_NAMES[day] for day in pattern.days))
        else:
            self.text(f"{name}.kind", "monthly")
            pairs = (piece for nth, day in pattern.weekdays for piece in (_NTH[nth], _DAY_NAMES[day]))
            self.texts(f"{name}.monthly", (*pairs, *pattern.days))
        self.time(f"{name}.time", pattern.time)
        if pattern.every > 1:
            self.text(f"{name}.every", pattern.every)
        self.text(f"{name}.from", pattern.first)
        self.text(f"{name}.until", pattern.last)
        self.skip(name, pattern.skip)

    def skip(self, name: str, skip: Skip) -> None:
        kinds = {
            "school-holidays": skip.school_holidays,
            "public-holidays": skip.public_holidays,
            "venue-closures": skip.venue_closures,
        }
        self.texts(f"{name}.skip", (kind for kind, said in kinds.items() if said))
        days = ((one.first, "" if one.first == one.last else one.last) for one in skip.days)
        self.texts(f"{name}.skip_days", (piece for pair in days for piece in pair))

    def change(self, name: str, change: Change) -> None:
        self.text(f"{name}.date", change.day)
        if change.at is not None:
            self.text(f"{name}.at", hh_mm(change.at))
        for key in ("cancelled", "postponed", "tentative"):
            reason = getattr(change, key)
            self.text(f"{name}.{key}", "true" if reason == "" else reason)
        if change.on:
            self.text(f"{name}.on", "true")
        self.fact(f"{name}.full", change.full)
        if change.time:
            self.time(f"{name}.time", change.time)
        self.each(name, change, ("moved_to", "venue", "room"))
        self.location(f"{name}.location", change.location)
        self.text(f"{name}.note", change.note)
