"""What others wrote that is not for everybody: it is taken out, and waits until a person says yes.

Whoever fills in an agenda writes for colleagues: a number to call, the code of the door, the name of a client. What
comes in is public for ever, so what looks private is left out, with the smallest part of its sentence that leaves good
Dutch. What the calendar itself publishes of organisations, venues and activities is not private.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple, TypeVar

from msgspec.structs import replace

from buurtkalender.domain.model import Signup
from buurtkalender.domain.values import Change, Contact
from buurtkalender.reading.markup import to_text
from buurtkalender.submissions.importing.facts import known_words
from buurtkalender.submissions.importing.joining import Proposal
from buurtkalender.submissions.importing.matching import PublicFacts
from buurtkalender.submissions.importing.report import Certainty, ReportItem, Yes, question_key, says_yes
from buurtkalender.submissions.importing.spotting import PrivateSpan, is_home, not_for_everybody, spans_of
from buurtkalender.words.catalogues import N_
from buurtkalender.words.values import Message


class PrivateThing(NamedTuple):
    """What was taken out: its kind, what is asked (never more than two signs of it), and the key to say yes with."""

    kind: str
    asked: Message
    key: str


class WithoutPrivate(NamedTuple):
    """A text without what is private in it, and what that was."""

    text: str
    held: tuple[PrivateThing, ...] = ()


LONGEST_TEXT, LONGEST_PLACE = 10_000, 500
"""Characters; no file may hold a longer text, so what comes after them is in none."""

_ASKED = {
    "phone": N_("a telephone number that ends in {end} was left out: may everybody read it?"),
    "email": N_("an e-mail address that begins with “{begin}” was left out: may everybody read it?"),
    "home": N_("somebody's home was left out: may everybody know where it is?"),
    "meeting": N_("the number of an online meeting, which ends in {end}, was left out: may everybody read it?"),
    "password": N_("a password or access code was left out: may everybody read it?"),
    "join": N_("a link to join an online meeting was left out: may everybody join?"),
    "shared": N_("a link to something that was shared with whoever has it was left out: may everybody read it?"),
    "person": N_("something about a person was left out: may everybody read it?"),
    "group": N_("an invitation to a group was left out: may everybody join?"),
    "door": N_("how to open a door was left out: may everybody read it?"),
    "iban": N_("a bank account that ends in {end} was left out: may everybody read it?"),
    "bsn": N_("a citizen service number (BSN) was left out: may everybody read it?"),
    "birth": N_("a date of birth was left out: may everybody read it?"),
    "plate": N_("a number plate was left out: may everybody read it?"),
    "internal": N_("it seems to be no activity for everybody, by the word “{word}”: is it?"),
}
"""What is asked of each kind. Two signs are enough to know one's own number by."""

_SEVERAL = re.compile(r"[^\W_]+")
_FREE = "|".join(known_words()["free-mail"].split())
_A_NAME = re.compile(rf"(?:[^\W\d_]+[._-])*[^\W\d_]+[._][^\W\d_]+@.+|.+@(?:{_FREE})(?:-.+)?")
_WORD = re.compile(r"[^\W\d_]{3,}|\d{4,}")


def without_private(text: str, public: PublicFacts, title: str, yes: Yes = frozenset()) -> WithoutPrivate:
    """Return a text (plain or Markdown) without what looks private in it and nobody said ``yes`` to.

    ``title`` is of which activity: the same number in another activity is another question.
    """
    text = text[:LONGEST_TEXT]
    held: tuple[PrivateThing, ...] = ()
    for _ in range(4):  # what stood apart can stand together now: a name, and a street
        spans, more = _held(text, public, title, yes)
        if not spans:
            break
        text, held = _mended(text, spans), (*held, *more)
    return WithoutPrivate(text, held)


def title_without_private(title: str, public: PublicFacts, yes: Yes = frozenset()) -> WithoutPrivate:
    """Return a title without what looks private in it; one word that is left is enough for a title."""
    title = title[:LONGEST_TEXT]
    spans, held = _held(title, public, title, yes)
    return WithoutPrivate(_sentence(_marked(title, spans), 1) if spans else title, held)


