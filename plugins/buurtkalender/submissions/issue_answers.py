"""What somebody answered in the issue form becomes the answers of the site's own form, which the core judges."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from hashlib import sha256
from types import MappingProxyType

from buurtkalender.domain.facts import FACTS
from buurtkalender.domain.model import Calendar
from buurtkalender.domain.values import Term
from buurtkalender.form.answers import Flat
from buurtkalender.form.parsers import named_prices
from buurtkalender.reading.fields_times import DAY
from buurtkalender.reading.problems import FileNotes
from buurtkalender.reading.suggest import DUTCH
from buurtkalender.reading.yaml import Scalar
from buurtkalender.submissions import fixing_values
from buurtkalender.words.facts import FACT_WORDS

# --- body ------------------------------------------------------------------------------------------------
# The text of an issue that was made with the form: what stands below each of its headings.
#
# GitHub writes ``### `` and the label of each field, an empty line, and what was answered. Nothing else is a heading
# here: what somebody writes in a text field cannot become another field, for a heading that comes twice or in another
# order is refused.

HEADINGS: Mapping[str, str] = MappingProxyType(
    {
        "title": "Hoe heet de activiteit?",
        "organisation": "Welke organisatie doet het?",
        "host": "Doen anderen het dan een organisatie? Wie?",
        "themes": "Waar gaat het over?",
        "often": "Hoe vaak is het?",
        "weekdays": "Op welke dagen van de week?",
        "monthly": "Welke dag van de maand?",
        "dates": "Op welke datums?",
        "time": "Van hoe laat tot hoe laat?",
        "from": "Vanaf welke datum?",
        "until": "Tot en met welke datum?",
        "skip": "Wanneer is het er niet?",
        "place": "Waar is het?",
        "description": "Wat gaan mensen doen?",
        "audiences": "Voor wie is het?",
        "ages": "Voor welke leeftijd?",
        "cost": "Wat kost het?",
        "signup": "Moeten mensen zich aanmelden?",
        "reach": "Hoe kunnen ze zich aanmelden?",
        "signup_until": "Tot en met welke dag kunnen ze zich aanmelden?",
        "children": "Mogen kinderen mee?",
        **dict(words.issue for words in FACT_WORDS.values() if words.issue),
        "contact": "Waar kunnen mensen terecht met vragen?",
        "consent": "Toestemming",
    }
)
"""The fields of ``.github/ISSUE_TEMPLATE/1-activiteit.yml`` in its order: the id of each, and its label."""

CONSENT = "De organisatie vindt het goed dat dit op de kalender komt."
NOTHING = frozenset({"_No response_", "None", ""})
MOST = 65_536


class NotAFormError(Exception):
    """The text is not what the form makes; the text of the error is the heading where it goes wrong, or empty."""


def sections(body: str) -> dict[str, str]:
    """Return what was answered, by the id of the field; what was left empty is not there. Raises NotAFormError."""
    labels = {f"### {label}": name for name, label in HEADINGS.items()}
    order = list(HEADINGS)
    found: dict[str, list[str]] = {}
    current = ""
    for line in normalised(body)[:MOST].split("\n"):
        name = labels.get(line.rstrip())
        if name is None:
            if current:
                found[current].append(line)
            elif line.strip():
                raise NotAFormError("")
            continue
        if current and order.index(name) <= order.index(current):
            raise NotAFormError(HEADINGS[name])
        current = name
        found[name] = []
    if not {"title", "organisation", "often", "consent"} <= found.keys():
        raise NotAFormError("")
    answers = {name: "\n".join(lines).strip() for name, lines in found.items()}
    return {name: text for name, text in answers.items() if text not in NOTHING}


def normalised(body: str) -> str:
    """Return the text as it is compared: line ends and empty ends differ by the way that it came."""
    return body.replace("\r\n", "\n").replace("\r", "\n").strip()


def body_digest(body: str) -> str:
    """Return the SHA-256 of the text, in hexadecimal: whoever approves it approves exactly this."""
    return sha256(normalised(body).encode("utf-8", "replace")).hexdigest()


OFTEN = {
    "Elke week": "weekly",
    "Om de week": "weekly",
    "Elke maand": "monthly",
    "Op losse datums": "dates",
    "Zonder vaste tijd, op afspraak": "by_appointment",
}
SKIP = {"In de schoolvakanties": "school-holidays", "Op feestdagen": "public-holidays"}
SIGNUP = {"Nee": "none", "Ja": "yes"}
YES_NO = {"Ja": "yes", "Nee": "no"}
_FACTS = {FACTS[key].field: words.issue[0] for key, words in FACT_WORDS.items() if words.issue}

ASKED = {
    "title": "title", "organisation": "organisation", "themes": "themes", "description": "description",
    "audiences": "audiences", "ages": "ages", "cost": "cost", "signup": "signup", "contact": "contact",
    "consent": "consent", "when.0.weekly": "weekdays", "when.0.monthly": "monthly", "when.0.dates": "dates",
    "when.0.time": "time", "when.0.from": "from", "when.0.until": "until", "when.0.every": "from", "when.0": "often",
    "host": "host", "signup.until": "signup_until", "families": "children",
    "signup.phone": "reach", "signup.email": "reach", "signup.url": "reach", "venue": "place", "location": "place",
    "serves": "place", "access": "wheelchair", **_FACTS,
}  # fmt: skip
"""At which field of the issue form each answer of the site's form was asked."""

