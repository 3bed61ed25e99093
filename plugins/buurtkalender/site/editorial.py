"""The pages that people write by hand: ``content/pages/*.md``, as Pelican knows them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from buurtkalender.reading import markup
from buurtkalender.reading.pages import (
    PageFile,
    PageValue,
    field_value,
    fill,
    fill_field,
    misplaced,
    page_files,
    values_of,
)
from buurtkalender.reading.problems import Problem, in_order
from buurtkalender.reading.settings_file import examples_left, host_left_out, own_not_shown
from buurtkalender.reading.suggest import DEVICES
from buurtkalender.site import addresses
from buurtkalender.site.settings import SETTING_NAMES, Settings
from buurtkalender.words.catalogues import spoken, translator
from buurtkalender.words.values import Words, words_of

if TYPE_CHECKING:
    from buurtkalender.domain.model import Calendar
    from buurtkalender.reading.content import Read

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
METADATA = frozenset(
    (
        *("title", "slug", "summary", "lang", "status", "order", "date", "modified", "template", "category", "tags"),
        *("author", "authors", "keywords", "save_as", "url", "translation"),
    )
)
"""Fields that mean something to Pelican or to the calendar, and are no words of the page's own."""
RESERVED = (
    {path.strip("/") for name, path in vars(addresses).items() if name.isupper() and isinstance(path, str)}
    | {path.strip("/") for path in addresses.FACT_LISTS.values()}
    | {"dag", "week", "theme", "data"}
    | DEVICES
    | set(spoken())
)
"""Addresses that no page written by hand may take."""


class EditorialPage(msgspec.Struct, frozen=True):
    """A page at ``/<slug>/``. ``text`` is Markdown, with everything filled in; ``order`` its place in the footer.

    ``unfinished``: the municipality still has to fill something in, and what needs it was left out. ``problems`` are
    what is to be told of it.
    """

    slug: str
    title: str
    summary: str
    text: str
    order: int
    unfinished: bool = False
    problems: tuple[Problem, ...] = ()


def values(settings: Settings, calendar: Calendar, words: Words) -> tuple[PageValue, ...]:
    """Return what pages can say with ``{{ … }}`` besides their own fields, and what parts of them can depend on."""
    return (
        PageValue("SITENAME", settings.name),
        PageValue("SITEURL", settings.url),
        PageValue("CONTACT_EMAIL", settings.email or ""),
        PageValue("REPOSITORY", settings.repository or ""),
        PageValue("SUBMISSION_URL", settings.submission_url or ""),
        PageValue("MUNICIPALITIES", words.all_of(one.name for one in calendar.municipalities.values())),
        PageValue("DEMO", "DEMO" if settings.demo else "", optional=True),
    )


def read(content: Path, language: str, known: Iterable[PageValue], *, named: bool = False) -> tuple[EditorialPage, ...]:
    """Read the pages in ``language``: those that say so with ``Lang:``, and (unless ``named``) those that name none.

    Lines ``Field: value`` up to the first empty line are the metadata, as in Pelican; of them Title, Slug, Summary,
    Lang, Status and Order count. All others can be used in the text, also by the same page in another language: what is
    filled in once need not be filled in six times. Without a slug the file's name is used. Drafts, hidden pages, links,
    very large files, and pages that would stand in the way of an address of the calendar are left out.
    """
    files = page_files(content)
    default = "" if named else language
    mine = [file for file in files if _is_shown(file) and (file.said("lang") or default) == language]
    mine.sort(key=lambda file: bool(file.said("lang")))  # the last of an address counts: one that names its language
    pages = {file.slug: _page(file, _values_for(file, files, known)) for file in mine if not _is_taken(file)}
    return tuple(sorted(pages.values(), key=lambda page: (page.order, page.slug)))


def with_problems(found: Read, settings: Settings) -> Read:
    """Return what was read with what is wrong in the pages written by hand, and in the settings."""
    own = settings.language
    told = [misplaced(file) for file in page_files(settings.content) if _is_shown(file) and _is_taken(file)]
    known = values(settings, found.calendar, words_of(translator(own)))
    for language in settings.languages or (own,):
        empty = {
            one.params["word"] for one in told if one.code == "page-value-empty"
        }  # once is enough, of six languages
        for page in read(settings.content, language, known, named=language != own):
            told += [one for one in page.problems if one.params.get("word") not in empty or one.is_error]
    if not settings.demo and settings.file:
        named = {
            SETTING_NAMES[field]: getattr(settings, field) or "" for field in ("name", "url", "email", "calendar_id")
        }
        told += examples_left(settings.file, named)
    if settings.demo and settings.file:
        told += own_not_shown(settings.file, settings.content)
    host = settings.residents_host
    if settings.file and host and not (settings.content / "organisations" / f"{host}.yaml").is_file():
        told.append(host_left_out(settings.file, host, found.calendar.organisations))
    return found._replace(problems=in_order([*found.problems, *told])) if told else found


def _is_shown(file: PageFile) -> bool:
    return file.said("status") in {"", "published"}


def _is_taken(file: PageFile) -> bool:
    return not _SLUG.fullmatch(file.slug) or file.slug in RESERVED


def _page(file: PageFile, known: Mapping[str, PageValue]) -> EditorialPage:
    title, summary, text = fill_field(file, "title", known), fill_field(file, "summary", known), fill(file, known)
    order = file.said("order")
    return EditorialPage(
        slug=file.slug,
        title=title.text or file.slug.replace("-", " ").capitalize(),
        summary=summary.text,
        text=text.text,
        order=int(order) if order.isdecimal() and len(order) < 10 else 100,
        unfinished=any(one.unfinished for one in (title, summary, text)),
        problems=(*title.problems, *summary.problems, *text.problems),
    )


def _values_for(file: PageFile, files: Iterable[PageFile], known: Iterable[PageValue]) -> dict[str, PageValue]:
    """Return what a page can say: its own fields first, then those of the same page in other languages."""
    same = [other for other in files if other.slug == file.slug and other is not file and _is_shown(other)]
    same.sort(key=lambda other: len(other.path))  # `privacy.md` before `privacy.en.md`
    fields = [
        field_value(one, field) for one in (file, *same) for name, field in one.fields.items() if name not in METADATA
    ]
    given = [value for value in fields if value.text or value.blank]
    return values_of([*known, *given, *fields])


def page_html(markdown: str) -> str:
    """Return the HTML of a page: as of a description, but links may also lead to pages of this site (``/hiaten/``)."""
    inside = _INSIDE.sub(rf"\1https://{_HERE}/", markdown)
    return nested(markup.description_html(inside).replace(f'href="https://{_HERE}/', 'href="/'), 2)


def nested(html: str, first: int) -> str:
    """Return HTML in which the headings start at level ``first``, and none is more than one below that before it.

    People choose a heading by how large it looks; whoever hears the page moves by their levels.
    """
    above = False

    def level(match: re.Match[str]) -> str:
        nonlocal above
        slash, found = match[1], match[2]
        if found == "3":
            above = True
        return f"<{slash}h{first + 1 if found == '4' and above else first}>"

    return _HEADING.sub(level, html) if "<h" in html else html


_HERE = "page.invalid"
_INSIDE = re.compile(r"(\]\()/(?!/)")
_HEADING = re.compile(r"<(/?)h([34])>")