def place_without_private(text: str, public: PublicFacts, title: str, yes: Yes = frozenset()) -> WithoutPrivate:
    """Return a place without what looks private in it: nothing of somebody's home, of others the parts that are not."""
    home = _private_place(text := text[:LONGEST_PLACE], public, title)
    if home and not says_yes(yes, home.key):
        return WithoutPrivate("", (home,))
    spans, held = _held(text, public, title, yes)
    spans = [one for one in spans if not home or one.kind != "home"]
    if not spans:
        return WithoutPrivate(text)
    if any(one.kind == "home" for one in spans):
        return WithoutPrivate("", held)
    parts = re.split(r"\s*(?:[,;|\n()]|\s[-–/]\s|\sof\s)\s*", _marked(text, spans))
    return WithoutPrivate(", ".join(one for one in parts if one and not re.search(_SIGN, one)), held)


def _held(text: str, public: PublicFacts, title: str, yes: Yes) -> tuple[list[PrivateSpan], tuple[PrivateThing, ...]]:
    """Return what is private in a text and waits, and the questions about it, each once."""
    spans = [one for one in spans_of(text, public) if not says_yes(yes, _key(one, title))]
    return spans, tuple({thing.key: thing for thing in (_thing(one, title) for one in spans)}.values())


def _private_place(text: str, public: PublicFacts, title: str) -> PrivateThing | None:
    """Return the home that a place is, None for any other place."""
    if not is_home(text, public):
        return None
    return _thing(PrivateSpan(0, len(text), "home", " ".join(text.split())), title)


def masked(text: str, public: PublicFacts) -> str:
    """Return a text for a report, in which nobody can read what is private: logs of a nightly run are public too."""
    text = text[:LONGEST_TEXT]
    parts, end = [], 0
    for one in spans_of(text, public):
        parts += [text[end : one.start], "…"]
        end = one.end
    return "".join([*parts, text[end:]])


def words_of_private(text: str, public: PublicFacts) -> frozenset[str]:
    """Return the words of what is private in a text, by which that is known again where it was taken apart."""
    spans = spans_of(text[:LONGEST_TEXT], public)
    return frozenset(word for one in spans for word in _WORD.findall(text[one.start : one.end].casefold()))


def masked_words(text: str, secret: frozenset[str], public: PublicFacts) -> str:
    """Return a text for a report; nothing of one that has a word of something private."""
    return "…" if secret and secret.intersection(_WORD.findall(text.casefold())) else masked(text, public)


def joining_link(text: str) -> str:
    """Return the first link of a text by which one joins an online meeting, empty when there is none."""
    return next((one.value for one in spans_of(text[:LONGEST_TEXT], PublicFacts()) if one.kind == "join"), "")


def masked_uid(uid: str, public: PublicFacts) -> str:
    """Return a UID for a report; that it looks like a mail address is how UIDs are made: nobody reads mail there."""
    own, _, host = uid.rpartition("@")
    said = re.sub(r"-\d{8}T\d{4}-[0-9a-f]{6}$", "", own or host)
    return "…" if _A_NAME.fullmatch(uid) or spans_of(said, public) or spans_of(said.replace("-", " "), public) else uid


def internal(title: str, word: str) -> PrivateThing:
    """Return the question whether an event is for everybody, in which a ``word`` seems to say that it is not."""
    return PrivateThing("internal", Message(_ASKED["internal"], {"word": word}), question_key(title, "internal"))


def _thing(span: PrivateSpan, title: str) -> PrivateThing:
    signs = re.sub(r"[^\w]", "", span.value)
    asked = Message(_ASKED[span.kind], {"end": signs[-2:], "begin": signs[:2]})
    return PrivateThing(span.kind, asked, _key(span, title))


def _key(span: PrivateSpan, title: str) -> str:
    return question_key(title, span.kind, span.value)


# --- a whole proposal ------------------------------------------------------------------------------------

