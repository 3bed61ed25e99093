"""What people type becomes what the settings want. Each function raises RefusedError with what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from buurtkalender.domain.model import Calendar
from buurtkalender.form.choices import Option, RefusedError, one_of, plain
from buurtkalender.reading.fields import Kind
from buurtkalender.reading.fields_contact import EMAIL
from buurtkalender.reading.problems import Notes
from buurtkalender.reading.yaml import Scalar
from buurtkalender.words.catalogues import N_, Translator

LONGEST_NAME = 120
"""Of a place or an organisation, in characters, as the content files have it."""

_HOST = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+")
_REMOTE = re.compile(r"(?:ssh://)?(?:[\w.-]+@)?([\w.-]+\.[a-z]+)[:/](?!/)([\w./-]+?)(?:\.git)?/?", re.IGNORECASE)
_WEB = re.compile(r"https://(?:[^/@\s]+@)?([\w.-]+\.[a-z]+/[\w./-]+?)(?:\.git)?/?", re.IGNORECASE)
_CODE = re.compile(r"(?:gm)?\s*0*(\d{1,4})", re.IGNORECASE)

_OTHER_NAMES = {"GM0518": ("Den Haag",), "GM0796": ("Den Bosch",)}
"""What people call the two municipalities that CBS calls otherwise."""


def name(text: str) -> str:
    """Return the name of something, on one line."""
    text = " ".join(text.split())
    if not plain(text):
        raise RefusedError(N_("“{text}” is no name: write at least one letter."), text=text)
    if len(text) > LONGEST_NAME:
        raise RefusedError(N_("This is too long: use at most {most} characters."), most=LONGEST_NAME)
    return text


def names(text: str) -> tuple[str, ...]:
    """Return the names of neighbourhoods, with commas or new lines between."""
    found = [name(one) for one in re.split(r"[,;\n]", text) if one.strip()]
    if not found:
        raise RefusedError(N_("Write the names with commas between."))
    return tuple({plain(one): one for one in found}.values())


def site_address(text: str) -> str:
    """Return the address of a site: https, and without a path, for the site's addresses start at the root."""
    scheme, _, rest = text.strip().rpartition("://")
    host, _, path = rest.partition("/")
    host = host.lower()
    if scheme.lower() not in {"", "https", "http"} or not _HOST.fullmatch(host):
        raise RefusedError(N_("“{text}” is no web address. Write it as kalender.mijngemeente.nl"), text=text)
    if path.strip("/"):
        raise RefusedError(
            N_("The site needs an address of its own, without /{path} behind it. Write it as kalender.mijngemeente.nl"),
            path=path,
        )
    return f"{scheme.lower() or 'https'}://{host}"


def https(text: str) -> str:
    """Return a web address that starts with https."""
    text = text.strip()
    address = text if "://" in text else f"https://{text}"
    host = address.partition("://")[2].partition("/")[0].partition(":")[0]
    if not address.startswith("https://") or not _HOST.fullmatch(host.lower()) or any(map(str.isspace, address)):
        raise RefusedError(N_("“{text}” is no web address. Write it as https://formulier.mijngemeente.nl"), text=text)
    return address


def repository(text: str) -> str:
    """Return the web address of a repository, also for what git calls its remote."""
    found = remote(text.strip())
    return found or https(text).rstrip("/").removesuffix(".git")


def remote(text: str) -> str | None:
    """Return the web address of what git calls a remote; None when it is not on the web."""
    if match := _WEB.fullmatch(text):
        return f"https://{match[1]}"
    match = _REMOTE.fullmatch(text)
    return f"https://{match[1]}/{match[2]}" if match else None


def uid_host(text: str) -> str:
    """Return what stands behind the @ of every UID: letters, digits, dots and hyphens."""
    text = text.strip().lower()
    if not _HOST.fullmatch(text):
        raise RefusedError(N_("“{text}” will not do. Write it as kalender.mijngemeente.nl"), text=text)
    return text


def code(text: str) -> str:
    """Return the code of a municipality, GM and four digits."""
    match = _CODE.fullmatch(text.strip())
    if not match or not int(match[1]):
        raise RefusedError(N_("“{text}” is no code of a municipality. Write GM and four digits: GM0352"), text=text)
    return f"GM{int(match[1]):04}"


def municipality(known: Mapping[str, str]) -> Callable[[str], str]:
    """Return a parser for the name or code of a municipality in the list of CBS; it gives the code."""
    return one_of(
        [Option(key, label, (key[2:], key[2:].lstrip("0"), *_OTHER_NAMES.get(key, ()))) for key, label in known.items()]
    )


def host(calendar: Calendar) -> Callable[[str], str]:
    """Return a parser for an organisation: its identifier when there is one of that name, else the new name."""
    known = {plain(word): one.id for one in calendar.organisations.values() for word in (one.id, one.name)}
    return lambda text: known.get(plain(text)) or name(text)


def email(texts: Translator) -> Callable[[str], str]:
    """Return a parser for an e-mail address, as the content files have it."""
    return lambda text: str(_kept(EMAIL, text.strip(), texts))


def _kept(kind: Kind, text: str, texts: Translator) -> object:
    notes = Notes("")
    value = kind.parse(text, Scalar(text, 1, 1), notes)
    if notes.problems:
        raise RefusedError("{said}", said=notes.problems[0].text(texts))
    return value
