"""What the figures say: a table for each set of activities, and one of the goals, each as a ratio."""

from __future__ import annotations

from typing import Any, NamedTuple

from contestants import CONTESTANTS

Results = dict[str, dict[str, Any]]
"""Of one set of activities: what was found, by contestant."""

OURS, PELICAN, START, HUGO, ALIKE = "buurtkalender", "through-pelican", "start", "hugo", "hugo-alike"
COLD, EDITED, NEXT_DAY = (("cold", "seconds"), ("edited", "seconds"), ("next_day", "seconds"))
PEAK, TOGETHER = ("peak_mib",), ("all_processes_mib",)


class Figure(NamedTuple):
    """A figure that was found: with which activities, of whom, and its keys."""

    set_: str
    name: str
    keys: tuple[str, ...]

    def of(self, sets: dict[str, Results]) -> float | None:
        """The figure, or None when it was not measured."""
        found: Any = sets.get(self.set_, {}).get(self.name, {})
        for key in self.keys:
            found = found.get(key) if isinstance(found, dict) else None
        return found or None


class Goal(NamedTuple):
    """What one figure may be at most as a multiple of another."""

    words: str
    figure: Figure
    other: Figure
    most: float

    def ratio(self, sets: dict[str, Results]) -> float | None:
        """Tell how many times the other it is, or None where one of both was not measured."""
        figure, other = self.figure.of(sets), self.other.of(sets)
        return figure / other if figure and other else None


def _against(words: str, most: float, where: tuple[str, str], keys: tuple[str, ...], set_: str) -> Goal:
    """Compare the same figure of two contestants with the same activities."""
    return Goal(words, Figure(set_, where[0], keys), Figure(set_, where[1], keys), most)


GOALS = (
    _against("cold, 3,500, against fc25774", 0.5, (OURS, START), COLD, "3500"),
    _against("cold, 3,500, against Hugo with the same files", 0.7, (OURS, ALIKE), COLD, "3500"),
    _against("cold, published demo, against fc25774", 0.5, (OURS, START), COLD, "demo"),
    _against("one edit, 350, against fc25774", 0.25, (OURS, START), EDITED, "350"),
    _against("one edit, 3,500, against fc25774", 0.25, (OURS, START), EDITED, "3500"),
    _against("one edit, published demo, against fc25774", 0.25, (OURS, START), EDITED, "demo"),
    Goal(
        "next day, published demo, against its cold build",
        Figure("demo", OURS, NEXT_DAY),
        Figure("demo", OURS, COLD),
        0.35,
    ),
    _against("largest process, 3,500, against Hugo", 0.5, (OURS, HUGO), PEAK, "3500"),
    _against("all processes together, 3,500, against Hugo", 0.5, (OURS, HUGO), TOGETHER, "3500"),
    _against("largest process, 35,000, against Hugo", 0.33, (OURS, HUGO), PEAK, "35000"),
    _against("all processes together, 35,000, against Hugo", 0.33, (OURS, HUGO), TOGETHER, "35000"),
    Goal("cold, 35,000 against 3,500", Figure("35000", OURS, COLD), Figure("3500", OURS, COLD), 11),
    _against("cold through Pelican, 3,500, against our own command", 1.25, (PELICAN, OURS), COLD, "3500"),
    _against("cold through Pelican, published demo, against our own command", 1.25, (PELICAN, OURS), COLD, "demo"),
)


def goals(sets: dict[str, Results]) -> str:
    """Tell of each goal what was found, as a Markdown table."""
    lines = ["| goal | at most | found | |", "| --- | --: | --: | --- |"]
    for goal in GOALS:
        ratio = goal.ratio(sets)
        found = ("-", "not measured") if ratio is None else (f"{ratio:.2f} ×", reached(ratio, goal.most))
        lines.append(f"| {goal.words} | {goal.most:g} × | {' | '.join(found)} |")
    return "\n".join(lines)


def reached(ratio: float, most: float) -> str:
    """Tell whether a goal is reached; what is rounded for the table does not count."""
    return "reached" if ratio <= most else "**not reached**"


def table(name: str, results: Results) -> str:
    """Tell one set of activities as a Markdown table.

    A step that a contestant does not know, because it makes everything again, and that was not measured for its length,
    shows a dash.
    """
    first = "the published demo" if name == "demo" else f"{int(name):,} activities"
    heads = (
        *(
            first,
            "cold",
            "processor",
            "× fc25774",
            "× Hugo, same files",
            "× Hugo",
            "unchanged",
            "one edit",
            "× fc25774",
        ),
        *("next day", "× own cold", "largest process", "all processes", "files", "MB", "rounds"),
    )
    lines = [f"| {' | '.join(heads)} |", "| --- |" + " --: |" * (len(heads) - 1)]
    for one in CONTESTANTS:
        if one.name not in results:
            continue
        found = results[one.name]
        if "not_measured" in found:
            words = f"not measured: {found['not_measured'].replace('|', '/')}"
            lines.append(f"| {one.title} | {words} |" + " |" * (len(heads) - 2))
            continue

        def seconds(*keys: str, found: dict[str, Any] = found) -> str:
            return f"{found[keys[0]][keys[1]]:.2f} s" if keys[0] in found else "-"

        def times(keys: tuple[str, ...], other: str, name: str = one.name) -> str:
            ratio = _against("", 0, (name, other), keys, "").ratio({"": results})
            return f"{ratio:.2f}" if ratio else "-"

        own = Goal("", Figure("", one.name, NEXT_DAY), Figure("", one.name, COLD), 0).ratio({"": results})
        cells = (
            *(seconds(*COLD), seconds("cold", "processor_seconds"), times(COLD, START), times(COLD, ALIKE)),
            *(times(COLD, HUGO), seconds("unchanged", "seconds"), seconds(*EDITED), times(EDITED, START)),
            *(seconds(*NEXT_DAY), f"{own:.2f}" if own else "-"),
            *(f"{found['peak_mib']:,} MiB", f"{found['all_processes_mib']:,} MiB", f"{found['files']:,}"),
            *(f"{found['output_mb']:,.1f}", str(found["rounds"])),
        )
        lines.append(f"| {one.title} | {' | '.join(cells)} |")
    return "\n".join(lines)


def same_files(results: Results) -> str:
    """Tell how like ours the files are that Hugo made to be the same, or nothing where that is not known."""
    ours, other = results.get(OURS, {}), results.get(ALIKE, {})
    if "names_alike" not in other or "files" not in ours:
        return ""
    return (
        f"Hugo with the same files makes {other['names_alike']:.1%} of the names of ours, {other['files']:,} files to"
        f" {ours['files']:,} and {other['output_mb']:,.1f} MB to {ours['output_mb']:,.1f}."
    )
