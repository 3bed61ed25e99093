"""The pages that people write by hand: ``content/pages/*.md``, as Pelican knows them."""

from __future__ import annotations

import re
from hashlib import blake2b
from pathlib import Path

import msgspec

from buurtkalender.reading import markup
from buurtkalender.reading.catalogues import spoken
from buurtkalender.site import addresses

LARGEST = 256 * 1024
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_FIELD = re.compile(r"([A-Za-z][A-Za-z_-]*):[ \t]*(.*)")
RESERVED = (
    {path.strip("/") for name, path in vars(addresses).items() if name.isupper() and isinstance(path, str)}
    | {path.strip("/") for path in addresses.FACTS.values()}
    | {"dag", "week", "theme", "data"}
    | set(spoken())
)
"""Addresses that no page written by hand may take."""


class EditorialPage(msgspec.Struct, frozen=True):
    """A page at ``/<slug>/``. ``text`` is Markdown; ``order`` its place in the footer; ``digest`` of the file."""

    slug: str
    title: str
    summary: str
    text: str
    order: int
    digest: bytes


def read(content: Path, language: str, *, named: bool = False) -> tuple[EditorialPage, ...]:
    """Read the pages in ``language``: those that say so with ``Lang:``, and (unless ``named``) those that name none.

    Lines ``Field: value`` up to the first empty line are the metadata, as in Pelican; of them Title, Slug, Summary,
    Lang, Status and Order count. Without a slug the file's name is used. Drafts, hidden pages, links, very large files,
    and pages that would stand in the way of an address of the calendar are left out.
    """
    pages = []
    for path in sorted((content / "pages").glob("*.md")):
        if path.is_symlink() or path.stat().st_size > LARGEST:
            continue
        data = path.read_bytes()
        fields, text = _parted(data.decode("utf-8", "replace").removeprefix("\N{BYTE ORDER MARK}"))
        slug = fields.get("slug") or path.stem.lower()
        known = fields.get("lang", "" if named else language)
        shown = fields.get("status", "published") == "published" and known == language
        if not shown or not _SLUG.fullmatch(slug) or slug in RESERVED:
            continue
        order = fields.get("order", "")
        pages.append(
            EditorialPage(
                slug=slug,
                title=fields.get("title") or slug.replace("-", " ").capitalize(),
                summary=fields.get("summary", ""),
                text=text,
                order=int(order) if order.isdecimal() else 100,
                digest=blake2b(data, digest_size=16).digest(),
            )
        )
    return tuple(sorted({page.slug: page for page in pages}.values(), key=lambda page: (page.order, page.slug)))


def _parted(text: str) -> tuple[dict[str, str], str]:
    """Part metadata from text."""
    fields: dict[str, str] = {}
    lines = text.splitlines()
    for number, line in enumerate(lines):
        match = _FIELD.fullmatch(line)
        if not match:
            return fields, "\n".join(lines[number:]).strip()
        fields[match[1].lower()] = match[2].strip()
    return fields, ""


def to_html(markdown: str) -> str:
    """Return the HTML of a page: as of a description, but links may also lead to pages of this site (``/hiaten/``)."""
    inside = _INSIDE.sub(rf"\1https://{_HERE}/", markdown)
    return nested(markup.to_html(inside).replace(f'href="https://{_HERE}/', 'href="/'), 2)


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