ELSEWHERE = "Deze keer is het ergens anders. Vraag waar het is."
"""What is said of a date that is held where not everybody may know; content is Dutch, whoever imports it."""

_Reach = TypeVar("_Reach", Contact, Signup)


class PrivacyScreen:
    """A proposal without what is private in it, and what a person is asked because of that.

    ``waits`` is whether nothing can be written before there is a yes: it has no title left, or no place. ``joins`` is
    whether a link to join it online was taken out.
    """

    def __init__(self, proposal: Proposal, public: PublicFacts, yes: Yes) -> None:
        self.items: dict[str, ReportItem] = {}
        self.waits = self.joins = False
        self._public = public
        self._yes = yes
        self._whole = proposal
        self._at = proposal.at._replace(name=masked(proposal.at.name, public), uid=masked_uid(proposal.at.uid, public))
        self.every = f"{proposal.title}. {to_text(proposal.text)}"
        self.bare_title = title_without_private(proposal.title, public).text
        title = self._take(title_without_private(proposal.title, public, yes), "title")
        where = self._take(place_without_private(proposal.where, public, proposal.title, yes), "location")
        self.waits = not title or (bool(proposal.where) and not where)
        self.proposal = proposal._replace(
            at=self._at,
            title=title,
            text=self._said(proposal.text, "description") or "",
            where=where,
            url=self._said(proposal.url, "links") or "",
            changes=tuple(one for one in map(self._change, proposal.changes) if one != Change(one.day, one.at)),
            given=self._given(proposal.given),
            source=masked(proposal.source, public),
        )

    def _take(self, found: WithoutPrivate, field: str) -> str:
        for one in found.held:
            self.items.setdefault(one.key, ReportItem(Certainty.ASKED, self._at, one.asked, "", field, one.key))
            self.joins = self.joins or one.kind == "join"
        return found.text

    def _said(self, text: str | None, field: str) -> str | None:
        """Return what is left of a text, None when nothing is."""
        if not text:
            return text
        return self._take(without_private(text, self._public, self._whole.title, self._yes), field) or None

    def _change(self, change: Change) -> Change:
        """Return a change of one date without what is private in it."""
        texts = {name: getattr(change, name) for name in ("note", "cancelled", "postponed", "tentative")}
        cleaned: dict[str, Any] = {name: self._said(text, "changes") or "" for name, text in texts.items() if text}
        told = [text for text in reversed(texts.values()) if text]  # a title may have been divided over them
        for whole in (": ".join(told), " [".join(told)) if told[1:] else ():
            found = without_private(whole, self._public, self._whole.title, self._yes)
            if more := tuple(one for one in found.held if one.key not in self.items):
                self._take(WithoutPrivate("", more), "changes")
                cleaned |= dict.fromkeys(cleaned, "")
        word = not_for_everybody(change.note or "", (), "")
        if word and not says_yes(self._yes, (thing := internal(f"{self._whole.title} {change.note}", word)).key):
            self._take(WithoutPrivate("", (thing,)), "changes")
            cleaned["note"] = None
        if cleaned.get("note") == "":
            cleaned["note"] = None
        if (place := change.location) is not None:
            written = ", ".join(filter(None, (place.name, place.street, place.postcode, place.city)))
            found = place_without_private(written, self._public, self._whole.title, self._yes)
            if found.held:
                self._take(found, "changes")
                cleaned |= {"location": None, "tentative": change.tentative or ELSEWHERE}
        return replace(change, **cleaned) if cleaned else change

    def _given(self, given: dict[str, Any]) -> dict[str, Any]:
        """Return what columns told without what is private in it."""
        found = dict(given)
        for field in ("contact", "signup"):
            if field in found:
                found[field] = self.reached(found[field], field)
        if found.get("contact") == Contact():
            del found["contact"]
        if (host := found.get("host")) is not None:
            name = self._said(host.name, "host")
            found["host"] = replace(host, name=name) if name else None
        if (cost := found.get("cost")) is not None and cost.note:
            found["cost"] = replace(cost, note=self._said(cost.note, "cost"))
        return {key: value for key, value in found.items() if value is not None}

    def reached(self, told: _Reach, field: str) -> _Reach:
        """Return how to reach somebody, as far as everybody may read that."""
        return replace(told, **{key: self._said(getattr(told, key), field) for key in ("phone", "email", "url")})


