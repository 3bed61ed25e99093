"""Who may change what: an organisation's maintainers its own files, and an editor all the rest.

Everything is judged by what the base of the change says, never by the change itself: somebody who writes their own
name into a file has no more rights than before. A file that moves from one organisation to another is deleted there and
added here, so both have to allow it; and an activity that says it formerly was another's takes that one's place on
phones, so its organisation has to allow that too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from buurtkalender.reading.fields import IDENTIFIER, Record
from buurtkalender.reading.past import Revisions, Touched
from buurtkalender.reading.problems import FileNotes, Problem, as_github
from buurtkalender.reading.records import ACTIVITY, ORGANISATION
from buurtkalender.reading.syntax import parse
from buurtkalender.reading.yaml import MappingNode as Keys
from buurtkalender.words.catalogues import N_, Translator, translator

_NOT_OURS = N_("it is none of the files of an organisation")
_NEW = N_("the organisation {organisation} is not in the calendar yet")
_NOBODY = N_("nobody is named who may change the files of {organisation}")
_OTHERS = N_("these are files of {organisation}")
_NOT_PLAIN = N_("it is a link, or something that can be run")
_FORMERLY = N_("it takes the place of an activity of {organisation}")


class Permission(NamedTuple):
    """Whether the author may do this to a file. ``reason`` is a msgid that says why not, with its ``params``.

    ``owners`` are the accounts that may, apart from an editor.
    """

    path: str
    action: str
    allowed: bool
    reason: str = ""
    params: Mapping[str, str] = {}
    owners: tuple[str, ...] = ()


class Owners:
    """The accounts that may change the files of each organisation, in the base."""

    def __init__(self, sides: Revisions) -> None:
        self._sides = sides
        self._known: dict[str, tuple[str, ...] | None] = {}

    def of(self, organisation: str) -> tuple[str, ...] | None:
        """Return the maintainers of an organisation; None where the base has no such organisation.

        A file with anything wrong in it names nobody: it would be a guess.
        """
        if organisation not in self._known:
            data = self._sides.before(f"{self._sides.inside}organisations/{organisation}.yaml")
            self._known[organisation] = None if data is None else _maintainers(data)
        return self._known[organisation]

    def of_logo(self, name: str) -> str:
        """Return the organisation that a file beside those of the organisations belongs to; empty where to none."""
        for other in self._sides.names_before(f"{self._sides.inside}organisations"):
            organisation = other.removesuffix(".yaml")
            data = self._sides.before(f"{self._sides.inside}organisations/{other}") if organisation != other else None
            if data is not None and _field(data, ORGANISATION, "logo") == name:
                return organisation
        stem = name.rpartition(".")[0]
        return stem if self.of(stem) is not None else ""


def permissions(sides: Revisions, author: str) -> tuple[Permission, ...]:
    """Return a verdict for every file that the change touches; ``author`` is an account, capitals do not count."""
    owners = Owners(sides)
    who = author.removeprefix("@").casefold()
    return tuple(_verdict(sides, one, who, owners) for one in sides.touched())


def _verdict(sides: Revisions, one: Touched, author: str, owners: Owners) -> Permission:
    organisation = _organisation(sides, one.path, owners)
    if not organisation:
        return Permission(one.path, one.action, allowed=False, reason=_NOT_OURS)
    found = _by_owner(one, organisation, author, owners, _OTHERS)
    if not found.allowed:
        return found
    if not one.plain:
        return Permission(one.path, one.action, allowed=False, reason=_NOT_PLAIN)
    for other in _taken_from(sides, one, organisation):
        other_says = _by_owner(one, other, author, owners, _FORMERLY)
        if not other_says.allowed:
            return other_says
    return found


def _organisation(sides: Revisions, path: str, owners: Owners) -> str:
    """Return whose file this is; empty where it is nobody's in particular."""
    if not path.startswith(sides.inside):
        return ""
    section, *rest = path.removeprefix(sides.inside).split("/")
    found = ""
    if section == "activities" and len(rest) == 2:
        found = rest[0]
    elif section == "feeds" and len(rest) == 1 and rest[0].endswith(".yaml"):
        found = rest[0].removesuffix(".yaml")  # what waits for its answer; what was remembered beside it is nobody's
    elif section == "organisations" and len(rest) == 1:
        found = rest[0].removesuffix(".yaml") if rest[0].endswith(".yaml") else owners.of_logo(rest[0])
    return found if IDENTIFIER.fullmatch(found) else ""


