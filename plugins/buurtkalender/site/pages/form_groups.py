"""Which questions the form asks, in which order: what everybody has to know first, the rest in groups with a name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import msgspec

from buurtkalender.domain.facts import FactGroup, plain_facts
from buurtkalender.domain.holidays import public_holiday_names
from buurtkalender.domain.model import Calendar
from buurtkalender.domain.values import Term
from buurtkalender.reading.fields_when import ORDINALS, WEEKDAYS
from buurtkalender.site.pages.form_questions import FormOption, FormOptions, FormQuestion, FormQuestions, Input
from buurtkalender.words.catalogues import capital
from buurtkalender.words.facts import FACT_WORDS
from buurtkalender.words.values import Words

ENTRIES = 3
"""How many times and days the page has room for; a script adds to them what an activity has more."""

PRICES = 4
"""How many prices with a name the page has room for."""


class QuestionGroup(msgspec.Struct, frozen=True, kw_only=True):
    """Questions that belong together. ``folded`` are opened by whoever has something to tell there."""

    title: str
    asked: tuple[FormQuestion, ...] = ()
    hint: str = ""
    folded: tuple[QuestionGroup, ...] = ()
    name: str = ""
    """What the answers of an entry of ``when`` begin with; such a group shows its dates."""


class Groups:
    """The groups of a form about one calendar."""

    def __init__(self, calendar: Calendar, words: Words, today: date) -> None:
        self._calendar = calendar
        self._today = today
        self._words = words
        self._ask = FormQuestions(words.translator)
        self._ = words.gettext

    def first(self, *, new: bool) -> tuple[QuestionGroup, ...]:
        """What everybody needs to know: what, when, where, for whom, the cost, signing up, whom to ask."""
        return (
            self._what(new=new),
            self._when(),
            self._where(),
            self._for_whom(),
            self._cost(),
            self._signup(),
            self._reach(),
        )

    def rest(self, *, new: bool) -> tuple[QuestionGroup, ...]:
        """What may be told besides."""
        _, ask, calendar = self._, self._ask, self._calendar
        return (
            QuestionGroup(
                title=_("More about it"),
                asked=(
                    ask.one("description", rows="8"),
                    *self._links(),
                    self._partners(),
                    *(() if new else (ask.one("image.by"),)),
                ),
            ),
            QuestionGroup(
                title=_("Coming for the first time"),
                asked=(*self._facts(more=True), ask.one("capacity"), ask.yes_no("full")),
            ),
            QuestionGroup(
                title=_("Coming with children"),
                asked=(
                    ask.yes_no("families.children_welcome"),
                    ask.yes_no("families.siblings"),
                    ask.yes_no("families.childcare"),
                    ask.one("families.childcare.amount", "text", "if-childcare", inputmode="decimal", size="8"),
                    ask.one("families.childcare.note", shown="if-childcare"),
                ),
            ),
            QuestionGroup(
                title=_("Access, transport and language"),
                asked=(
                    ask.several("access", [[self._facility(term)] for term in calendar.facilities.values()]),
                    ask.one("transport"),
                    ask.choice("languages", self._terms(calendar.languages.values()), many=True),
                ),
            ),
            QuestionGroup(title=_("Volunteers wanted"), asked=tuple(self._volunteers())),
            QuestionGroup(
                title=_("For professionals in care and welfare"),
                asked=(
                    ask.choice("goals", self._terms(calendar.goals.values()), many=True),
                    ask.choice("referral", self._needed(_("No"))),
                    ask.one("referral.by", shown="if-referral"),
                    *(ask.one(f"programme.{key}") for key in ("name", "evidence", "source")),
                ),
            ),
        )

    def organisation(self) -> FormQuestion:
        """Whose it is."""
        named = sorted(self._calendar.organisations.values(), key=lambda one: one.name.casefold())
        options = (self._nothing(), *(FormOption(one.id, one.name) for one in named))
        return self._ask.one("organisation", "select", options=[FormOptions("", options)])

    # --- what everybody needs to know ---------------------------------------------------------------

    def _what(self, *, new: bool) -> QuestionGroup:
        ask = self._ask
        whose = (self.organisation(), ask.one("organisation.name", maxlength="120"))
        return QuestionGroup(
            title=self._("What is it?"),
            asked=(
                *(whose if new else ()),
                ask.one("host.name"),
                ask.one("title", required=""),
                ask.one("summary"),
                ask.choice("themes", self._terms(self._calendar.themes.values()), many=True),
            ),
        )

    def _when(self) -> QuestionGroup:
        _ = self._
        hints = [_("Is it there on a second day, or at another time too?"), _("A third day or time")]
        others = tuple(self._entry(n + 1, title) for n, title in enumerate(hints))
        first = self._entry(0, _("When is it?"))
        return msgspec.structs.replace(first, folded=others)

    def _hinted(self, asked: FormQuestion) -> FormQuestion:
        """Add which days are public holidays, in the coming year: people think of Christmas alone."""
        names = public_holiday_names((self._today.year, self._today.year + 1), self._calendar.public_holidays)
        days = {day: name for day, name in names.items() if timedelta() <= day - self._today < timedelta(days=365)}
        told = self._("Public holidays are: {days}.").format(days=self._words.all_of(self._words.named_days(days)))
        return msgspec.structs.replace(asked, hint=f"{asked.hint} {told}".strip())

    def _entry(self, number: int, title: str) -> QuestionGroup:
        """Return the questions of one entry of ``when``."""
        _, ask, words = self._, self._ask, self._words
        name = f"when.{number}"
        kinds = (
            FormOption("weekly", _("Every week, or every other week")),
            FormOption("monthly", _("Every month")),
            FormOption("dates", _("On one date, or on a few")),
            FormOption("by_appointment", _("By appointment, without a fixed time")),
        )
        days = [FormOption(day, capital(words.weekdays[n])) for day, n in WEEKDAYS.items()]
        kind = ask.choice(name, kinds, named=f"{name}.kind")
        series, timed = "if-weekly if-monthly", "if-weekly if-monthly if-dates"
        skips = (
            FormOption("school-holidays", _("In the school holidays")),
            FormOption("public-holidays", _("On public holidays")),
            FormOption("venue-closures", _("When the building is closed")),
        )
        return QuestionGroup(
            title=title,
            name=name,
            asked=(
                kind,
                ask.choice(f"{name}.weekly", days, "if-weekly", many=True),
                ask.several(f"{name}.monthly", [self._nth(name)], "if-monthly", _("One more day of the month")),
                ask.several(f"{name}.dates", self._dates(f"{name}.dates"), "if-dates", _("One more date")),
                ask.several(f"{name}.time", [self._times(name)], timed),
                ask.one(f"{name}.every", shown=series),
                ask.one(f"{name}.from", shown=series),
                ask.one(f"{name}.until", shown=series),
                self._hinted(ask.choice(f"{name}.skip", skips, series, many=True)),
                ask.several(f"{name}.skip_days", [self._period(f"{name}.skip_days")], series, _("One more period")),
                ask.one(f"{name}.note", shown="if-by_appointment"),
            ),
        )

    def _nth(self, name: str) -> list[Input]:
        _, words = self._, self._words
        nths = [FormOption("", "–"), *(FormOption(word, words.ordinal(n)) for word, n in ORDINALS.items())]
        numbers = [FormOption(str(n), str(n)) for n in range(1, 32)]
        days = [FormOption("", "–"), *(FormOption(day, words.weekdays[n]) for day, n in WEEKDAYS.items())]
        which = (FormOptions("", tuple(nths)), FormOptions(_("Always on this number"), tuple(numbers)))
        return [
            self._input(f"{name}.monthly", _("Which one"), "select", options=which),
            self._input(f"{name}.monthly", _("Day of the week"), "select", options=(FormOptions("", tuple(days)),)),
        ]

    def _dates(self, name: str) -> list[list[Input]]:
        return [[self._ask.date(name, n)] for n in (1, 2, 3)]

    def _times(self, name: str) -> list[Input]:
        _ = self._
        return [
            self._input(f"{name}.time", _("Starts at"), "time"),
            self._input(f"{name}.time", _("Ends at"), "time"),
            self._input(f"{name}.time", _("All day"), "checkbox", value="all-day"),
        ]

    def _period(self, name: str) -> list[Input]:
        _ = self._
        return [
            self._input(name, _("First day"), "date"),
            self._input(name, _("Last day"), "date"),
        ]

    def _where(self) -> QuestionGroup:
        _, ask, calendar = self._, self._ask, self._calendar
        areas = sorted(calendar.neighbourhoods.values(), key=lambda one: one.name.casefold())
        whole = [FormOption(one.id, one.name) for one in calendar.municipalities.values()]
        near = [FormOption(one.id, one.name) for one in areas]
        elsewhere = (
            *(ask.one(f"location.{key}") for key in ("name", "street", "postcode", "city")),
            ask.one("location.neighbourhood", "select", options=[FormOptions("", (self._nothing(), *near))]),
        )
        return QuestionGroup(
            title=_("Where is it?"),
            asked=(ask.one("venue", "select", options=self._venues()),),
            folded=(
                QuestionGroup(title=_("It is at another place"), asked=elsewhere),
                QuestionGroup(title=_("It is online"), asked=(ask.one("online"),)),
                QuestionGroup(
                    title=_("It comes to people’s homes, or people are fetched"),
                    asked=(ask.choice("serves", (*whole, *near), many=True),),
                ),
            ),
        )

    def _venues(self) -> Iterator[FormOptions]:
        _ = self._
        yield FormOptions("", (self._nothing(),))
        for venue in sorted(self._calendar.venues.values(), key=lambda one: one.name.casefold()):
            whole = FormOption(venue.id, venue.name)
            rooms = (FormOption(f"{venue.id}/{room.id}", f"{venue.name}: {room.name}") for room in venue.rooms)
            yield FormOptions("", (whole, *rooms))

    def _for_whom(self) -> QuestionGroup:
        _, ask = self._, self._ask
        ages = [
            self._input("ages", _("From"), "number", min="0", max="120", inputmode="numeric"),
            self._input("ages", _("Up to and including"), "number", min="0", max="120", inputmode="numeric"),
        ]
        return QuestionGroup(
            title=_("For whom is it?"),
            asked=(
                ask.choice("audiences", self._terms(self._calendar.audiences.values()), many=True),
                ask.several("ages", [ages]),
                *self._facts("welcome"),
            ),
        )

    def _cost(self) -> QuestionGroup:
        _, ask = self._, self._ask
        kinds = (
            self._unknown(),
            FormOption("free", _("It is free")),
            FormOption("paid", _("It costs money")),
            FormOption("prices", _("Not everybody pays the same")),
        )
        return QuestionGroup(
            title=_("What does it cost?"),
            asked=(
                ask.choice("cost", kinds),
                ask.one("cost.amount", "text", "if-paid", inputmode="decimal", size="8"),
                ask.one("cost.per", shown="if-paid"),
                ask.one("cost.note", shown="if-paid if-free"),
                ask.yes_no("cost.pass", "if-paid"),
                *(self._price(row) for row in range(PRICES)),
            ),
        )

    def _price(self, row: int) -> FormQuestion:
        """Ask for a price with who pays it."""
        _, name = self._, f"cost.{row}"
        who = self._input(f"{name}.for", _("For whom?"), "text", maxlength="60")
        amount = self._input(f"{name}.amount", _("How many euros?"), "text", inputmode="decimal", size="8")
        asked = self._ask.several(name, [[who, amount]], "if-prices")
        label = _("Price {n}, and who pays it").format(n=row + 1)
        return msgspec.structs.replace(asked, label=label, hint="" if row else asked.hint)

    def _moment(self, name: str) -> FormQuestion:
        """Ask for a day, with a time if it needs one."""
        _ = self._
        day, time = self._input(name, _("Day"), "date"), self._input(name, _("Time"), "time")
        return self._ask.several(name, [[day, time]], "if-signup")

    def _signup(self) -> QuestionGroup:
        _, ask = self._, self._ask
        kinds = self._needed(_("No, people can just come"))
        units = (FormOption("", "–"), FormOption("days", _("days")), FormOption("hours", _("hours")))
        before = [
            self._input("signup.before", _("How many"), "number", min="1", max="365", inputmode="numeric"),
            self._input("signup.before", _("Days or hours"), "select", options=(FormOptions("", units),)),
        ]
        way = "if-signup"
        return QuestionGroup(
            title=_("Signing up"),
            asked=(
                ask.choice("signup", kinds),
                ask.one("signup.phone", shown=way),
                ask.one("signup.email", shown=way),
                ask.one("signup.url", shown=way),
                ask.several("signup.before", [before], way),
                self._moment("signup.opens"),
                self._moment("signup.until"),
                *self._facts("signup"),
            ),
        )

    def _reach(self) -> QuestionGroup:
        ask = self._ask
        keys = ("name", "phone", "email")
        return QuestionGroup(
            title=self._("Whom can people ask?"), asked=tuple(ask.one(f"contact.{key}") for key in keys)
        )

    # --- what may be told besides -------------------------------------------------------------------

    def _links(self) -> Iterator[FormQuestion]:
        for key in ("title", "url"):
            yield self._ask.one(f"links.0.{key}")

    def _partners(self) -> FormQuestion:
        """Ask who else takes part. A script puts the organisations in: the page has them already, for who does it."""
        partner = self._input("partners", self._("Organisation"), "select")
        return self._ask.several("partners", [[partner]], "with-script", self._("One more organisation"))

    def _facility(self, term: Term) -> Input:
        _ = self._
        states = (self._unknown(), FormOption("yes", _("Yes")), FormOption("no", _("No")))
        label = self._words.label(term)
        return self._input(f"access.{term.id}", label, "select", options=(FormOptions("", states),))

    def _volunteers(self) -> Iterator[FormQuestion]:
        ask, _ = self._ask, self._
        for row in (0, 1):
            name = f"volunteers.{row}"
            skills = [
                [self._input(f"{name}.skills", _("Skill {n}").format(n=n), "text", maxlength="60")] for n in (1, 2)
            ]
            yield ask.one(f"{name}.role")
            yield ask.one(f"{name}.hours")
            yield ask.several(f"{name}.skills", skills, more=_("One more skill"))
            for key in ("training", "until", "contact.phone", "contact.email"):
                yield ask.one(f"{name}.{key}")

    def _facts(self, *groups: FactGroup, more: bool = False) -> Iterator[FormQuestion]:
        """Ask for the facts of these groups that everybody is asked for, or of all groups for what may be told more."""
        for fact in plain_facts(*groups):
            if bool(FACT_WORDS[fact.key].more) is more:
                yield self._ask.yes_no(fact.field)

    # --- small things -------------------------------------------------------------------------------

    def _terms(self, terms: Iterable[Term]) -> list[FormOption]:
        return [FormOption(term.id, self._words.label(term)) for term in terms]

    def _needed(self, none: str) -> tuple[FormOption, ...]:
        """Return the answers to whether something is needed first; ``none`` is how one says that it is not."""
        _ = self._
        possible = FormOption("no", _("It is possible, but not needed"))
        return (self._unknown(), FormOption("none", none), possible, FormOption("yes", _("Yes")))

    def _unknown(self) -> FormOption:
        return FormOption("", self._("I do not know"))

    def _nothing(self) -> FormOption:
        return FormOption("", self._("Choose from the list"))

    @staticmethod
    def _input(
        name: str, label: str, kind: str, value: str = "", options: tuple[FormOptions, ...] = (), **more: str
    ) -> Input:
        return Input(
            name=name, label=label, kind=kind, attributes=tuple(sorted(more.items())), value=value, options=options
        )
