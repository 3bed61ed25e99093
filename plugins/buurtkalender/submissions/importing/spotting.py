"""What in a text looks private, and which events are not for everybody.

Every kind has a pattern with bounds, so that the time is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from buurtkalender.submissions.importing.facts import SPOKEN_NUMBERS, known_words
from buurtkalender.submissions.importing.matching import PublicFacts, comparable_name


class PrivateSpan(NamedTuple):
    """Where something private stands in a text, its kind, and its value in one way of writing."""

    start: int
    end: int
    kind: str
    value: str


def _any_of(name: str) -> str:
    return "|".join(known_words()[name].split())


_LINKS = {kind: re.compile(_any_of(kind), re.IGNORECASE) for kind in ("group", "join", "shared")}
_ROLE = re.compile(_any_of("role-mail"), re.IGNORECASE)

_URL = re.compile(
    r"(?:https?://|www\.|(?:mailto|tel|sms|callto):)[^\s<>\"'\])]{1,1000}"
    r"|(?:[\w-]{1,63}\.){1,4}[a-z]{2,10}/[^\s<>\"'\])]{1,300}",
    re.IGNORECASE,
)
_WA = re.compile(r"(?:wa\.me/|(?:api\.)?whatsapp\.com/send\?phone=)\+?(\d{8,15})", re.IGNORECASE)
_AT = r"\s{0,2}@\s{0,2}|\s?\\?[(\[{<]\s?(?:at|apenstaart(?:je)?|a|@)\s?\\?[)\]}>]\s?"
_AT += r"|,?\s(?:apenstaart(?:je)?|at),?\s"
_DOT = r"\.|\s?\\?[(\[{]\s?(?:punt|dot|\.)\s?\\?[)\]}]\s?|,?\s(?:punt|dot),?\s"
_MAIL = re.compile(
    rf"((?:[\w-]{{1,30}}\s(?:punt|dot)\s){{0,3}}[\w.%+'-]{{1,64}})({_AT})"
    rf"((?:[\w-]{{1,63}}(?:{_DOT})){{1,4}}[^\W\d_]{{2,24}})(?![\w@])",
    re.IGNORECASE,
)
_LABEL = (
    r"(?:\s{1,3}(?:van|voor) (?:de |het |deze )?[\w-]{1,20})?\s{0,2}(?:\([^()\n]{1,30}\)\s{0,2})?"
    r"(?:\s?[:=#]|\s(?:is|nr\.?))\s{0,3}"
)
_NAME = r"[A-ZÀ-Þ][\w'’-]{1,20}"
_TITLED = r"(?:[Ff]am(?:ilie|\.)?|[Mm]evr(?:ouw|\.)?|[Mm]w\.?|[Dd]hr\.?|[Mm]eneer)"
_OF = r"(?:(?:[Vv]an|[Dd]e|[Dd]en|[Dd]er|[Tt]en|[Tt]er|[Ee]l|[Aa]l|[Ii]n|[Oo]p|'t) ){0,3}"
_INITIALS = r"(?:[A-Z]\. ?){1,4}"
_BY_TITLE = rf"{_TITLED} (?:{_INITIALS})?{_OF}{_NAME}(?:(?: |-){_NAME})?"
_PERSON = rf"(?:{_BY_TITLE}|{_NAME}(?: (?:en|&) {_NAME}| {_NAME})?)"
_HOME_PLACE = re.compile(
    rf"(?:{_BY_TITLE}|[Bb]ij {_TITLED}|[Bb]ij (?:{_PERSON}$|(?:ons|mij|me)(?=$|,))|"
    rf"(?:[Bb]ij )?(?:{_PERSON}|ons|mij|me) thuis(?=$|[,(]| \()|[Tt]huis\b(?! voor))"
)
_STREET = r"[A-ZÀ-Þ][\w'’.-]{2,30}(?: [\w'’.-]{2,20}){0,2} \d{1,4} ?[a-zA-Z]?\b"
_OF_SOMEBODY = re.compile(
    rf"\b(?:[Ii]n )?(?:de )?(?:[Hh]uiskamer (?:van|bij)|[Tt]huis bij) ({_NAME}(?: {_NAME})?)"
    rf"|\b(?:[Bb]ij )?({_NAME}(?: (?:(?:van|de|den|der|ten|ter|el|al) ){{0,2}}{_NAME}){{0,2}})"
    rf"(?: thuis)?(?:, ?| \(| (?:op|aan|in) (?:de |het )?){_STREET}\)?"
)
_GIVEN = rf"(?:{_any_of('names')})\b(?: {_OF}{_NAME}){{0,1}}"
_OF_A_PERSON = _any_of("of-a-person")
_NO_PERSON = re.compile(r"(?i:kerk|kapel|school|huis|zaal|hof|centrum|oord|gebouw|flat|paviljoen|laan|straat)\b")
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
            r"\b(?:wachtwoord|wachtwoordcode|password|passcode|meeting ?password|pincode|pin|toegangscode|"
            r"inlogcode|inbelcode|deelnamecode|"
            rf"vergadercode|hostsleutel|host ?key|access code|kenmerk|kenmerkcode|"
            rf"ww){_LABEL}([^\s.,;:!?]{{3,40}}(?: \d{{2,5}}){{0,3}}#?)"
            r"|\b(?:pin|pincode|toegangscode|code) (\d{3,8}#?)|"
            r"\bwachtwoord(?:code)? (?=[^\s]{0,20}\d)([^\s.,;:]{4,40})",
            re.IGNORECASE,
        ),
    ),
    (
        "door",
        re.compile(
            r"\b(?:deurcode|alarmcode|(?:sleutel)?kluis(?:je|code)?|sleutelkastje|poortcode|code (?:van |"
            r"voor |bij )?(?:de |het )?"
            r"(?:voor|achter|zij)?(?:deur|poort|hek|slot|alarm|(?:sleutel)?kluis(?:je)?)|alarm)"
            r"\s{0,2}(?:code\s{0,2})?(?:is\s{1,2}|[:=]\s{0,2}|nr\.?\s{0,2}|nummer\s{0,2})?([\d#*]{3,8}\b#?|[\d#*]{3,8})"
            r"|\b(?:reserve)?sleutel (?:(?:ligt|hangt|zit|vind je|is) (?:onder|achter|in|boven|bij|naast)|"
            r"(?:is )?(?:op te halen |ophalen |halen |afhalen )?bij)\b((?:\bnr\.|[^.\n]){0,60})",
            re.IGNORECASE,
        ),
    ),
    ("bsn", re.compile(r"\b(?:bsn|burgerservicenummer)\b[\s:.=-]{0,5}(?:is |nr\.? |"
    r"nummer )?(\d[\d .-]{6,10}\d)", re.IGNORECASE)),
    (
        "birth",
        re.compile(
            r"\b(?:geboortedatum|geb\.?(?: datum)?|geboren(?: op)?|d\.?o\.?b\.?)[\s:]{1,3}"
            r"(\d{1,2}[-/. ](?:\d{1,2}|[a-z]{3,9}\.?)[-/. ](?:19|20)\d\d)"
            r"|(?<=\w \()(\d{1,2}[-/.]\d{1,2}[-/.]19\d\d)(?=\))",
            re.IGNORECASE,
        ),
    ),
    ("plate", re.compile(rf"\b(?:{_any_of('plate')})(?![\w-])")),
    (
        "person",
        re.compile(
            rf"(?:\s[-–—:]\s)?\b(?:{_BY_TITLE}|{_GIVEN}) (?:(?:is|was|wordt|ligt|gaat|blijft|zit|heeft|moet) )?"
            r"(?:(?:weer|nog|ook|dan|nu|vandaag|morgen|vanmiddag|deze week|dit keer|helaas) ){0,2}"
            rf"(?:{_OF_A_PERSON}|\d\d (?:jaar|geworden))\b"
            r"|\b(?i:verjaardag|ziekte|vakantie|verlof|overlijden|jubileum) (?:van )?"
            rf"(?:{_BY_TITLE}|{_GIVEN})"
        ),
    ),
    (
        "home",
        re.compile(
            rf"\b(?:(?:[Bb]ij (?:ons|mij|me|{_PERSON})|{_BY_TITLE}|{_GIVEN}) thuis\b|[Tt]huis bij {_BY_TITLE}|"
            rf"(?:[Ii]n )?(?:de )?[Hh]uiskamer (?:van|bij) {_BY_TITLE}|"
            rf"(?:[Mm]ijn|[Oo]nze) huiskamer\b|(?:{_BY_TITLE}|{_INITIALS}{_OF}{_NAME})(?=,? \(?{_STREET})"
            rf"|[\w'’ -]{{0,30}}(?:{_any_of('streets')}) \d{{1,4}} ?[a-zA-Z]?,? "
            rf"\(?[Bb]ij (?:{_BY_TITLE}|{_GIVEN}|ons|mij)\b\)?"
            rf"|(?:[Tt]huis|[Ww]oon|[Pp]riv[eé])adres:?)(?:[^.\n]{{0,80}}?{_STREET}\)?)?"
        ),
    ),
)  # fmt: skip


_MARKS = re.compile(
    r"</?(?:b|i|u|em|strong|span|font|wbr|code)\b[^<>]{0,200}>|\*\*|\\(?=[^\w\s])|[\u00ad\u200b-\u200f\u2060\ufeff]",
    re.IGNORECASE,
)
"""What nobody sees: signs of HTML and Markdown, and signs without a width, within words too."""

_NEEDS = {  # in lower case: whatever is of a kind has one of them
    kind: tuple(known_words()[f"{kind}-needs"].split())
    for kind in ("meeting", "password", "door", "bsn", "birth", "plate", "person", "home")
}
_INITIAL = re.compile(r"[A-Z]\.")
_WHERE_TO = re.compile(r", ?[A-ZÀ-Þ]| \(| (?:op|aan|in) |uis")
_ALIKE = {0x130: "i", 0x131: "i", 0x17F: "s", 0x212A: "k"}  # what a pattern takes for a letter of ASCII as well
_DIGITS = {base + n: str(n) for base in (0x660, 0x6F0, 0xFF10) for n in range(10)}
"""Digits as Arabic, Persian and full-width writing has them: numbers in a text of a newcomer are numbers too."""

_ANY_AT = re.compile(r"@|apenstaart|[(\[{<]\s?at?\s?\\?[)\]}>]|\sat[\s,]", re.IGNORECASE)
_MAYBE = re.compile(
    rf"[\d/]|{_ANY_AT.pattern}|\b(?:{_TITLED}) |(?:{_OF_A_PERSON})\b|verjaardag|ziekte|jubileum|overlijden|nul|"
    r"thuis|huiskamer|adres|sleutel|wachtwoord|password|passcode|pin|code|kenmerk|\bww|host",
    re.IGNORECASE,
)
"""Something of what every private thing has: most titles have none of it."""


@lru_cache(maxsize=4_000)
def spans_of(text: str, public: PublicFacts) -> tuple[PrivateSpan, ...]:
    """Return what is private in a text, in order; of two that overlap the second has what the first has not."""
    if not _MAYBE.search(text):
        return ()
    if marks := {n for match in _MARKS.finditer(text) for n in range(*match.span())}:
        kept_signs = [n for n in range(len(text)) if n not in marks]
        bare = spans_of("".join(text[n] for n in kept_signs), public)
        return tuple(one._replace(start=kept_signs[one.start], end=kept_signs[one.end - 1] + 1) for one in bare)
    text = text.translate(_DIGITS)
    addresses = list(_URL.finditer(text)) if "/" in text or ":" in text else []
    found = [*_links(addresses, public), *_mails(text, public)]
    links = [(one.start(), one.end()) for one in addresses if not one[0].lower().startswith(("tel:", "sms:"))]
    low = text.translate(_ALIKE).lower()
    for kind, pattern in _PLAIN:
        needs = kind in _NEEDS and not (kind == "home" and _INITIAL.search(text))
        if needs and not any(map(low.__contains__, _NEEDS[kind])):
            continue
        for match in pattern.finditer(text):
            value = next((one for one in match.groups() if one), match[0])
            if kind != "home" or not _is_public_home(match[0], public):
                found.append(PrivateSpan(match.start(), match.end(), kind, _signs(value)))
    found += (
        PrivateSpan(match.start(), match.end(), "home", _signs(match[0]))
        for match in (_OF_SOMEBODY.finditer(text) if _WHERE_TO.search(text) else ())
        if _is_person(match[1] or match[2]) and not _is_public_home(match[0], public)
    )
    if _MANY_DIGITS.search(text):
        found += _phones(text, public, links)
    found.sort(key=lambda one: (one.start, -one.end))
    kept: list[PrivateSpan] = []
    for one in found:
        end = kept[-1].end if kept else 0
        if one.end > end:
            kept.append(one._replace(start=max(one.start, end)))
    return tuple(kept)


def _signs(text: str) -> str:
    return "".join(text.split()).strip(".,:;()")


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(known_words()[name].split())


def is_home(place: str, public: PublicFacts) -> bool:
    """Whether a whole place is somebody's home: who lives there, or "thuis"."""
    plain = place.strip(" .,;:()")
    if not plain or comparable_name(plain) in public.names or _is_public_home(plain, public):
        return False
    words = plain.split(",")[0].split()
    short = len(words) <= 3 and not any(word.islower() for word in words[1:])
    return (short and _is_person(" ".join(words))) or _HOME_PLACE.match(plain) is not None


