"""What a kind of list is, and what a list is: the values of which :mod:`buurtkalender.site.lists` is the table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import msgspec
from markupsafe import Markup

from buurtkalender.domain.selection import Facet, Rule
from buurtkalender.feeds.linked import Thing
from buurtkalender.site import photos
from buurtkalender.site.facts import Answered
from buurtkalender.site.model import Site
from buurtkalender.site.render import Link
from buurtkalender.site.whereabouts import Place, Reach


class Choice(msgspec.Struct, frozen=True):
    """A way to narrow a list down or to look further: a title and links with counts."""

    title: str
    links: tuple[Link, ...]


class RoomView(NamedTuple):
    """A room of a venue."""

    link: Link
    capacity: str
    access: str


class About(msgspec.Struct, kw_only=True):
    """What a list's page tells besides its activities; each kind of list fills what it has."""

    summary: str = ""
    description: Markup = Markup()
    photo: photos.Photo | None = None
    logo: photos.Photo | None = None
    place: Place | None = None
    reach: Reach = Reach()
    access: tuple[Answered, ...] = ()
    transport: str = ""
    rooms: tuple[RoomView, ...] = ()
    open_today: str = ""
    opening: tuple[str, ...] = ()
    available: tuple[str, ...] = ()
    closed: str = ""
    booking: Reach | None = None
    booking_cost: str = ""
    in_use: str = ""
    choices: tuple[Choice, ...] = ()
    gaps: Link | None = None
    start: str = ""
    confirmed: str = ""
    todo: Link | None = None
    mine: str = ""
    """The neighbourhood that somebody can say here is theirs."""


class Member(NamedTuple):
    """One list of a kind: its heading, which is its feeds' name too, and the ``name`` by which others link to it.

    Both may be HTML, where a word of them is in another language. ``icon`` is a picture of the theme, ``summary`` a
    sentence about it.
    """

    id: str
    title: str
    name: str
    icon: str = ""
    summary: str = ""


class Subject(NamedTuple):
    """A thing that a list is of: what its page tells about it, the values that this depends on, and it for programs."""

    about: Callable[[Site, ListSpec], About]
    made_from: Callable[[Site, ListSpec], object]
    thing: Callable[[Site, ListSpec], Thing]


@dataclass(frozen=True, kw_only=True, eq=False)
class ListKind:
    """A kind of list: a row of :data:`buurtkalender.site.lists.KINDS`, from which all follows that such lists have.

    ``key`` is the kind of its facets; ``found_by`` says in which of its lists an activity is, where the selection does
    not know that itself. Texts are msgids.

    ``folder`` is where its lists stand, or ``at`` says where. What lists them is the page of the folder, or another
    ``index``; the kind whose page that is has the ``heading`` and a first sentence (``lead``). The links on it are
    ``choices`` below a ``question``; the search page has them too (``searched``), and the home page (``home`` is their
    place there, from 1). ``subscribe`` is what the page about subscribing calls its lists, and for whom they are.
    ``crossed`` stands on the page of a neighbourhood above the lists of this kind in it; without it there are none.

    A list leads back to the index (``crumb``), and is marked as part of it in the ``menu``. One that is ``mine`` can be
    chosen as somebody's own. A ``subject`` is a thing that was named by somebody. The others say which files there are
    beside its page: a ``qr`` code, a ``picture`` for messengers, ``papers`` (programmes of two weeks), a ``poster``.
    """

    key: str
    members: Callable[[Site], Iterable[Member]]
    found_by: Rule | None = None
    folder: str = ""
    at: Callable[[str], str] | None = None
    index: str = ""
    heading: str = ""
    lead: str = ""
    choices: Callable[[Site, ListKind, Sequence[ListSpec]], Iterable[Choice]] | None = None
    question: str = ""
    home: int = 0
    searched: bool = False
    subscribe: tuple[str, str] | None = None
    crossed: str = ""
    subject: Subject | None = None
    crumb: bool = True
    menu: bool = True
    mine: bool = False
    qr: bool = True
    picture: bool = False
    papers: bool = False
    poster: bool = False

    @property
    def listed(self) -> str:
        """The address of the page that lists all of this kind."""
        return self.index or self.folder


class ListSpec(NamedTuple):
    """A list of activities that has a page and feeds of its own.

    ``title`` is its heading and its feeds' name; ``shown`` the heading as HTML, where a part of it is not in the page's
    language. All ``facets`` hold for what is in it; none means everything. ``id`` says which of its kind it is
    ("ontmoeten"); ``place`` is the neighbourhood of a list that two facets make. The rest is as in :class:`Member`.
    """

    path: str
    title: str
    facets: tuple[Facet, ...]
    kind: ListKind
    id: str
    place: str = ""
    shown: str = ""
    name: str = ""
    icon: str = ""
    summary: str = ""