_POSTCODE = re.compile(r"\b([1-9]\d{3}) ?([A-Za-z]{2})\b")
_BETWEEN = re.compile(r"\s*(?:,|;|\n|\ben\b)\s*")


def asked_at(name: str) -> str:
    """Return the field of the issue form where an answer was asked."""
    while name and name not in ASKED:
        name = name.rpartition(".")[0]
    return ASKED.get(name, "title")


def issue_answers(found: Mapping[str, str], calendar: Calendar) -> Flat:
    """Return the answers of the site's form; what is not understood stays as it was typed, for the core to refuse."""
    answers: Flat = {"action": ("new",)}

    def put(name: str, *texts: str) -> None:
        if any(texts):
            answers[name] = texts

    put("title", found.get("title", ""))
    put("organisation", organisation(found.get("organisation", ""), calendar))
    put("host.name", " ".join(found.get("host", "").split()))
    put("themes", *_terms(found.get("themes", ""), calendar.themes))
    put("audiences", *_terms(found.get("audiences", ""), calendar.audiences))
    put("description", found.get("description", ""))
    put("ages", fixing_values.ages(found.get("ages", "")) or found.get("ages", ""))
    answers |= _when(found) | _place(found, calendar) | _cost(found.get("cost", ""))
    put("signup", SIGNUP.get(found.get("signup", ""), ""))
    if SIGNUP.get(found.get("signup", "")) == "yes":
        answers |= _reach("signup", found.get("reach", ""))
        put("signup.until", _day(found["signup_until"]) if "signup_until" in found else "")
    put("families.children_welcome", YES_NO.get(found.get("children", ""), ""))
    answers |= _reach("contact", found.get("contact", ""))
    for field, asked in _FACTS.items():
        put(field, YES_NO.get(found.get(asked, ""), ""))
    agreed = re.search(rf"^- \[[xX]\] {re.escape(CONSENT)}\s*$", found.get("consent", ""), re.MULTILINE)
    put("consent", "yes" if agreed else "")
    return answers


def organisation(text: str, calendar: Calendar) -> str:
    """Return the identifier of the organisation with this name; empty where there is none, or more than one."""
    return _one(text, {one.id: one.name for one in calendar.organisations.values()})


def _one(text: str, names: Mapping[str, str]) -> str:
    """Return what goes by this name, in whole or as the only one with this in its name."""
    plain = _bare(text)
    whole = [key for key, name in names.items() if plain in {_bare(key), _bare(name)}]
    parts = [key for key, name in names.items() if len(plain) > 4 and f" {plain} " in f" {_bare(name)} "]
    found = whole or parts
    return found[0] if len(found) == 1 else ""


def _bare(text: str) -> str:
    return " ".join("".join(letter if letter.isalnum() else " " for letter in text.casefold()).split())


def _terms(text: str, known: Mapping[str, Term]) -> list[str]:
    """Return the words of the vocabulary for what was chosen, by their label in any language."""
    labels = {label.casefold(): term.id for term in known.values() for label in (*term.label.values(), term.id)}
    return [labels.get(part.strip().casefold(), part.strip()) for part in text.split(", ") if part.strip()]