def _is_person(name: str) -> bool:
    return name.partition(" ")[0] in _words("names") and not _NO_PERSON.search(name)


def _is_public_home(text: str, public: PublicFacts) -> bool:
    """Whether what reads as a home is a place of the calendar, or named after one."""
    street = re.search(_STREET, text)
    if street and comparable_name(street[0]) in public.streets:
        return True
    name = re.sub(r".*\b(?:van|bij)\s+|\s+thuis\b.*", "", text)
    return comparable_name(name) in public.names


def _links(addresses: list[re.Match[str]], public: PublicFacts) -> Iterator[PrivateSpan]:
    for match in addresses:
        address = match[0].rstrip(".,;:!?")
        bare = re.sub(r"^https?://", "", address, flags=re.IGNORECASE)
        end = match.start() + len(address)
        kind = next((one for one, begins in _LINKS.items() if begins.match(bare)), "")
        kind = "" if kind == "shared" and _PUBLISHED.search(bare) else kind
        if kind:
            yield PrivateSpan(match.start(), end, kind, address)
        elif (number := _WA.search(bare)) and dialled(number[1]) not in public.phones:
            yield PrivateSpan(match.start(), end, "phone", dialled(number[1]))
        elif "%" in bare and (inside := spans_of(unquote(bare.partition("/")[2]), public)):
            yield PrivateSpan(match.start(), end, inside[0].kind, inside[0].value)