def _by_owner(one: Touched, organisation: str, author: str, owners: Owners, reason: str) -> Permission:
    names = owners.of(organisation)
    if names is None:
        reason = _NEW
    elif not names:
        reason = _NOBODY
    elif author in (name.casefold() for name in names):
        return Permission(one.path, one.action, allowed=True, owners=names)
    return Permission(
        one.path, one.action, allowed=False, reason=reason, params={"organisation": organisation}, owners=names or ()
    )


def _taken_from(sides: Revisions, one: Touched, organisation: str) -> Iterator[str]:
    """Yield the other organisations whose activities this one says, newly, that it formerly was."""
    if one.action == "deleted" or not one.path.endswith(".yaml") or "/activities/" not in f"/{one.path}":
        return
    now, before = (
        set(_field(data, ACTIVITY, "formerly") or ()) if data else set()
        for data in (sides.after(one.path), sides.before(one.path))
    )
    for address in sorted(now - before):
        other = address.partition("/")[0]
        if other != organisation:
            yield other


def _maintainers(data: bytes) -> tuple[str, ...]:
    notes = FileNotes("")
    root = parse(data, notes)
    names = _read(root, ORGANISATION, "maintainers", notes) if root is not None else ()
    return () if notes.failed else tuple(names or ())


def _field(data: bytes, record: Record, name: str) -> Any:
    root = parse(data, lambda *_place, **_params: None)
    return _read(root, record, name, FileNotes("")) if root is not None else None


def _read(root: Keys, record: Record, name: str, notes: FileNotes) -> Any:
    entry = root.entries.get(name)
    return record.fields[name].kind.read(entry[1], notes) if entry is not None else None


# --- texts ----------------------------------------------------------------------------------------------

_ACTIONS = {"added": N_("new"), "changed": N_("changed"), "deleted": N_("deleted")}


def why_not(verdict: Permission, texts: Translator) -> str:
    """Return in a sentence why this needs somebody else."""
    reason = texts.gettext(verdict.reason).format_map(verdict.params)
    if verdict.owners:
        ask = texts.gettext(N_("{reason}: an editor or one of {owners} has to agree"))
        return ask.format(reason=reason, owners=", ".join(verdict.owners))
    return texts.gettext(N_("{reason}: an editor has to agree")).format(reason=reason)


def permissions_text(verdicts: Iterable[Permission], author: str, texts: Translator) -> str:
    """Return a line for each file that needs somebody else, below what that comes to."""
    found, author = list(verdicts), shown(author)
    refused = [one for one in found if not one.allowed]
    lines = [f"{shown(one.path)} ({texts.gettext(_ACTIONS[one.action])}): {why_not(one, texts)}." for one in refused]
    if not found:
        lines.append(texts.gettext(N_("Nothing was changed.")))
    elif not refused:
        lines.append(texts.gettext(N_("{author} may change all of this.")).format(author=author))
    else:
        text = texts.ngettext(
            "{n} of {all} files needs somebody else than {author}.",
            "{n} of {all} files need somebody else than {author}.",
            len(refused),
        )
        lines.append(text.format(n=len(refused), all=len(found), author=author))
    return "".join(f"{line}\n" for line in lines)


def permissions_json(verdicts: Iterable[Permission], author: str) -> str:
    """Return an object: the author, whether all is allowed, and a row a file."""
    rows = [
        {
            "path": shown(one.path),
            "action": one.action,
            "allowed": one.allowed,
            "organisation": one.params.get("organisation"),
            "owners": list(one.owners),
            "reason": one.reason.format_map(one.params) if one.reason else None,
        }
        for one in verdicts
    ]
    whole = {"author": author, "allowed": all(row["allowed"] for row in rows), "files": rows}
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def as_annotations(verdicts: Iterable[Permission], language: str = "nl") -> str:
    """Return workflow commands that show beside each file that it needs somebody else."""
    texts = translator(language)
    message = N_("This is not yours to change alone: {why}.")
    return as_github(
        (
            Problem(shown(one.path), 1, 1, "ownership", message, "", {"why": why_not(one, texts)}, "warning")
            for one in verdicts
            if not one.allowed
        ),
        language,
    )


def shown(path: str) -> str:
    """Return a path in which nothing hides and that cannot break a line: anybody may choose the name of a file."""
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in path)
