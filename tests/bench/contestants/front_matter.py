"""Markdown with front matter, the form that Hugo and Eleventy share. The rule of repetition is worked out ahead."""

from __future__ import annotations

from pathlib import Path

from generate import AUDIENCES, THEMES, Activity, Town, write


def write_all(town: Town, folder: Path, extra: str = "") -> None:
    """Write every activity as ``<organisation>/<name>.md`` below ``folder``; ``extra`` is added to the front matter."""
    for activity in town.activities:
        write(
            folder / f"{activity.id}.md", f"---\n{_front_matter(town, activity)}{extra}---\n\n{activity.description}\n"
        )


def _front_matter(town: Town, activity: Activity) -> str:
    venue = activity.venue
    return (
        f"title: {activity.title}\nsummary: {activity.summary}\ndate: {activity.confirmed}\n"
        f"organisation: [{town.organisations[activity.organisation][0]}]\nvenue: [{venue.name}]\n"
        f"neighbourhood: [{town.neighbourhoods[venue.neighbourhood]}]\n"
        f"theme: [{', '.join(THEMES[theme][0] for theme in activity.themes)}]\n"
        f"audience: {AUDIENCES[activity.audience][0] if activity.audience else 'iedereen'}\n"
        f"when: {activity.when}\nrule: {activity.rule}\nstart: {activity.start}\nend: {activity.end}\n"
        f"street: {venue.street}\npostcode: {venue.postcode}\ncost: {activity.cost}\nphone: {activity.phone}\n"
        f"come_alone: {'ja' if activity.come_alone else 'onbekend'}\nuid: {activity.id.replace('/', '.')}\n"
    )