_PUBLISHED = re.compile(r"/(?:pub|pubhtml|viewform|formresponse)(?:$|[/?#])", re.IGNORECASE)


def _mails(text: str, public: PublicFacts) -> Iterator[PrivateSpan]:
    if not _ANY_AT.search(text):
        return
    for match in _MAIL.finditer(text):
        local, domain = (re.sub(_DOT, ".", one, flags=re.IGNORECASE).casefold() for one in (match[1], match[3]))
        if match[2].strip(" ,").casefold() == "at" and "," not in match[2] and domain not in _words("free-mail"):
            continue  # English: "at" such a website
        plain, free = f"{local}@{domain}", domain in _words("free-mail")
        own = not free and any(domain == one or domain.endswith(f".{one}") for one in public.domains)
        if plain in public.mails or own or (not free and _ROLE.fullmatch(local)):
            continue
        yield PrivateSpan(match.start(), match.end(), "email", plain)


# --- telephone numbers -----------------------------------------------------------------------------------

_TOKEN = re.compile(
    rf"\+?\d{{1,16}}|[oO]6(?=[ -]?\d)|\b(?:{'|'.join(sorted(SPOKEN_NUMBERS, key=len, reverse=True))})\b", re.IGNORECASE
)
_MANY_DIGITS = re.compile(r"(?:\d\D{0,4}){6}|\bnul|\b[0oO]\d?\W{0,4}[a-zé\d]{3}", re.IGNORECASE)
_GAP = re.compile(r"[ \t\u00a0\u00ad\u200b\u2007\u2009\u200e\u200f\u202f\u2060.()/·•*_\-\u2010-\u2015]{0,4}")
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


