"""`buurtkalender new`: asks for what a file needs, checks each answer as the reader would, and writes the file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from buurtkalender.domain.model import Calendar
from buurtkalender.reading.catalogues import N_, Translator
from buurtkalender.reading.content import FIELDS
from buurtkalender.reading.fields import IDENTIFIER
from buurtkalender.reading.problems import Notes
from buurtkalender.reading.suggest import closest
from buurtkalender.reading.yaml import parse
from buurtkalender.submissions.modelines import modeline

FOLDERS = {"activity": "activities", "organisation": "organisations", "venue": "venues"}
_PLAIN = re.compile(r"[A-Za-zÀ-ž0-9€(][^\x00-\x1f:#\[\]{}\"'\\|>&*!%@`]*")


class Question(NamedTuple):
    """One thing to ask. ``write`` turns the answer into lines of YAML; an empty answer leaves the field out."""

    key: str
    text: str
    write: Callable[[str], str]
    required: bool = False
    choices: tuple[str, ...] = ()


Conversation = tuple[Callable[[str], str], Callable[[str], None]]
"""How to ask for a line, and how to say one."""


def ask(  # noqa: PLR0913, PLR0917 - a conversation needs both of its ends
    kind: str,
    calendar: Calendar,
    content: Path,
    texts: Translator,
    read: Callable[[str], str] = input,
    say: Callable[[str], None] = print,
) -> Path | None:
    """Ask about an ``activity``, ``organisation`` or ``venue`` and return the file that was written.

    An answer that the reader would refuse is asked again, with what is wrong and what to write. Returns None when the
    person stops (end of input, Ctrl+C) before the end; what was answered is then shown, so that nothing is lost.
    """
    _ = texts.gettext
    say(_(N_("Press Enter to leave out what you do not know. Stop with Ctrl+C.")))
    lines: list[str] = []
    try:
        folder = content / FOLDERS[kind]
        if kind == "activity":
            folder /= _choose(N_("Organisation"), tuple(calendar.organisations), texts, read, say)
        for question in _questions(kind, calendar):
            lines += _answer(FOLDERS[kind], question, texts, read, say)
        title = next(line.partition(": ")[2] for line in lines if line.startswith(("title: ", "name: ")))
        path = _file(folder, identifier(title), texts, read, say)
    except (EOFError, KeyboardInterrupt):
        say("\n" + "\n".join(lines))
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    lines.insert(0, modeline(path.relative_to(content).as_posix()))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def identifier(title: str) -> str:
    """Return the identifier that a title suggests: "Koffie in Café 't Hoekje" gives koffie-in-cafe-t-hoekje."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].rstrip("-")


def _questions(kind: str, calendar: Calendar) -> Iterable[Question]:
    if kind == "organisation":
        kinds = _words_of(kind, "kind")
        return (
            Question("name", N_("Name of the organisation"), _line("name"), required=True),
            Question("kind", N_("Kind of organisation"), _line("kind"), required=True, choices=kinds),
            Question("summary", N_("In one sentence"), _line("summary")),
            *_contact(),
            Question("website", N_("Web site (https://…)"), _line("website")),
            _CONFIRMED,
        )
    if kind == "venue":
        areas = tuple(calendar.neighbourhoods)
        return (
            Question("name", N_("Name of the venue"), _line("name"), required=True),
            Question("kind", N_("Kind of venue"), _line("kind"), required=True, choices=_words_of(kind, "kind")),
            Question("address", N_("Street and number, postcode, town"), _address, required=True),
            Question("neighbourhood", N_("Neighbourhood"), _line("neighbourhood"), required=True, choices=areas),
            Question("access", N_("Can somebody in a wheelchair get in? (yes, no, unknown)"), _wheelchair),
            *_contact(),
        )
    themes, audiences, venues = tuple(calendar.themes), tuple(calendar.audiences), tuple(calendar.venues)
    return (
        Question("title", N_("Title of the activity"), _line("title"), required=True),
        Question("summary", N_("In one sentence"), _line("summary")),
        Question("venue", N_("Venue"), _line("venue"), required=True, choices=venues),
        Question("themes", N_("Themes, with commas between"), _list("themes"), required=True, choices=themes),
        Question(
            "audiences", N_("For whom, with commas between (Enter: everyone)"), _list("audiences"), choices=audiences
        ),
        Question("ages", N_("Ages, such as 65+ or 13-27 (Enter: everyone)"), _line("ages")),
        Question(
            "when",
            N_(
                "When? Such as: tuesday 10:00-12:00 · last friday 10:00-12:00 · 2026-12-05 14:00-16:00 · by appointment"
            ),
            _when,
            required=True,
        ),
        Question("cost", N_("What does it cost? (free, or euros such as 2.50)"), _line("cost")),
        Question("drop_in", N_("Can people just walk in? (yes, no)"), _line("drop_in")),
        Question("signup", N_("Sign up: none, or the telephone number or e-mail address to sign up with"), _signup),
        Question("come_alone", N_("Does somebody welcome people who come alone? (yes, no)"), _line("come_alone")),
        Question("contact", N_("Telephone number or e-mail address for questions"), _reach("contact")),
        _CONFIRMED,
    )


def _contact() -> tuple[Question, Question]:
    return (
        Question("phone", N_("Telephone number"), _line("phone")),
        Question("email", N_("E-mail address"), _line("email")),
    )