# --- a text without it -----------------------------------------------------------------------------------
# Each private thing becomes a sign; then what hangs on it goes: its brackets, "of 06-…", its clause, its sentence.

_REACH, _OTHER = "\ue000", "\ue001"
_SIGN = f"[{_REACH}{_OTHER}]"
_MARKED_LINK = re.compile(
    r"(?<!!)\[([^\[\]\n]{1,200})\]\(([^()\s]{1,1000})\)|<((?:https?://|mailto:|tel:)[^<>\s]{1,1000})>"
)
_CALLS = re.compile(
    r"[\W_]*(?:bel|bellen|app|apps?en|mail|mailen|sms|stuur|klik|neem contact|vragen|vraag|voor (?:meer|"
    r"vragen|opgave|info)|bij vragen|"
    r"heb je|heeft u|wil|kun|kan je|meer (?:weten|info)|interesse|mocht|als|indien|deelnemen|tel|telefoon|link)\b",
    re.IGNORECASE,
)
_VERB = r"(?:bel|app|mail|sms|stuur|neem|geef|meld|kijk|kom|vraag|breng|doe|schrijf)\b"
_PUBLIC_REACH = r"(?=[\w.+-]+@\w|https?://|www\.|0\d[\d -]{6}|\+31)"
_BRACKETS = re.compile(
    rf"\s{{0,3}}(?:\([^()\n]{{0,300}}{_SIGN}[^()\n]{{0,300}}\)|\[[^\[\]\n]{{0,300}}{_SIGN}[^\[\]\n]{{0,300}}\])"
)
_FIRST_OF_TWO = re.compile(
    rf"(?<!\b[BbAa][ep][lp] ){_REACH}\s?(?:of|en|/|,)\s?(?:via |op |per |naar |mail )?{_PUBLIC_REACH}"
)
_HOW = r"(?:(?:via|op|per|naar|met|onder|telefonisch|telefoon|tel\.?|mobiel|mail|e-mail|app|whatsapp|nummer)\s){0,3}"
_LAST = re.compile(rf"(?:\s?(?:,|/|:|\bof\b|\ben\b)\s?{_HOW}|\s{_HOW}){_REACH}(?=\s?(?:[.!?,;]|$))")
_CLAUSES = re.compile(rf"(\s?[;•]\s?|\s[-–—|/]\s|,?\s(?:en|of)\s(?={_VERB}))", re.IGNORECASE)
_ENDS = re.compile(r"[.!?…]+[\"'”’)\]]*(?:\s+|$)")
_SHORTENED = re.compile(
    r"(?:\b(?:tel|fam|mevr|mw|dhr|nr|bijv|ca|incl|excl|evt|st|ds|dr|drs|mr|ir|prof|str|vs|v|max|min|resp)|\.\w)\.$",
    re.IGNORECASE,
)
_INTRODUCES = re.compile(
    r"(?:neem deel|deelnemen|join|klik|inbellen|dial|one tap|topic:|microsoft teams|google meet|zoom|webex)\b.{0,60}$",
    re.IGNORECASE,
)


def _mended(text: str, spans: list[PrivateSpan]) -> str:
    """Return a text without these spans, and without what makes no sense without them."""
    marked = _MARKED_LINK.sub(_unlinked, _marked(text, spans))
    marked = re.sub(rf"(\*\*|__|[*_~`])({_SIGN})\1", r"\2", marked)
    lines: list[str] = []
    gone = False
    for line in marked.split("\n"):
        if not re.search(_SIGN, line):
            gone = gone and not line.strip()
            lines.append(line)
            continue
        kept = _line(line)
        gone = not kept
        if kept:
            lines.append(kept)
        elif lines and (lines[-1].rstrip(" *_").endswith((":", "?")) or _INTRODUCES.match(lines[-1].strip())):
            lines.pop()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n ")