def dialled(written: str) -> str:
    """Return a number as one dials it in the Netherlands, digits alone."""
    digits = re.sub(r"\D", "", written)
    for abroad in ("0031", "31"):
        if digits.startswith(abroad) and len(digits) - len(abroad) in {9, 10}:
            return "0" + digits.removeprefix(abroad).removeprefix("0")
    return digits


def _phones(text: str, public: PublicFacts, links: list[tuple[int, int]]) -> Iterator[PrivateSpan]:
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


def _phone(text: str, run: list[re.Match[str]], n: int, public: PublicFacts) -> tuple[PrivateSpan, int] | None:
    """Return the number that begins with this part, and which part comes after it."""
    start = run[n].start()
    before = text[max(0, start - 24) : start]
    if _NO_BEGINNING.search(before) or _NO_NUMBER.match(text, start):
        return None
    label = _BEFORE.search(before)
    digits, last = "", None
    for m, part in enumerate(run[n : n + 16], n):
        digits += SPOKEN_NUMBERS.get(part[0].casefold(), part[0].casefold().replace("o", "0"))
        alone = label is not None and m + 1 == len(run) and _LOCAL.fullmatch(digits)
        if alone or _is_number(digits, text[start : part.end()]):
            last = m, digits
            if not digits.startswith("+") or digits.startswith("+31"):
                break
    if last is None:
        return None
    number = dialled(last[1])
    local = _LOCAL.fullmatch(number) and any(one.endswith(number) for one in public.phones)
    known = local or number in public.phones or number in _EMERGENCY
    begin = start - len(label[0]) if label else start
    end = run[last[0]].end()
    if text[begin - 1 : begin] == "(" and ")" in text[begin:end]:
        begin -= 1
    return None if known else (PrivateSpan(begin, end, "phone", number), last[0] + 1)


