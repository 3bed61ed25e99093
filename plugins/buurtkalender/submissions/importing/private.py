"""What others wrote that is not for everybody: it is taken out, and waits until a person says yes.

Whoever fills in an agenda writes for colleagues: a number to call, the code of the door, the name of a client. What comes
in is public for ever, so what looks private is left out, with the smallest part of its sentence that leaves good Dutch.
What the calendar itself publishes (telephone and mail of organisations and venues, their addresses) is not private.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from buurtkalender.domain.model import Calendar
from buurtkalender.submissions.importing.facts import FIRST_NAMES
from buurtkalender.submissions.importing.matching import comparable_name
from buurtkalender.submissions.importing.report import Yes, question_key, says_yes
from buurtkalender.words.catalogues import N_
from buurtkalender.words.values import Message


class PrivateThing(NamedTuple):
    """What was taken out: its kind, what to ask of it (never more than two signs of it), and the key to say yes with."""

    kind: str
    asked: Message
    key: str


class WithoutPrivate(NamedTuple):
    """A text without what is private in it, and what that was."""

    text: str
    held: tuple[PrivateThing, ...] = ()


class PublicFacts(NamedTuple):
    """What a calendar publishes itself: numbers as they are dialled, mail addresses, domains, streets, names."""

    phones: frozenset[str] = frozenset()
    mails: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()
    streets: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


_ROUNDS = 4
LONGEST_TEXT, LONGEST_PLACE = 10_000, 500
"""Characters; no file may hold a longer text, so what comes after them is in none."""


class _Span(NamedTuple):
    start: int
    end: int
    kind: str
    value: str


_ASKED = {
    "phone": N_("a telephone number that ends in {end} was left out: may everybody read it?"),
    "email": N_("an e-mail address that begins with “{begin}” was left out: may everybody read it?"),
    "home": N_("somebody's home was left out: may everybody know where it is?"),
    "meeting": N_("the number of an online meeting, which ends in {end}, was left out: may everybody read it?"),
    "password": N_("a password or access code was left out: may everybody read it?"),
    "join": N_("a link to join an online meeting was left out: may everybody join?"),
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


def public_facts(calendar: Calendar) -> PublicFacts:
    """Return what organisations and venues of a calendar have published of themselves."""
    phones, mails, domains, streets, names = set(), set(), set(), set(), set()
    for one in (*calendar.organisations.values(), *calendar.venues.values()):
        booking = getattr(one, "booking", None)
        phones |= {_dialled(each) for each in (one.phone, booking.phone if booking else None) if each}
        written = {each.casefold() for each in (one.email, booking.email if booking else None) if each}
        mails |= written
        domains |= {each.partition("@")[2] for each in written}
        site = re.match(r"https://(?:www\.)?([^/:?#]+)", (one.website or "").casefold())
        domains |= {site[1]} if site else set()
        names.add(comparable_name(one.name))
    for venue in calendar.venues.values():
        streets.add(comparable_name(venue.address.street or ""))
        names.add(comparable_name(venue.address.city or ""))
    for area in (*calendar.neighbourhoods.values(), *calendar.municipalities.values()):
        names.add(comparable_name(area.name))
    return PublicFacts(
        frozenset(phones), frozenset(mails), frozenset(domains - _FREE_MAIL), frozenset(streets), frozenset(names)
    )


def without_private(text: str, public: PublicFacts, title: str, yes: Yes = frozenset()) -> WithoutPrivate:
    """Return a text (plain or Markdown) without what looks private in it and nobody said ``yes`` to.

    ``title`` is of which activity: the same number in another activity is another question.
    """
    text = text[:LONGEST_TEXT]
    held: tuple[PrivateThing, ...] = ()
    for _ in range(_ROUNDS):  # what stood apart can stand together now: a name, and a street
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
    text = text[:LONGEST_PLACE]
    home = _private_place(text, public, title)
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


def _held(text: str, public: PublicFacts, title: str, yes: Yes) -> tuple[list[_Span], tuple[PrivateThing, ...]]:
    """Return what is private in a text and waits, and the questions about it, each once."""
    spans = [one for one in _spans(text, public) if not says_yes(yes, _key(one, title))]
    return spans, tuple({thing.key: thing for thing in (_thing(one, title) for one in spans)}.values())


def _private_place(text: str, public: PublicFacts, title: str) -> PrivateThing | None:
    """Return the home that a place is, None for any other place."""
    plain = text.strip(" .,;:()")
    if not plain or comparable_name(plain) in public.names or _is_public_home(plain, public):
        return None
    words = plain.split(",")[0].split()
    person = words[0] in FIRST_NAMES and len(words) <= 3 and not any(word.islower() for word in words[1:])
    return _thing(_Span(0, len(text), "home", plain), title) if person or _HOME_PLACE.match(plain) else None


def masked(text: str, public: PublicFacts) -> str:
    """Return a text for a report, in which nobody can read what is private: logs of a nightly run are public too."""
    text = text[:LONGEST_TEXT]
    parts, end = [], 0
    for one in _spans(text, public):
        parts += [text[end : one.start], "…"]
        end = one.end
    return "".join([*parts, text[end:]])


def joining_link(text: str) -> str:
    """Return the first link of a text by which one joins an online meeting, empty when there is none."""
    for match in _URL.finditer(text[:LONGEST_TEXT]):
        if match[0].startswith("https://") and _JOIN.match(match[0].removeprefix("https://")):
            return match[0].rstrip(".,;:!?")
    return ""


def masked_uid(uid: str, public: PublicFacts) -> str:
    """Return a UID for a report; that it looks like a mail address is how UIDs are made, and nobody reads mail there."""
    own, sign, host = uid.rpartition("@")
    return masked(own, public) + sign + host if sign else masked(uid, public)


def internal(title: str, word: str) -> PrivateThing:
    """Return the question whether an event is for everybody, in which a ``word`` seems to say that it is not."""
    return PrivateThing("internal", Message(_ASKED["internal"], {"word": word}), question_key(title, "internal"))


def _thing(span: _Span, title: str) -> PrivateThing:
    signs = re.sub(r"[^\w]", "", span.value)
    words = {"end": signs[-2:], "begin": signs[:2]}
    return PrivateThing(span.kind, Message(_ASKED[span.kind], words), _key(span, title))


def _key(span: _Span, title: str) -> str:
    return question_key(title, span.kind, span.value)


# --- what looks private ----------------------------------------------------------------------------------

_URL = re.compile(r"(?:https?://|www\.|(?:mailto|tel|sms|callto):)[^\s<>\"'\])]{1,1000}|(?:[\w-]{1,63}\.){1,4}(?:us|com|net|me|it|gl)/[^\s<>\"'\])]{1,300}", re.I)
_JOIN = re.compile(
    r"(?:[\w-]+\.)*(?:zoom\.us/(?:j|my|s|w|wc)/|zoomgov\.com/j/|teams\.(?:microsoft|live)\.com/(?:l/meetup-join|meet\b)"
    r"|meet\.google\.com/\w|webex\.com/.|whereby\.com/\w|meet\.jit\.si/\w|(?:8x8\.vc|gotomeet\.me|g2m\.me)/\w"
    r"|gotomeeting\.com/join|join\.skype\.com/|bluejeans\.com/\d|facetime\.apple\.com/join|[\w.-]+/(?:b|bbb|bigbluebutton)/[\w-]*\w{3}-"
    r"|[\w.-]+/(?:rooms|meeting|meet|join)/[\w-]+/join)"
    r"|(?:bbb|bigbluebutton|jitsi|greenlight|vergader|meet)[\w-]*\.[\w.-]+/\w"
    r"|[^\s]*[?&#](?:pwd|passcode|password|wachtwoord|jwt|token|access_token|mtid)=",
    re.IGNORECASE,
)  # fmt: skip
_GROUP = re.compile(r"chat\.whatsapp\.com/|t\.me/(?:\+|joinchat)|signal\.group/|discord\.gg/|m\.me/j/", re.IGNORECASE)
_WA = re.compile(r"(?:wa\.me/|(?:api\.)?whatsapp\.com/send\?phone=)\+?(\d{8,15})", re.IGNORECASE)
_MAIL = re.compile(
    r"[A-Za-z0-9._%+'-]{1,64}(?:@|\s?[(\[{](?:at|apenstaartje|a)[)\]}]\s?| apenstaartje )"
    r"[A-Za-z0-9-]{1,63}(?:(?:\.|\s?[(\[{](?:punt|dot)[)\]}]\s?| punt )[A-Za-z0-9-]{1,63}){1,4}",
    re.IGNORECASE,
)
_FREE_MAIL = frozenset(
    "gmail.com googlemail.com hotmail.com hotmail.nl outlook.com live.nl live.com msn.com icloud.com me.com yahoo.com "
    "ziggo.nl kpnmail.nl kpnplanet.nl planet.nl xs4all.nl home.nl casema.nl chello.nl upcmail.nl telfort.nl hetnet.nl "
    "solcon.nl proton.me protonmail.com gmx.net gmx.nl quicknet.nl tele2.nl online.nl zonnet.nl wxs.nl onsbrabantnet.nl "
    "freedom.nl caiway.nl delta.nl t-mobilethuis.nl".split()
)  # fmt: skip
_ROLE = re.compile(
    r"(?:info|contact|aanmeld\w*|opgave|opgeven|inschrijv\w*|receptie|balie|activiteit\w*|secretariaat|bestuur|mail|post|"
    r"welkom|agenda|reserver\w*|administratie|beheer|vrijwilligers|communicatie|redactie|cursus\w*|ledenadministratie)",
    re.IGNORECASE,
)
_LABEL = r"(?:\s{1,3}(?:van|voor) (?:de |het |deze )?[\w-]{1,20})?\s{0,2}(?:\([^()\n]{1,30}\)\s{0,2})?(?:\s?[:=#]|\s(?:is|nr\.?))\s{0,3}"
_NAME = r"[A-ZÀ-Þ][\w'’-]{1,20}"
_TITLED = r"(?:[Ff]am(?:ilie|\.)?|[Mm]evr(?:ouw|\.)?|[Mm]w\.?|[Dd]hr\.?|[Mm]eneer)"
_PERSON = rf"(?:{_TITLED} (?:(?:van|de|den|der|ten|ter|el) ){{0,2}}{_NAME}|{_NAME}(?: (?:en|&) {_NAME}| {_NAME})?)"
_HOME_PLACE = re.compile(rf"(?:{_TITLED} {_NAME}|[Bb]ij {_TITLED}|[Bb]ij (?:{_PERSON}|ons|mij|me)(?: thuis)?$|(?:{_PERSON}|ons|mij) thuis$|[Tt]huis\b(?! voor))")
_STREET = r"[A-ZÀ-Þ][\w'’.-]{2,30}(?: [\w'’.-]{2,20}){0,2} \d{1,4} ?[a-zA-Z]?\b"
_PERSON_AND_STREET = re.compile(
    rf"\b({_NAME})(?: (?:van|de|den|der|ten|ter|el|al)){{0,2}}(?: {_NAME}){{0,2}},? \(?(?:[\w-]{{2,12}} )?{_STREET}\)?"
)
_PLAIN: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("iban", re.compile(r"\b[A-Z]{2}\d\d ?(?:[A-Z0-9]{4} ?){3,7}[A-Z0-9]{0,4}(?![A-Za-z0-9])")),
    (
        "meeting",
        re.compile(
            r"\b(?:meeting|vergader(?:ing)?s?|webinar|conferentie|conference|deelnemers?|vergadering)[ -]?(?:id|nummer|"
            rf"number|nr\.?|kenmerk){_LABEL}(\d[\d -]{{4,16}}\d)#?|,,([\d*#,]{{4,40}})",
            re.IGNORECASE,
        ),
    ),
    (
        "password",
        re.compile(
            r"\b(?:wachtwoord|wachtwoordcode|password|passcode|meeting ?password|pincode|pin|toegangscode|inlogcode|inbelcode|deelnamecode|"
            rf"vergadercode|hostsleutel|host ?key|access code|kenmerk|kenmerkcode|ww){_LABEL}([^\s.,;:!?]{{3,40}}(?: \d{{2,5}}){{0,3}}#?)"
            r"|\b(?:pin|pincode|toegangscode|code) (\d{3,8}#?)|\bwachtwoord(?:code)? (?=[^\s]{0,20}\d)([^\s.,;:]{4,40})",
            re.IGNORECASE,
        ),
    ),
    (
        "door",
        re.compile(
            r"\b(?:deurcode|alarmcode|(?:sleutel)?kluis(?:je|code)?|sleutelkastje|poortcode|code (?:van |voor |bij )?(?:de |het )?"
            r"(?:voor|achter|zij)?(?:deur|poort|hek|slot|alarm|(?:sleutel)?kluis(?:je)?)|alarm)"
            r"\s{0,2}(?:code\s{0,2})?(?:is\s{1,2}|[:=]\s{0,2}|nr\.?\s{0,2}|nummer\s{0,2})?([\d#*]{3,8}\b#?|[\d#*]{3,8})"
            r"|\b(?:reserve)?sleutel (?:ligt|hangt|zit|vind je) (?:onder|achter|in|boven|bij|naast)\b([^.\n]{0,60})",
            re.IGNORECASE,
        ),
    ),
    ("bsn", re.compile(r"\b(?:bsn|burgerservicenummer)\b[\s:.=-]{0,5}(?:is |nr\.? |nummer )?(\d[\d .-]{6,10}\d)", re.I)),
    (
        "birth",
        re.compile(
            r"\b(?:geboortedatum|geb\.?(?: datum)?|geboren(?: op)?|d\.?o\.?b\.?)[\s:]{1,3}"
            r"(\d{1,2}[-/. ](?:\d{1,2}|[a-z]{3,9}\.?)[-/. ](?:19|20)\d\d)|(?<=\w )\((\d{1,2}[-/.]\d{1,2}[-/.]19\d\d)\)",
            re.IGNORECASE,
        ),
    ),
    (
        "plate",
        re.compile(
            r"\b(?:[Kk]enteken\w{0,6}[\s:]{1,3}([A-Z0-9]{1,3}-?[A-Z0-9]{2,3}-?[A-Z0-9]{1,2})"
            r"|[A-Z]{2}-\d{3}-[A-Z]|[A-Z]-\d{3}-[A-Z]{2}|[A-Z]{2}-\d\d-[A-Z]{2}|\d\d-[A-Z]{2}-[A-Z]{2}|[A-Z]{2}-[A-Z]{2}-\d\d"
            r"|\d\d-[A-Z]{3}-\d|\d-[A-Z]{3}-\d\d|[A-Z]-\d\d-[A-Z]{3}|[A-Z]{3}-\d\d-[A-Z])(?![\w-])"
        ),
    ),
    (
        "home",
        re.compile(
            rf"\b(?:[Bb]ij (?:ons|mij|me|{_PERSON}) thuis\b|[Tt]huis bij {_PERSON}|"
            rf"(?:[Ii]n )?(?:de |onze |mijn )?[Hh]uiskamer (?:van|bij) {_PERSON}|(?:mijn|onze) huiskamer\b"
            rf"|[Bb]ij {_PERSON}(?=,? \(?{_STREET})|{_TITLED} {_NAME}(?: {_NAME})?(?=,? \(?{_STREET})"
            rf"|(?:[Tt]huis|[Ww]oon|[Pp]riv[eé])adres:?)(?:,?\s?\(?{_STREET}\)?)?"
        ),
    ),
)  # fmt: skip


def _spans(text: str, public: PublicFacts) -> list[_Span]:
    """Return what is private in a text, in order; of two that overlap the one that begins first, or is longer."""
    found = [*_links(text, public), *_mails(text, public)]
    links = [(one.start(), one.end()) for one in _URL.finditer(text) if not one[0].lower().startswith(("tel:", "sms:"))]
    for kind, pattern in _PLAIN:
        for match in pattern.finditer(text):
            value = next((one for one in match.groups() if one), match[0])
            if kind != "home" or not _is_public_home(match[0], public):
                found.append(_Span(match.start(), match.end(), kind, _signs(value)))
    for match in _PERSON_AND_STREET.finditer(text):
        if match[1] in FIRST_NAMES and not _is_public_home(match[0], public):
            found.append(_Span(match.start(), match.end(), "home", _signs(match[0])))
    found += _phones(text, public, links)
    found.sort(key=lambda one: (one.start, -one.end))
    kept: list[_Span] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _signs(text: str) -> str:
    return "".join(text.split()).strip(".,:;()")


def _is_public_home(text: str, public: PublicFacts) -> bool:
    """Whether what reads as a home is a place of the calendar, or named after one."""
    street = re.search(_STREET, text)
    if street and comparable_name(street[0]) in public.streets:
        return True
    name = re.sub(r".*\b(?:van|bij)\s+|\s+thuis\b.*", "", text)
    return comparable_name(name) in public.names


def _links(text: str, public: PublicFacts) -> Iterator[_Span]:
    for match in _URL.finditer(text):
        address = match[0].rstrip(".,;:!?")
        bare = re.sub(r"^https?://", "", address, flags=re.IGNORECASE)
        end = match.start() + len(address)
        kind = "group" if _GROUP.match(bare) else "join" if _JOIN.match(bare) else ""
        if kind:
            yield _Span(match.start(), end, kind, address)
        elif (number := _WA.search(bare)) and _dialled(number[1]) not in public.phones:
            yield _Span(match.start(), end, "phone", _dialled(number[1]))


def _mails(text: str, public: PublicFacts) -> Iterator[_Span]:
    if "@" not in text and "apenstaart" not in text and not re.search(r"[(\[{]at?[)\]}]", text):
        return
    for match in _MAIL.finditer(text):
        plain = re.sub(r"\s?[(\[{]?\b(?:at|apenstaartje|a)\b[)\]}]?\s?(?=[\w-]+(?:\.| ?\W?(?:punt|dot)))", "@", match[0]) if "@" not in match[0] else match[0]
        plain = re.sub(r"\s?[(\[{]?\b(?:punt|dot)\b[)\]}]?\s?", ".", plain).casefold()
        local, _, domain = plain.partition("@")
        own = any(domain == one or domain.endswith(f".{one}") for one in public.domains)
        if plain in public.mails or own or (_ROLE.fullmatch(local) and domain not in _FREE_MAIL):
            continue
        yield _Span(match.start(), match.end(), "email", plain)


# --- telephone numbers -----------------------------------------------------------------------------------

_UNITS = "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien".split()
_TENS = "twintig dertig veertig vijftig zestig zeventig tachtig negentig".split()
_SPOKEN = {word: str(n) for n, word in enumerate(_UNITS)} | {word: str((n + 2) * 10) for n, word in enumerate(_TENS)}
_SPOKEN |= {f"{unit}{'ën' if unit.endswith('e') else 'en'}{ten}": str((m + 2) * 10 + n) for m, ten in enumerate(_TENS) for n, unit in enumerate(_UNITS) if 0 < n < 10}
_SPOKEN["één"] = "1"
_TOKEN = re.compile(
    rf"\+?\d{{1,16}}|[oO]6(?=[ -]?\d)|\b(?:{'|'.join(sorted(_SPOKEN, key=len, reverse=True))})\b", re.IGNORECASE
)
_GAP = re.compile(r"[ \t\u00a0.()/·•*_\-\u2010-\u2015]{0,4}")
_BEFORE = re.compile(
    r"(?:\b(?:tel|telefoon|telefoonnummer|telefonisch|telnr|mobiel|mob|gsm|sms)\b\.?\s?:?\s{0,3}|tel:)\Z", re.IGNORECASE
)
_NO_BEGINNING = re.compile(
    r"[\w@=&?#]\Z|\d[.,:/-]\Z|(?:isbn|issn|kvk|rsin|btw|artikel|bestel|order)[\w-]{0,8}[\s:.-]{0,4}\Z", re.IGNORECASE
)
_LOCAL = re.compile(r"[1-9]\d{5,8}")
_DAY = r"(?:0?[1-9]|[12]\d|3[01])[-/.](?:0?[1-9]|1[0-2])"
_NO_NUMBER = re.compile(
    rf"(?:0?[1-9]|[12]\d|3[01])([-/. ])(?:0?[1-9]|1[0-2])\1(?:19|20)\d\d(?!\d)|{_DAY}\s+{_DAY}(?![\d.-])"
    r"|(?:[01]\d|2[0-4])[.:][0-5]\d(?:\s*[-\u2013]\s*|\s+)(?:[01]\d|2[0-4])[.:][0-5]\d(?!\d)|\d{4}-\d\d-\d\d"
)
_EMERGENCY = frozenset({"112", "113", "116000", "116111", "116123", "144", "0880767000"})
_PAID = ("0800", "0900", "0906", "0909")
_ABROAD = re.compile(r"(?:32|33|34|36|39|4[0-9]|48|90|212|213|216|251|291|351|353|359|37\d|38\d|42\d|96\d|1)\d{6,12}")


def _dialled(written: str) -> str:
    """Return a number as one dials it in the Netherlands, digits alone."""
    digits = re.sub(r"\D", "", written)
    for abroad in ("0031", "31"):
        if digits.startswith(abroad) and len(digits) - len(abroad) in {9, 10}:
            return "0" + digits.removeprefix(abroad).removeprefix("0")
    return digits


def _phones(text: str, public: PublicFacts, links: list[tuple[int, int]]) -> Iterator[_Span]:
    runs: list[list[re.Match[str]]] = []
    inside = iter(links)
    link = next(inside, None)
    for token in _TOKEN.finditer(text):
        while link and link[1] <= token.start():
            link = next(inside, None)
        if link and link[0] <= token.start():
            continue
        if runs and _GAP.fullmatch(text, runs[-1][-1].end(), token.start()) and not token[0].startswith("+"):
            runs[-1].append(token)
        else:
            runs.append([token])
    for run in runs:
        n = 0
        while n < len(run):
            found = _phone(text, run, n, public)
            if found:
                yield found[0]
            n = found[1] if found else n + 1


def _phone(text: str, run: list[re.Match[str]], n: int, public: PublicFacts) -> tuple[_Span, int] | None:
    """Return the number that begins with this part, and which part comes after it."""
    start = run[n].start()
    before = text[max(0, start - 24) : start]
    if _NO_BEGINNING.search(before) or _NO_NUMBER.match(text, start):
        return None
    label = _BEFORE.search(before)
    digits, last = "", None
    for m, part in enumerate(run[n : n + 16], n):
        digits += _SPOKEN.get(part[0].casefold(), part[0].casefold().replace("o", "0"))
        local = label is not None and m + 1 == len(run) and _LOCAL.fullmatch(digits)
        if local or _is_number(digits, text[start : part.end()]):
            last = m, digits
            if not digits.startswith("+") or digits.startswith("+31"):
                break
    if last is None:
        return None
    number = _dialled(last[1])
    known = number in public.phones or number in _EMERGENCY or (_LOCAL.fullmatch(number) and _is_local(number, public))
    begin = start - len(label[0]) if label else start
    end = run[last[0]].end()
    if text[begin - 1 : begin] == "(" and ")" in text[begin:end]:
        begin -= 1
    return None if known else (_Span(begin, end, "phone", number), last[0] + 1)


def _is_local(number: str, public: PublicFacts) -> bool:
    """Whether a number without that of its town is one that is public."""
    return any(one.endswith(number) for one in public.phones)


def _is_number(digits: str, written: str) -> bool:
    if digits.startswith(_PAID) or len(digits) > 16:
        return False
    if digits.startswith("+"):
        return len(_dialled(digits)) == 10 if digits.startswith("+31") else 10 <= len(digits) <= 14
    if digits.startswith("00"):
        return len(_dialled(digits)) == 10 if digits.startswith("0031") else _ABROAD.fullmatch(digits[2:]) is not None
    if digits.startswith("0"):
        return len(digits) == 10 or re.fullmatch(r"06[ -]?(?:\d{7}|\d{9})", written) is not None
    return re.fullmatch(r"31[1-9]\d{8}", written) is not None


# --- a text without it -----------------------------------------------------------------------------------
# Each private thing becomes a sign; then what hangs on it goes: its brackets, "of 06-…", its clause, its sentence.

_REACH, _OTHER = "\ue000", "\ue001"
_SIGN = f"[{_REACH}{_OTHER}]"
_MARKED_LINK = re.compile(r"(?<!!)\[([^\[\]\n]{1,200})\]\(([^()\s]{1,1000})\)|<((?:https?://|mailto:|tel:)[^<>\s]{1,1000})>")
_CALLS = re.compile(
    r"[\W_]*(?:bel|bellen|app|apps?en|mail|mailen|sms|stuur|klik|neem contact|vragen|vraag|voor (?:meer|vragen|opgave|info)|bij vragen|"
    r"heb je|heeft u|wil|kun|kan je|meer (?:weten|info)|interesse|mocht|als|indien|deelnemen|tel|telefoon|link)\b",
    re.IGNORECASE,
)
_VERB = r"(?:bel|app|mail|sms|stuur|neem|geef|meld|kijk|kom|vraag|breng|doe|schrijf)\b"
_PUBLIC_REACH = r"(?=[\w.+-]+@\w|https?://|www\.|0\d[\d -]{6}|\+31)"
_BRACKETS = re.compile(rf"\s{{0,3}}(?:\([^()\n]{{0,300}}{_SIGN}[^()\n]{{0,300}}\)|\[[^\[\]\n]{{0,300}}{_SIGN}[^\[\]\n]{{0,300}}\])")
_FIRST_OF_TWO = re.compile(rf"(?<!\b[BbAa][ep][lp] ){_REACH}\s?(?:of|en|/|,)\s?(?:via |op |per |naar |mail )?{_PUBLIC_REACH}")
_HOW = r"(?:(?:via|op|per|naar|met|onder|telefonisch|telefoon|tel\.?|mobiel|mail|e-mail|app|whatsapp|nummer)\s){0,3}"
_LAST = re.compile(rf"(?:\s?(?:,|/|:|\bof\b|\ben\b)\s?{_HOW}|\s{_HOW}){_REACH}(?=\s?(?:[.!?,;]|$))")
_CLAUSES = re.compile(rf"(\s?[;•]\s?|\s[-–—|/]\s|,?\s(?:en|of)\s(?={_VERB}))", re.IGNORECASE)
_ENDS = re.compile(r"[.!?…]+[\"'”’)\]]*(?:\s+|$)")
_SHORTENED = re.compile(
    r"(?:\b(?:tel|fam|mevr|mw|dhr|nr|bijv|ca|incl|excl|evt|st|ds|dr|drs|mr|ir|prof|str|vs|v|max|min|resp)|\.\w)\.$", re.IGNORECASE
)
_INTRODUCES = re.compile(
    r"(?:neem deel|deelnemen|join|klik|inbellen|dial|one tap|topic:|microsoft teams|google meet|zoom|webex)\b.{0,60}$", re.IGNORECASE
)


def _mended(text: str, spans: list[_Span]) -> str:
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


def _marked(text: str, spans: list[_Span]) -> str:
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
    empty = not words or re.search(_SIGN, words) or _CALLS.match(words) or re.fullmatch(r"\W*(?:deze |de )?(?:link|hier)\W*", words, re.I)
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
        if match[0][0] == "." and (after.islower() or _SHORTENED.search(text[max(0, match.start() - 8) : match.start() + 1])):
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