def _when(found: Mapping[str, str]) -> Flat:
    often = found.get("often", "")
    kind = OFTEN.get(often, "")
    name = "when.0"
    answers: Flat = {f"{name}.kind": (kind,)} if kind else {}
    if kind == "by_appointment":
        return answers | {f"{name}.by_appointment": ("true",)}
    if kind == "weekly":
        answers[f"{name}.weekly"] = tuple(_weekday(day) for day in _several(found.get("weekdays", "")))
    elif kind == "monthly":
        days = _several(found.get("monthly", ""))
        answers[f"{name}.monthly"] = tuple(fixing_values.nth(day) or day for day in days)
    elif kind == "dates":
        answers[f"{name}.dates"] = tuple(_day(day) for day in _several(found.get("dates", "")))
    time = found.get("time", "")
    answers[f"{name}.time"] = (fixing_values.time(time) or time,) if time else ()
    if kind in {"weekly", "monthly"}:
        for key in ("from", "until"):
            answers[f"{name}.{key}"] = (_day(found[key]),) if key in found else ()
        answers[f"{name}.every"] = ("2",) if often == "Om de week" else ()
        skips = [SKIP[part.strip()] for part in found.get("skip", "").split(", ") if part.strip() in SKIP]
        answers[f"{name}.skip"] = tuple(skips)
    return {key: texts for key, texts in answers.items() if texts}


def _several(text: str) -> list[str]:
    return [part for part in _BETWEEN.split(text.strip()) if part]


def _weekday(text: str) -> str:
    return DUTCH.get(text.strip().casefold(), text.strip())


def _day(text: str) -> str:
    """Return a date as the format writes it, where it can only be one."""
    notes = FileNotes("")
    if DAY.parse(text.strip(), Scalar(text, 1, 1), notes) is None and notes.problems:
        problem = notes.problems[0]
        sure = problem.code == "bad-date" and not fixing_values.SHORT_YEAR.search(text.strip())
        return (problem.params.get("suggestion", "") if sure else "") or text
    return text.strip()


def _place(found: Mapping[str, str], calendar: Calendar) -> Flat:
    text = " ".join(found.get("place", "").split())
    if not text:
        return {}
    if venue := _one(text.partition(",")[0], {one.id: one.name for one in calendar.venues.values()}):
        return {"venue": (venue,)}
    areas = {one.id: one.name for one in calendar.neighbourhoods.values()}
    areas |= {one.id: one.name for one in calendar.municipalities.values()}
    served = [_one(part, areas) for part in _several(text)]
    if OFTEN.get(found.get("often", "")) == "by_appointment" and all(served):
        return {"serves": tuple(served)}
    return _location(text)


def _location(text: str) -> Flat:
    """Take ``Plein 12, Dorpsstraat 1, 1234 AB Zeedorp`` apart into name, street, postcode and town."""
    answers: Flat = {}
    if match := _POSTCODE.search(text):
        answers["location.postcode"] = (f"{match[1]} {match[2].upper()}",)
        text = text[: match.start()].rstrip(" ,") + ", " + text[match.end() :].lstrip(" ,")
    parts = [part.strip() for part in text.split(",") if part.strip()]
    for key, part in zip(("name", "street", "city"), parts, strict=False):
        answers[f"location.{key}"] = (part,)
    return answers


def _cost(text: str) -> Flat:
    if not text:
        return {}
    if named := named_prices(text):
        told: Flat = {"cost": ("prices",)}
        for n, (who, euros) in enumerate(named):
            told |= {f"cost.{n}.for": (who,), f"cost.{n}.amount": (euros,)}
        return told
    amount = fixing_values.amount(text)
    if amount in {"free", "0"}:
        return {"cost": ("free",)}
    return {"cost": ("paid",), "cost.amount": (amount or text,)}


def _reach(name: str, text: str) -> Flat:
    """Return how to reach somebody: each part is a telephone number, an e-mail address or a link."""
    answers: dict[str, tuple[str, ...]] = {}
    for part in _several(text):
        key = "url" if "://" in part else "email" if "@" in part else "phone"
        answers.setdefault(f"{name}.{key}", (part,))
    return answers


def mobiles(texts: Iterable[str]) -> list[str]:
    """Return the mobile numbers in these texts: often somebody's own, and what is public once is so for ever."""
    found = [match[0] for text in texts for match in re.finditer(r"(?:\+31[ -]?6|\b06)[ -]?(?:\d[ -]?){7}\d", text)]
    return list(dict.fromkeys(found))