def _is_number(digits: str, written: str) -> bool:
    if digits.startswith(_PAID) or len(digits) > 16:
        return False
    if digits.startswith("+"):
        return len(dialled(digits)) == 10 if digits.startswith("+31") else 10 <= len(digits) <= 14
    if digits.startswith("00"):
        return len(dialled(digits)) == 10 if digits.startswith("0031") else _ABROAD.fullmatch(digits[2:]) is not None
    if digits.startswith("0"):
        return len(digits) == 10 or re.fullmatch(r"06[ -]?(?:\d{7}|\d{9})", written) is not None
    return re.fullmatch(r"31[1-9]\d{8}", written) is not None


# --- not for everybody -----------------------------------------------------------------------------------
# Agendas hold what is no activity: meetings, days off, rooms let, and conversations with people by name.

_NAMED = r"[A-ZÀ-Þ][\w'’.-]*"
_STRONG = re.compile(rf"\b((?i:{_any_of('internal')})|MDO)(?!\w)")
_FOR_ALL = re.compile(_any_of("for-all"), re.IGNORECASE)
_AT_START = re.compile(
    r"((?i:intakes?|zorgplan|indicatie|sollicitatie|verhuur|optie(?! \d)|intern|concept|bezichtiging|bruiloft|huwelijk|"
    r"trouwerij|uitvaart|begrafenis|crematie|condoleance|familiegesprek|reservering|babyshower|kinderfeestje))\b(?!-)"
    r"|((?i:vergadering|overleg))(?=$|\W)"
    r"|((?i:huisbezoek(?:en)?|melding|afspraak|vakantie|verlof|vrij|vrije dag|ziek|ziekmelding|afwezig|bezet|busy|"
    r"tandarts|huisarts|ziekenhuis|fysio\w*|kapper|bila|1-op-1|1 op 1|verjaardag|jarig|thuiswerken|intervisie|"
    r"supervisie|kerkenraad|bestuur|bestuur vergadert|stuurgroep|terugbellen|bellen|dienst|bardienst))"
    rf"(?:$|\s?[:–-]?\s(?:(?i:van|bij|met|mevr\w*\.?|dhr\.?|fam\w*\.?|Veilig)\s){{0,2}}{_NAMED}(?:\s{_NAMED}){{0,2}}$)"
    r"|((?i:gesprek(?:ken)?)\s(?i:met\s)?)"
    rf"(?=(?i:mevrouw|mevr\b|mw\b|dhr\b|meneer|ouders van|fam\b|familie|cli[eë]nt)|{_NAMED})"
    r"|(MT)(?:$|[\s-])"
)
_PERSON_IS = re.compile(
    rf"{_NAMED}(?:\s{_NAMED})?\s(vakantie|vrij|verlof|ziek|afwezig|niet aanwezig|thuiswerken|jarig)$"
)
_STRONG_TEXT = re.compile(rf"\b({_any_of('internal-text')})", re.IGNORECASE)
_CATEGORY = re.compile(_any_of("internal-category"), re.IGNORECASE)


@lru_cache(maxsize=4_000)
def not_for_everybody(title: str, categories: tuple[str, ...], text: str) -> str:
    """Return the word by which an event seems to be internal or about somebody, empty when there is none."""
    for one in categories:
        if _CATEGORY.fullmatch(one.strip()):
            return one.strip()
    plain = " ".join(re.sub(r"[()\[\]]", " ", title).split()).strip(" .,;:!?-–*")
    found = _STRONG.search(plain)
    if found is None and not _FOR_ALL.search(plain):
        found = _AT_START.match(plain) or _PERSON_IS.match(plain)
    found = found or _STRONG_TEXT.search(text)
    return found[found.lastindex or 0].strip() if found else ""