def _marked(text: str, spans: list[PrivateSpan]) -> str:
    parts, end = [], 0
    for one in spans:
        parts += [text[end : one.start], _REACH if one.kind in {"phone", "email"} else _OTHER]
        end = one.end
    return "".join([*parts, text[end:]])


def _unlinked(match: re.Match[str]) -> str:
    """Return what is left of a link of Markdown: its words, unless they are only there for the link."""
    words, address = match[1] or "", match[2] or match[3] or ""
    sign = re.search(_SIGN, address)
    if sign is None:
        return match[0]
    empty = (
        not words
        or re.search(_SIGN, words)
        or _CALLS.match(words)
        or re.fullmatch(r"\W*(?:deze |de )?(?:link|hier)\W*", words, re.IGNORECASE)
    )
    return sign[0] if empty else words


def _line(line: str) -> str:
    if line.lstrip().startswith("|"):
        return re.sub(rf"(?<=\|)[^|\n]*{_SIGN}[^|\n]*(?=\|)", " ", line)
    bullet = re.match(r"\s*(?:[-*+•]|\d{1,2}[.)])\s+", line)
    lead = bullet[0] if bullet else ""
    sentences = _sentences(line[len(lead) :])
    kept: list[str] = []
    for one in sentences:
        left = _sentence(one.strip()) if re.search(_SIGN, one) else one.strip()
        if left:
            kept.append(left)
        elif kept and kept[-1].endswith("?") and kept[-1].count(" ") < 6:
            kept.pop()
    return lead + " ".join(kept) if kept else ""


def _sentences(text: str) -> list[str]:
    found, begin = [], 0
    for match in _ENDS.finditer(text):
        after = text[match.end() : match.end() + 1]
        if match[0][0] == "." and (
            after.islower() or _SHORTENED.search(text[max(0, match.start() - 8) : match.start() + 1])
        ):
            continue
        found.append(text[begin : match.end()])
        begin = match.end()
    return [*found, text[begin:]] if text[begin:].strip() else found


def _stands(before: str, gone: str) -> bool:
    """Whether what comes before a number still says something once that is gone: "Bel" or "Opgave:" does not."""
    clause = _CLAUSES.split(before)[-1]
    if re.search(_SIGN, before):
        return False
    if re.search(_PUBLIC_REACH, clause):
        return True
    if any(map(_CALLS.match, (before, clause, clause.rpartition(":")[2]))):
        return False
    joined = gone.lstrip().startswith((",", "of", "/", "en"))
    return len(_SEVERAL.findall(before)) >= (2 if joined or ":" in before else 3)


def _sentence(text: str, fewest: int = 2) -> str:
    """Return what is left of a sentence with a sign in it, empty when that is nothing that one could say."""
    text = _BRACKETS.sub("", text)
    text = _FIRST_OF_TWO.sub("", text)
    for match in reversed(list(_LAST.finditer(text))):
        if _stands(text[: match.start()], match[0]):
            text = text[: match.start()] + text[match.end() :]
    if not re.search(_SIGN, text):
        return text.strip()
    ending = text[-1] if text[-1] in ".!?" else ""
    parts = _CLAUSES.split(text.rstrip(".!?") if ending else text)
    clauses = [(parts[n - 1] if n else "", parts[n]) for n in range(0, len(parts), 2)]
    kept = [(joint, clause) for joint, clause in clauses if not re.search(_SIGN, clause)]
    if not kept or any(_CALLS.match(clause) and not re.search(_PUBLIC_REACH, clause) for _, clause in kept):
        return ""
    left = kept[0][1] + "".join(f"{joint}{clause}" for joint, clause in kept[1:])
    left = left.strip(" ,;:-–")
    return left[:1].upper() + left[1:] + ending if len(_SEVERAL.findall(left)) >= fewest else ""