def _words_of(kind: str, field: str) -> tuple[str, ...]:
    """Return the words that a field knows, from the reader's own table."""
    schema = FIELDS[FOLDERS[kind]].schema()["properties"][field]
    return tuple(schema["enum"])


# --- answers as YAML ------------------------------------------------------------------------------


def scalar(text: str) -> str:
    """Return a text as YAML, in quotes where a character could mean something else."""
    if _PLAIN.fullmatch(text) and text == text.strip():
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _line(key: str) -> Callable[[str], str]:
    return lambda answer: f"{key}: {scalar(answer)}"


def _list(key: str) -> Callable[[str], str]:
    return lambda answer: f"{key}: [{', '.join(scalar(one.strip()) for one in answer.split(',') if one.strip())}]"


def _address(answer: str) -> str:
    street, _, rest = answer.partition(",")
    postcode, _, city = rest.partition(",")
    found = {"street": street.strip(), "postcode": postcode.strip(), "city": city.strip()}
    return "\n".join(["address:", *[f"  {key}: {scalar(text)}" for key, text in found.items() if text]])


def _wheelchair(answer: str) -> str:
    return f"access: {{wheelchair: {scalar(answer)}}}"


def _reach(key: str, more: str = "") -> Callable[[str], str]:
    def write(answer: str) -> str:
        how = "email" if "@" in answer else "url" if "://" in answer else "phone"
        return f"{key}: {{{more}{how}: {scalar(answer)}}}"

    return write


def _signup(answer: str) -> str:
    return f"signup: {answer}" if answer == "none" else _reach("signup", "required: true, ")(answer)


def _when(answer: str) -> str:
    """Return the entry of ``when`` for days and a time in one line, in the words of the format."""
    if answer.strip().lower() == "by appointment":
        return "when:\n  - by_appointment: true"
    text, _, time = answer.strip().rpartition(" ")
    several = [scalar(one.strip()) for one in text.split(",")]
    if re.match(r"\d{4}-", text):
        return f"when:\n  - dates: [{', '.join(several)}]\n    time: {scalar(time)}"
    rule = "monthly" if re.match(r"(first|second|third|fourth|fifth|last)\b|\d", text) else "weekly"
    days = several[0] if len(several) == 1 else f"[{', '.join(several)}]"
    return f"when:\n  - {rule}: {days}\n    time: {scalar(time)}"


_CONFIRMED = Question("confirmed", N_("On what day did you last check this? (2026-11-24)"), _line("confirmed"))


# --- the conversation -----------------------------------------------------------------------------


def _answer(
    section: str, question: Question, texts: Translator, read: Callable[[str], str], say: Callable[[str], None]
) -> list[str]:
    """Ask one question until the answer is right, and return its lines."""
    while True:
        if question.choices:
            say(f"  {', '.join(question.choices)}")
        answer = read(f"{texts.gettext(question.text)}: ").strip()
        if not answer:
            if not question.required:
                return []
            say(texts.gettext(N_("This is needed.")))
            continue
        lines = question.write(answer)
        wrong = [*_unknown(answer, question, texts), *_refused(section, question.key, lines, texts)]
        if not wrong:
            return lines.splitlines()
        for text in wrong:
            say(f"  ! {text}")


def _unknown(answer: str, question: Question, texts: Translator) -> list[str]:
    if not question.choices:
        return []
    several = question.key in {"themes", "audiences"}
    wrong = [one for one in map(str.strip, answer.split(",") if several else [answer]) if one not in question.choices]
    return [_did_you_mean(one, question.choices, texts) for one in wrong if one]


def _did_you_mean(word: str, known: tuple[str, ...], texts: Translator) -> str:
    near = closest(word, known)
    if near:
        return texts.gettext(N_("{word} is not known. Did you mean {near}?")).format(word=word, near=near)
    return texts.gettext(N_("{word} is not known. Choose from the list.")).format(word=word)


def _refused(section: str, key: str, lines: str, texts: Translator) -> list[str]:
    """Return what the reader says of these lines."""
    notes = Notes(section)
    root = parse(lines.encode(), notes)
    if root is not None:
        FIELDS[section].fields[key].kind.read(root.entries[key][1], notes)
    return [problem.text(texts) for problem in notes.problems]


def _choose(
    text: str, known: tuple[str, ...], texts: Translator, read: Callable[[str], str], say: Callable[[str], None]
) -> str:
    question = Question("organisation", text, str, required=True, choices=known)
    while True:
        say(f"  {', '.join(known)}")
        answer = read(f"{texts.gettext(text)}: ").strip()
        wrong = _unknown(answer, question, texts) if answer else [texts.gettext(N_("This is needed."))]
        if not wrong:
            return answer
        for one in wrong:
            say(f"  ! {one}")


def _file(
    folder: Path, suggested: str, texts: Translator, read: Callable[[str], str], say: Callable[[str], None]
) -> Path:
    """Ask for the file's name until it is a valid one that is still free."""
    while True:
        name = read(texts.gettext(N_("File name [{name}]: ")).format(name=suggested)).strip() or suggested
        name = name.removesuffix(".yaml")
        path = folder / f"{name}.yaml"
        if not IDENTIFIER.fullmatch(name):
            say("  ! " + texts.gettext(N_("Use only a-z, 0-9 and hyphens, at most 60.")))
        elif path.exists():
            say("  ! " + texts.gettext(N_("{name} is there already.")).format(name=path.name))
        else:
            return path
