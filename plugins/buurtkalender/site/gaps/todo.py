"""The pages that say what each organisation can do: for all of them together, for one, and for the venues."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import quote

import msgspec

from buurtkalender.domain.tasks import TASK_KINDS, Todo
from buurtkalender.site import addresses
from buurtkalender.site.gaps.analysis import by_organisation, of_venues, problems_of, undated_todos
from buurtkalender.site.gaps.section import framed
from buurtkalender.site.model import Site
from buurtkalender.site.publish import Output
from buurtkalender.site.render import Frame, PageLink
from buurtkalender.words.catalogues import Translator
from buurtkalender.words.tasks import task_count, task_fields, task_kind_name, task_outcome, task_sentence

# --- mail -----------------------------------------------------------------------------------------------
# A list as a link that opens an e-mail in which it stands (RFC 6068).

LONGEST = 1_900
"""How many characters such a link may have: Windows hands on no more than 2,048 to a program for e-mail."""


class Letter(NamedTuple):
    """What stands around a list: to whom it goes, what it is about, how it begins, and where the whole list is."""

    address: str
    subject: str
    opening: str
    url: str


def mail_link(letter: Letter, lines: Sequence[str], translator: Translator) -> str:
    """Return a link to an e-mail with as many of the lines as fit."""
    link = f"mailto:{quote(letter.address, safe='@')}?subject={quote(letter.subject, safe='')}&body="
    link += _quoted(f"{letter.opening}\n")
    for number, line in enumerate(lines):
        more = _quoted(f"\n- {line}")
        if len(link) + len(more) + len(_end(len(lines) - number - 1, letter.url, translator)) > LONGEST:
            return link + _end(len(lines) - number, letter.url, translator)
        link += more
    return link + _end(0, letter.url, translator)


def _end(rest: int, url: str, translator: Translator) -> str:
    text = ""
    if rest:
        text = "\n- " + translator.ngettext("And {n} more thing.", "And {n} more things.", rest).format(n=rest)
    return _quoted(f"{text}\n\n" + translator.gettext("The whole list: {url}").format(url=url) + "\n")


def _quoted(text: str) -> str:
    return quote(text.replace("\n", "\r\n"), safe="")


MOST = 150
"""How many things stand on one page; a page may have 1,400 nodes (design: budgets), and nobody does more at once."""


class TaskRow(msgspec.Struct, frozen=True):
    """An organisation: how many things of each kind it can do, and how many people the first of them helps."""

    link: PageLink
    counts: tuple[int, ...]
    residents: int


class OverviewView(msgspec.Struct, frozen=True, kw_only=True):
    """What ``gaps_todo.html`` shows."""

    lead: str
    kinds: tuple[str, ...]
    rows: tuple[TaskRow, ...]
    venues: PageLink


class Task(msgspec.Struct, frozen=True):
    """One thing to do: its kind, what to do, what comes of it, and what to write in the file (one of these).

    ``enough`` is whether people then have enough of something.
    """

    word: str
    text: str
    outcome: str
    enough: bool
    how: tuple[str, ...]


class Tasks(msgspec.Struct, frozen=True, kw_only=True):
    """What to do about one activity, venue or file; ``form`` is where it can be changed without editing the file."""

    title: PageLink
    file: str
    form: str
    tasks: tuple[Task, ...]


class TodoView(msgspec.Struct, frozen=True, kw_only=True):
    """What ``gaps_todo_of.html`` shows."""

    lead: str
    groups: tuple[Tasks, ...]
    mail: PageLink | None
    more: str


def todo_pages(site: Site) -> Iterator[Output]:
    """Yield them."""
    yield _overview(site)
    for identifier, todos in by_organisation(site).items():
        yield _organisation(site, identifier, todos)
    yield _venues(site)


def todo_link(site: Site, identifier: str) -> PageLink:
    """Return a link to what an organisation can do, that says how much that is."""
    number = len(by_organisation(site).get(identifier, ()))
    return PageLink(
        addresses.todo_of(identifier),
        task_count(number, site.translator) if number else site.words.gettext("all is done"),
    )


# --- everybody --------------------------------------------------------------------------------------


def _overview(site: Site) -> Output:
    words = site.words
    _ = words.gettext
    found = by_organisation(site)
    rows = [_row(site, identifier, todos) for identifier, todos in found.items()]
    rows.sort(key=lambda row: (-row.residents, -row.counts[0], -sum(row.counts), row.link.text.casefold()))
    done = sum(not todos for todos in found.values())
    lead = _("What helps most people stands first.")
    if done:
        said = words.ngettext(
            "At {n} organisation everything is up to date.", "At {n} organisations everything is up to date.", done
        )
        lead = f"{said.format(n=done)} {lead}"
    frame = framed(
        site,
        addresses.GAPS_TODO,
        _("What organisations can do"),
        _("Confirm, fill in, extend and put right: what makes the calendar better, per organisation."),
    )
    frame = msgspec.structs.replace(frame, listed=False)
    places = len(of_venues(site))
    view = OverviewView(
        lead=lead,
        kinds=tuple(task_kind_name(kind, site.translator) for kind in TASK_KINDS),
        rows=tuple(rows),
        venues=PageLink(
            addresses.GAPS_VENUES,
            _("What is not known of venues"),
            task_count(places, site.translator) if places else "",
        ),
    )
    return site.page("gaps_todo.html", frame, view)


def _row(site: Site, identifier: str, todos: tuple[Todo, ...]) -> TaskRow:
    kinds = [todo.kind for todo in todos]
    link = PageLink(addresses.todo_of(identifier), _name(site, identifier))
    return TaskRow(link, tuple(map(kinds.count, TASK_KINDS)), max((todo.residents for todo in todos), default=0))


def _name(site: Site, identifier: str) -> str:
    known = site.calendar.organisations.get(identifier)
    return known.name if known else identifier


# --- one organisation, all venues -------------------------------------------------------------------


def _organisation(site: Site, identifier: str, todos: tuple[Todo, ...]) -> Output:
    _ = site.words.gettext
    name = _name(site, identifier)
    frame = _below(site, addresses.todo_of(identifier), _("To do for {organisation}").format(organisation=name))
    lead = _("Everything is up to date. Thank you!")
    if todos:
        lead = _("With this, people know what they can count on. What helps most people stands first.")
    known = site.calendar.organisations.get(identifier)
    return _list(site, frame, lead, todos, (known.email or "") if known else "")


def _venues(site: Site) -> Output:
    _ = site.words.gettext
    frame = _below(site, addresses.GAPS_VENUES, _("What is not known of venues"))
    todos = of_venues(site)
    lead = _("Everything is up to date. Thank you!")
    if todos:
        lead = _("Who knows these places can fill this in. It then holds for every activity there.")
    return _list(site, frame, lead, todos, "")


def _below(site: Site, path: str, heading: str) -> Frame:
    _ = site.words.gettext
    frame = framed(site, path, heading)
    return msgspec.structs.replace(
        frame, crumbs=(*frame.crumbs, PageLink(addresses.GAPS_TODO, _("What organisations can do"))), listed=False
    )  # nobody who looks for an organisation need find this first


def _list(site: Site, frame: Frame, lead: str, todos: tuple[Todo, ...], email: str) -> Output:
    """Return the page of a list; its key holds what the sentences mention, and no other activity."""
    calendar = site.calendar
    mentioned = [calendar.activities[name] for name in _activities(todos) if name in calendar.activities]
    titles = [(one.id, one.title, site.organisation(one).name) for one in mentioned]
    venues = [site.cards.venue_digest(todo.venue) for todo in todos if todo.venue in calendar.venues]
    problems = {todo.file: problems_of(site, todo.file) for todo in todos if todo.why in {"left-out", "problem"}}
    named = (titles, venues, problems, calendar.norms, calendar.facilities, calendar.audiences)

    def view() -> TodoView:
        groups = tuple(_groups(site, todos[:MOST]))
        rest = len(todos) - MOST
        return TodoView(
            lead=lead,
            groups=groups,
            mail=_mail(site, frame, groups, email) if email and todos else None,
            more=task_count(rest, site.translator) if rest > 0 else "",
        )

    return site.page("gaps_todo_of.html", frame, view, lead, undated_todos(todos), email, named)


def _activities(todos: Iterable[Todo]) -> Iterator[str]:
    for todo in todos:
        yield from filter(None, (todo.activity, todo.other))


def _groups(site: Site, todos: Iterable[Todo]) -> Iterator[Tasks]:
    """Yield the things to do by file, in the order of the first of each."""
    files: dict[str, list[Todo]] = {}
    for todo in todos:
        files.setdefault(todo.file, []).append(todo)
    for file, some in files.items():
        yield Tasks(
            title=title_of(site, some[0]),
            file=file,
            form=addresses.changing(some[0].activity) if some[0].activity in site.calendar.activities else "",
            tasks=tuple(_tasks(site, some)),
        )


def title_of(site: Site, todo: Todo) -> PageLink:
    """Return what something to do is about, with a link to it; a file that is left out has no page."""
    calendar = site.calendar
    if todo.activity in calendar.activities:
        return PageLink(addresses.activity(todo.activity), calendar.activities[todo.activity].title)
    if todo.activity is None and todo.venue in calendar.venues:
        return PageLink(addresses.venue(todo.venue), calendar.venues[todo.venue].name)
    if todo.file.startswith("organisations/") and todo.organisation in calendar.organisations:
        return PageLink(addresses.organisation(todo.organisation), site.words.gettext("The organisation itself"))
    return PageLink("", todo.file.rpartition("/")[2])


def _tasks(site: Site, todos: Iterable[Todo]) -> Iterator[Task]:
    """Yield them in words. What comes of several answers together is told once, at the first."""
    calendar, translator = site.calendar, site.translator
    told = set()
    for todo in todos:
        outcome = task_outcome(todo, calendar, translator)
        yield Task(
            task_kind_name(todo.kind, translator),
            task_sentence(todo, calendar, translator, problems_of(site, todo.file)),
            "" if outcome in told else outcome,
            todo.residents > 0,
            task_fields(todo, calendar, translator),
        )
        told.add(outcome)


def _mail(site: Site, frame: Frame, groups: Iterable[Tasks], email: str) -> PageLink:
    _ = site.words.gettext
    letter = Letter(
        address=email,
        subject=_("Your activities in {calendar}").format(calendar=site.settings.name),
        opening=_("Hello,\n\nWith this your activities in {calendar} stay right:").format(calendar=site.settings.name),
        url=addresses.absolute(site.settings.url, frame.path),
    )
    lines = [f"{group.title.text}: {task.text}" for group in groups for task in group.tasks]
    text = _("Send this list to {address}").format(address=email)
    return PageLink(mail_link(letter, lines, site.translator), text)
