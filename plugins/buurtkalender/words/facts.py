"""What people read of the yes-or-no facts of an activity: a row for each of :mod:`buurtkalender.domain.facts`.

The texts are msgids. Where a row leaves something empty, the fact does not show there.
"""

from __future__ import annotations

import msgspec

from buurtkalender.domain.facts import FACTS
from buurtkalender.words.catalogues import N_


class FactPageWords(msgspec.Struct, frozen=True):
    """A question on the page of an activity, with its two answers; what residents are told when nobody said.

    Where that is nothing, the answer is not marked as a yes or a no either: it is something extra.
    """

    question: str
    yes: str
    no: str
    unknown: str = ""


class ListWords(msgspec.Struct, frozen=True):
    """A list of its own, and a choice in the search: a Dutch word for addresses, a label, the list's title.

    ``asked`` is how people ask for it when they search, alternatives with a bar between, besides the label.
    """

    slug: str
    label: str
    title: str
    asked: str = ""


class FinderWords(msgspec.Struct, frozen=True):
    """A choice in the finder of professionals: a Dutch word for the address, a label, and why something fits or not."""

    slug: str
    label: str
    yes: str
    no: str
    unknown: str


class FactWords(msgspec.Struct, frozen=True, kw_only=True):
    """The words of a fact.

    In the format: ``meaning`` of its key, in the manual (:data:`MEANING`), and ``field``, what it says of a field of
    its own. In gaps: ``name``, what it is about (:data:`ABOUT`); ``condition``, what a norm asks; ``barrier``, why
    something does not count; ``question``, whether it holds; ``remedy``, what to do about it, where it is waivable.
    Of organisations: ``task``, what to fill in, and ``column``, its name in tables of what is known, where it is asked.
    For residents: ``listed``, ``explained``, and ``feed``, what feeds say where it holds. For professionals ``needed``.
    Of who hands in: ``form``, the question of the form; ``more``, its name among what may be told besides, without
    which everybody is asked; ``headers``, what its column is called in sheets, with bars between; ``issue``, its field
    in the issue form and that field's label, in Dutch. ``short`` is its key in the data of search and finder.
    """

    meaning: str
    name: str
    condition: str
    barrier: str
    question: str
    task: str
    column: str = ""
    remedy: str = ""
    field: str = ""
    form: str = ""
    more: str = ""
    headers: str = ""
    issue: tuple[str, str] | None = None
    feed: str = ""
    short: str = ""
    explained: FactPageWords | None = None
    listed: ListWords | None = None
    needed: FinderWords | None = None


MEANING = "word of the format"
"""The context in the catalogue of the words of the format, each explained in the reader's language."""

ABOUT = "fact"
"""The context in the catalogue of what a fact is about, for inside a sentence."""

