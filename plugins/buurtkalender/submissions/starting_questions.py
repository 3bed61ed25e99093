"""What a municipality has to decide before its calendar can start: the questions, with a hint and a suggestion each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from babel import Locale

from buurtkalender.domain.model import Calendar
from buurtkalender.form.choices import ChoiceOption
from buurtkalender.form.conversation import QuestionStep, Values, choice, several, yes_no
from buurtkalender.form.parsers import day
from buurtkalender.submissions import starting_sources
from buurtkalender.submissions.starting_sources import CENTRES_ADDRESS, LIST_ADDRESS, YEAR, Downloads, kwb_at
from buurtkalender.words.catalogues import N_, Translator, spoken
from buurtkalender.words.values import words_of

REGIONS = ("noord", "midden", "zuid")
HOST_KINDS = (
    ("welfare", N_("Welfare")),
    ("municipality", N_("Municipality")),
    ("volunteers", N_("Volunteers")),
    ("residents", N_("Residents")),
    ("library", N_("Libraries")),
    ("other", N_("Others")),
)


class StartContext(NamedTuple):
    """What is known before anything is asked.

    ``settings`` are those that the person has already, without what is still as it came with the program. ``placed``
    tells that there is a file with neighbourhoods.
    ``remote`` is the web address of the repository, as far as git knows; ``language`` is that of the conversation.
    """

    settings: Mapping[str, Any]
    calendar: Calendar
    placed: bool
    today: date
    remote: str | None
    language: str
    downloads: Downloads


class Questions:
    """The questions, in the language of ``texts``."""

    def __init__(self, known: StartContext, texts: Translator) -> None:
        self._known = known
        self._texts = texts
        self._ = texts.gettext

    def steps(self, values: Values) -> Iterator[QuestionStep]:
        """Yield all questions, as they follow from what was answered."""
        if not self._known.placed:
            yield from self._place(values)
        yield from self._site(values)
        yield from self._calendar(values)
        yield from self._people(values)

    def town(self, values: Values) -> str:
        """Return the name of the municipality, "" as long as nobody told it."""
        if places := self._known.calendar.municipalities:
            return next(iter(places.values())).name
        given = values.get("municipality") or ""
        return kwb_at(values["list"]).names.get(given, given) if values.get("list") else given

    def code(self, values: Values) -> str | None:
        """Return the code of the municipality, if it is known."""
        found: str | None = values.get("municipality") if values.get("list") else values.get("code")
        return found

    # --- where it is ------------------------------------------------------------------------------

    def _place(self, values: Values) -> Iterator[QuestionStep]:
        _, downloads = self._, self._known.downloads
        there = downloads.lists()
        hint = _("Download {address} and write: done. Press Enter to type the names yourself.")
        yield QuestionStep(
            "list",
            _("Where is the list of neighbourhoods of CBS?"),
            downloads.list_of,
            hint=_("It says which neighbourhoods you have, and how many people live there. {hint}").format(
                hint=_("We found this file. Press Enter to use it.") if there else hint.format(address=LIST_ADDRESS)
            ),
            help=_("Search on cbs.nl for “Kerncijfers wijken en buurten” for another year."),
            default=str(there) if there else "",
        )
        listed = values.get("list")
        yield QuestionStep(
            "municipality",
            _("Which municipality is this calendar for?"),
            starting_sources.municipality(kwb_at(listed).names) if listed else starting_sources.name,
            hint=_("Write its name."),
            required=True,
            written=lambda value: kwb_at(listed).names[value] if listed else value,
        )
        if listed:
            yield from self._map(values)
        else:
            yield QuestionStep(
                "code",
                _("What is the CBS code of the municipality?"),
                starting_sources.code,
                hint=_("GM and four digits, such as GM0352. It stands on cbs.nl. You can add it later."),
            )
            yield QuestionStep(
                "areas",
                _("Which neighbourhoods are there?"),
                starting_sources.names,
                hint=_("Write the names with commas between. You can change them later."),
                required=True,
                default=self.town(values),
                written=", ".join,
            )
        yield QuestionStep(
            "region",
            _("In which region are the school holidays?"),
            choice("", "", [ChoiceOption(one, one) for one in REGIONS]).parse,
            hint=_(
                "noord: Groningen, Friesland, Drenthe, Overijssel, Flevoland, Noord-Holland. midden: Utrecht, "
                "Zuid-Holland. zuid: Zeeland, Noord-Brabant, Limburg. In Gelderland it is midden or zuid. "
                "Exceptions: rijksoverheid.nl"
            ),
            required=True,
            options=tuple(ChoiceOption(one, one) for one in REGIONS),
        )

    def _map(self, values: Values) -> Iterator[QuestionStep]:
        _, downloads = self._, self._known.downloads
        code = self.code(values)
        if code is None:
            return
        there = downloads.maps(code)
        address = CENTRES_ADDRESS.format(year=YEAR, code=code)
        hint = _("Open {address}, save the page as items.json, and write: done. Enter leaves it out.")
        yield QuestionStep(
            "map",
            _("Where is the map of your neighbourhoods?"),
            lambda text: downloads.map_of(text, code),
            hint=_("It says where each neighbourhood is; without it, distances are not known. {hint}").format(
                hint=_("We found this file. Press Enter to use it.") if there else hint.format(address=address)
            ),
            default=str(there) if there else "",
        )

    # --- the site ---------------------------------------------------------------------------------

    def _site(self, values: Values) -> Iterator[QuestionStep]:
        _, now = self._, self._now
        yield QuestionStep(
            "name",
            _("What is the calendar called?"),
            starting_sources.name,
            hint=_("This stands at the top of every page."),
            required=True,
            default=now("SITENAME") or f"Buurtkalender {self.town(values)}".strip(),
        )
        yield QuestionStep(
            "url",
            _("What will be the address of the website?"),
            _or_as_it_is(starting_sources.site_address, now("SITEURL")),
            hint=_("An address of its own, such as kalender.mijngemeente.nl. You can change it until people use it."),
            required=True,
            default=now("SITEURL"),
        )
        yield QuestionStep(
            "email",
            _("At which e-mail address do people reach the editors?"),
            _or_as_it_is(starting_sources.email(self._texts), now("CONTACT_EMAIL")),
            hint=_("Everybody can see it. Best take one that more people read."),
            required=True,
            default=now("CONTACT_EMAIL"),
        )
        yield self._languages()

    def _languages(self) -> QuestionStep:
        own = str(self._known.settings.get("DEFAULT_LANG") or "nl")
        known = spoken()
        chosen = tuple(one for one in self._known.settings.get("LANGUAGES") or () if one in known)
        locale = Locale.parse(self._known.language)
        options = [
            ChoiceOption(one, str(Locale.parse(one).get_display_name(locale)), (one,))
            for one in dict.fromkeys([own, *chosen, *known])
        ]
        step = several(
            "languages",
            self._("In which languages do residents read the site?"),
            options,
            hint=self._("{own} is always one of them. What organisations write stays in their own language.").format(
                own=options[0].label
            ),
            required=True,
        )

        def parse(text: str) -> tuple[str, ...]:
            found: tuple[str, ...] = step.parse(text)
            return found if own in found else (own, *found)

        return step._replace(parse=parse, default=step.written(chosen or (own,)))

    # --- the calendar -----------------------------------------------------------------------------

    def _calendar(self, values: Values) -> Iterator[QuestionStep]:
        _, now = self._, self._now
        yield QuestionStep(
            "id",
            _("Which fixed name does the calendar get?"),
            _or_as_it_is(starting_sources.uid_host, now("CALENDAR_ID")),
            hint=_(
                "Phones know your activities by it, so it never changes, not even when the website moves. Nobody "
                "sees it."
            ),
            required=True,
            default=now("CALENDAR_ID") or (values.get("url") or "").partition("://")[2],
        )
        monday = date.fromisocalendar(self._known.today.isocalendar().year, 1, 1)
        start = self._known.settings.get("CALENDAR_START") or monday
        yield QuestionStep(
            "start",
            _("From which Monday does the calendar count?"),
            lambda text: day(text, self._known.today, near=True),
            hint=_(
                "Activities without a first day begin then, and “every second week” is counted from it. This never "
                "changes either."
            ),
            required=True,
            default=_dutch(start),
            written=_dutch,
        )

    # --- the people -------------------------------------------------------------------------------

    def _people(self, values: Values) -> Iterator[QuestionStep]:
        _, now = self._, self._now
        organisations = self._known.calendar.organisations
        host = self._known.settings.get("RESIDENTS_HOST")
        yield QuestionStep(
            "host",
            _("Which organisation helps residents who start something themselves?"),
            starting_sources.host(self._known.calendar),
            hint=_("Such as the welfare foundation, or the municipality itself. It vouches for them."),
            default=organisations[host].name if host in organisations else (host or ""),
            written=lambda value: organisations[value].name if value in organisations else value,
        )
        if values.get("host") and values["host"] not in organisations:
            yield choice(
                "host_kind",
                _("What kind of organisation is that?"),
                [ChoiceOption(kind, _(label)) for kind, label in HOST_KINDS],
                required=True,
                default=_(HOST_KINDS[0][1]),
            )
        yield QuestionStep(
            "repository",
            _("Where on the web is the repository with your files?"),
            _or_as_it_is(starting_sources.repository, now("REPOSITORY")),
            hint=_("The pages then link to it, so that people can propose a change. - is none."),
            default=now("REPOSITORY") or (self._known.remote or "" if "REPOSITORY" not in self._known.settings else ""),
        )
        yield QuestionStep(
            "submissions",
            _("Where does the form send what people hand in?"),
            _or_as_it_is(starting_sources.https, now("SUBMISSION_URL")),
            hint=_("The address of your receiver (docs/receiver.md). Without one people mail what they filled in."),
            default=now("SUBMISSION_URL"),
        )
        papers = self._known.settings.get("PAPERS")
        yield yes_no(
            "papers",
            _("Do you want programmes and posters to print?"),
            self._texts,
            hint=_("PDF of each week, neighbourhood and activity. Building the site then takes longer."),
            default=words_of(self._texts).yes_no(papers is not False),
        )

    def _now(self, name: str) -> str:
        return str(self._known.settings.get(name) or "")


def _or_as_it_is(parse: Callable[[str], str], now: str) -> Callable[[str], str]:
    """Let what stands in the settings be: it works, and the name of a calendar may not change by a single letter."""
    return lambda text: now if text.strip() == now else parse(text)


def _dutch(one: date) -> str:
    return f"{one.day}-{one.month}-{one.year}"