FACT_WORDS: dict[str, FactWords] = {
    "free": FactWords(
        meaning=N_("costs nothing"),
        name=N_("the costs"),
        condition=N_("free"),
        barrier=N_("it is not free"),
        question=N_("is it free?"),
        task=N_("Say what it costs."),
        column=N_("Is it free?"),
        remedy=N_("Make this free: {title}, of {organisation}. It now costs {amount}."),
        short="free",
        listed=ListWords("gratis", N_("Free"), N_("Free activities"), N_("free|for free|free of charge|for nothing")),
    ),
    "wheelchair": FactWords(
        meaning=N_("a wheelchair can get in"),
        name=N_("wheelchair access"),
        condition=N_("accessible with a wheelchair"),
        barrier=N_("it is not accessible with a wheelchair"),
        question=N_("can people get in with a wheelchair?"),
        task=N_("Say whether people can get in with a wheelchair."),
        column=N_("With a wheelchair?"),
        headers="rolstoel|rolstoeltoegankelijk|rolstoelvriendelijk|toegankelijk|toegankelijkheid|wheelchair",
        issue=("wheelchair", "Kun je er met een rolstoel in?"),
        short="wheelchair",
        listed=ListWords(
            "rolstoel",
            N_("With a wheelchair"),
            N_("Activities you can reach in a wheelchair"),
            N_("wheelchair|wheelchair accessible|in a wheelchair"),
        ),
        needed=FinderWords(
            "rolstoel",
            N_("Wheelchair or rollator"),
            N_("Accessible with a wheelchair or rollator"),
            N_("Not accessible with a wheelchair"),
            N_("Wheelchair: not known"),
        ),
    ),
    "drop-in": FactWords(
        meaning=N_("walk in at any moment"),
        name=N_("walking in"),
        condition=N_("walk in at any moment"),
        barrier=N_("you cannot walk in at any moment"),
        question=N_("can people walk in at any moment?"),
        task=N_("Say whether people can walk in at any moment."),
        column=N_("Walk in?"),
        field=N_("Walk in without sign-up, at any moment between the times."),
        form=N_("Can people come and go between the times?"),
        headers="inloop|vrije inloop|zonder afspraak|drop in|walk in",
        feed=N_("You can walk in whenever you like."),
        short="dropin",
        listed=ListWords(
            "binnenlopen", N_("Just walk in"), N_("Activities where you can just walk in"), N_("walk in|drop in")
        ),
        needed=FinderWords(
            "binnenlopen",
            N_("Just walk in"),
            N_("Just walk in"),
            N_("Not just walk in"),
            N_("Not known whether one can just walk in"),
        ),
    ),
    "come-alone": FactWords(
        meaning=N_("somebody welcomes who comes alone"),
        name=N_("a welcome for who comes alone"),
        condition=N_("somebody welcomes people who come alone"),
        barrier=N_("nobody welcomes people who come alone"),
        question=N_("does somebody welcome people who come alone?"),
        task=N_("Say whether somebody welcomes people who come alone."),
        column=N_("Welcome when you come alone?"),
        remedy=N_("See to it that somebody welcomes people who come alone: {title}, of {organisation}."),
        field=N_("Somebody welcomes people who come alone."),
        form=N_("Does somebody welcome people who come alone?"),
        headers="alleen komen|kom je alleen|come alone",
        issue=("alone", "Wordt iemand die alleen komt opgevangen?"),
        feed=N_("Do you come alone? Somebody will welcome you."),
        short="alone",
        explained=FactPageWords(
            N_("Can I come alone?"),
            N_("Yes. Somebody welcomes you."),
            N_("No, come together with somebody you know."),
            N_("whether somebody welcomes you when you come alone"),
        ),
        listed=ListWords(
            "alleen-komen",
            N_("Come alone"),
            N_("Activities where you are welcomed when you come alone"),
            N_("come alone|on my own"),
        ),
        needed=FinderWords(
            "alleen",
            N_("Comes alone, and is welcomed"),
            N_("Who comes alone is welcomed"),
            N_("Come together with somebody you know"),
            N_("Not known whether somebody welcomes who comes alone"),
        ),
    ),
    "no-signup": FactWords(
        meaning=N_("nobody has to sign up"),
        name=N_("signing up"),
        condition=N_("without signing up"),
        barrier=N_("you have to sign up"),
        question=N_("can people come without signing up?"),
        task=N_("Say whether people have to sign up."),
        column=N_("Without signing up?"),
        remedy=N_("Let people come without signing up: {title}, of {organisation}."),
        short="nosignup",
        listed=ListWords(
            "zonder-aanmelden",
            N_("Without signing up"),
            N_("Activities without signing up"),
            N_("without signing up|no sign-up|without registration|without an appointment"),
        ),
        needed=FinderWords(
            "zonder-aanmelden",
            N_("Without signing up"),
            N_("Without signing up"),
            N_("Sign up first"),
            N_("Not known whether one has to sign up"),
        ),
    ),
    "companion": FactWords(
        meaning=N_("somebody comes along the first time"),
        name=N_("company the first time"),
        condition=N_("somebody can come along the first time"),
        barrier=N_("nobody comes along the first time"),
        question=N_("can somebody come along the first time?"),
        task=N_("Say whether somebody can come along the first time."),
        remedy=N_("See to it that somebody can come along the first time: {title}, of {organisation}."),
        field=N_("Somebody can come along the first time."),
        form=N_("Can somebody come along the first time?"),
        more=N_("Somebody who comes along the first time"),
        feed=N_("The first time somebody can come along with you."),
        short="companion",
        explained=FactPageWords(
            N_("Can somebody come along with me?"), N_("Yes, the first time. Ask for it when you call."), N_("No.")
        ),
        needed=FinderWords(
            "mee",
            N_("Somebody comes along the first time"),
            N_("Somebody comes along the first time"),
            N_("Nobody comes along"),
            N_("Not known whether somebody can come along"),
        ),
    ),
    "no-referral": FactWords(
        meaning=N_("nobody has to refer you"),
        name=N_("a referral"),
        condition=N_("without a referral"),
        barrier=N_("you need a referral"),
        question=N_("can people come without a referral?"),
        task=N_("Say whether people need a referral."),
        remedy=N_("Let people come without a referral: {title}, of {organisation}."),
    ),
    "children-welcome": FactWords(
        meaning=N_("children may come along"),
        name=N_("children who come along"),
        condition=N_("children may come along"),
        barrier=N_("children may not come along"),
        question=N_("may children come along?"),
        task=N_("Say whether children may come along."),
        remedy=N_("Let children come along: {title}, of {organisation}."),
        feed=N_("You may bring your children."),
        short="kids",
        explained=FactPageWords(
            N_("May I bring my children?"), N_("Yes, children are welcome."), N_("No, come without children.")
        ),
        listed=ListWords("kinderen-welkom", N_("Children welcome"), N_("Activities where your children are welcome")),
        needed=FinderWords(
            "kinderen-mee",
            N_("Brings children"),
            N_("Children may come along"),
            N_("Children may not come along"),
            N_("Not known whether children may come along"),
        ),
    ),
    "childcare": FactWords(
        meaning=N_("somebody looks after children"),
        name=N_("childcare"),
        condition=N_("with childcare"),
        barrier=N_("there is no childcare"),
        question=N_("is there childcare?"),
        task=N_("Say whether there is childcare."),
        remedy=N_("See to it that somebody looks after children: {title}, of {organisation}."),
        feed=N_("There is childcare."),
        short="care",
        explained=FactPageWords(N_("Is there childcare?"), N_("Yes, somebody looks after your children."), N_("No.")),
        listed=ListWords("kinderopvang", N_("Childcare"), N_("Activities with childcare")),
        needed=FinderWords(
            "kinderopvang",
            N_("Childcare meanwhile"),
            N_("There is childcare"),
            N_("There is no childcare"),
            N_("Not known whether there is childcare"),
        ),
    ),
    "siblings": FactWords(
        meaning=N_("brothers and sisters may come along"),
        name=N_("brothers and sisters"),
        condition=N_("brothers and sisters may come along"),
        barrier=N_("brothers and sisters may not come along"),
        question=N_("may brothers and sisters come along?"),
        task=N_("Say whether brothers and sisters may come along."),
        remedy=N_("Let brothers and sisters come along: {title}, of {organisation}."),
        feed=N_("Brothers and sisters may come along."),
        short="siblings",
        explained=FactPageWords(
            N_("May brothers and sisters come along?"), N_("Yes, they are welcome."), N_("No, only the child itself.")
        ),
        needed=FinderWords(
            "broers-en-zussen",
            N_("Brings brothers and sisters"),
            N_("Brothers and sisters may come along"),
            N_("Brothers and sisters may not come along"),
            N_("Not known whether brothers and sisters may come along"),
        ),
    ),
}
"""The words of each fact, in the order in which residents choose from the lists."""

LISTED: dict[str, ListWords] = {key: words.listed for key, words in FACT_WORDS.items() if words.listed}
"""The facts that have a list of their own."""

NEEDED: dict[str, FinderWords] = {key: needed for key in FACTS if (needed := FACT_WORDS[key].needed)}
"""The facts that a professional can ask for."""


def residents_texts(words: FactWords) -> list[str]:
    """Return what residents read of a fact on the site: what every language has."""
    shown = (
        [text for text in (words.listed.label, words.listed.title, words.listed.asked) if text] if words.listed else []
    )
    about = words.explained
    return [*shown, *([text for text in (about.question, about.yes, about.no, about.unknown) if text] if about else [])]
