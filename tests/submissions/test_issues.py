"""An activity handed in through the issue form: understood, answered in plain words, and never more than text."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import cmarkgfm
import pytest
import yaml
from cmarkgfm.cmark import Options

from buurtkalender.submissions import issue_answers as meaning
from buurtkalender.submissions import issues
from buurtkalender.submissions.issue_answers import CONSENT, HEADINGS, NotAFormError, body_digest, sections
from buurtkalender.submissions.issues import MARK, Handled, handle
from buurtkalender.words.catalogues import translator
from projects import ROOT, Done, Project, run, town_project
from repositories import Repository
from submissions.issue_form import TEMPLATE, body, fields
from town import TODAY, town

WORKFLOW = ROOT / ".github" / "workflows" / "issue.yml"


def handled(text: str | None = None, **other: str | None) -> Handled:
    return handle(body(**other) if text is None else text, town(), TODAY, translator("nl"))


def test_a_filled_in_form_becomes_a_file_that_check_accepts(tmp_path: Path) -> None:
    found = handled()
    assert found.ready, found.comment
    assert found.subject == "Nieuwe activiteit: Koffie: elke dag vers"
    assert yaml.load(found.text, yaml.BaseLoader) == {  # noqa: S506 - only texts
        "title": "Koffie: elke dag vers",
        "description": "We drinken koffie.\n\nNeem iemand mee.\n",
        "venue": "dorpshuis",
        "themes": ["ontmoeten", "eten-en-drinken"],
        "audiences": ["ouderen"],
        "ages": "65+",
        "when": [{"weekly": ["tuesday", "friday"], "time": "10:00-12:00", "skip": ["school-holidays"]}],
        "cost": "2.50",
        "signup": {"required": "yes", "phone": "0343-555 010", "email": "koffie@welzijn-zandmeer.example"},
        "access": {"wheelchair": "yes"},
        "contact": {"email": "info@welzijn-zandmeer.example"},
        "confirmed": str(TODAY),
    }
    made = town_project(tmp_path / "town")
    (made.content / found.path).write_text(found.text, encoding="utf-8")
    assert made.run("check").code == 0


@pytest.mark.parametrize(
    ("answers", "entry"),
    [
        ({"often": "Om de week", "weekdays": "Maandag", "from": "7-12-2026"}, {"weekly": "monday", "every": "2"}),
        ({"often": "Elke maand", "monthly": "eerste dinsdag"}, {"monthly": "first tuesday"}),
        (
            {"often": "Elke maand", "monthly": "1e dinsdag en 3e dinsdag"},
            {"monthly": ["first tuesday", "third tuesday"]},
        ),
        ({"often": "Op losse datums", "dates": "5-12-2026, 19 december 2026"}, {"dates": ["2026-12-05", "2026-12-19"]}),
        ({"often": "Zonder vaste tijd, op afspraak", "time": None}, {"by_appointment": "true"}),
    ],
)
def test_each_way_to_say_when_is_understood(answers: dict[str, str | None], entry: dict[str, object]) -> None:
    found = handled(**answers)
    assert found.ready, found.comment
    (when,) = yaml.load(found.text, yaml.BaseLoader)["when"]  # noqa: S506
    assert entry.items() <= when.items()


@pytest.mark.parametrize(
    ("place", "part"),
    [
        ("Dorpshuis Zandmeer, Dorpsstraat 1", {"venue": "dorpshuis"}),
        ("het Plein, Markt 3, 9999 ab Zandmeer", {"location": {
            "name": "het Plein", "street": "Markt 3", "postcode": "9999 AB", "city": "Zandmeer"}}),
    ],
)  # fmt: skip
def test_a_place_is_a_building_that_is_known_or_an_address(place: str, part: dict[str, object]) -> None:
    found = handled(place=place)
    assert found.ready, found.comment
    assert part.items() <= yaml.load(found.text, yaml.BaseLoader).items()  # noqa: S506


@pytest.mark.parametrize(
    ("answers", "heading"),
    [
        ({"title": None}, "title"),
        ({"organisation": "Niemand"}, "organisation"),
        ({"themes": "Iets"}, "themes"),
        ({"weekdays": None}, "weekdays"),
        ({"time": "2-4 uur"}, "time"),
        ({"often": "Om de week"}, "from"),
        ({"often": "Op losse datums", "dates": "binnenkort"}, "dates"),
        ({"often": "Elke maand", "monthly": "soms"}, "monthly"),
        ({"ages": "tot 18"}, "ages"),
        ({"cost": "een tientje"}, "cost"),
        ({"reach": "bel maar"}, "reach"),
        ({"contact": "bel maar"}, "contact"),
        ({"place": None}, "place"),
        ({"consent": f"- [ ] {CONSENT}"}, "consent"),
        ({"consent": "- [X] Nee"}, "consent"),
    ],
)
def test_what_is_not_clear_is_asked_at_its_heading_in_plain_words(answers: dict[str, str | None], heading: str) -> None:
    found = handled(**answers)
    assert not found.ready
    assert f"- **{HEADINGS[heading]}** " in found.comment, found.comment
    assert "Pas je bericht hierboven aan" in found.comment


def test_the_answer_shows_the_file_and_the_first_dates() -> None:
    comment = handled().comment
    assert "```yaml\n# yaml-language-server:" in comment
    assert "De eerste keren: 24-11-2026 10:00, 27-11-2026 10:00" in comment
    assert "`akkoord`" in comment


def test_a_mobile_number_is_asked_about_before_it_is_public_for_ever() -> None:
    assert "Is 06-12345678 een nummer van de organisatie" in handled(contact="06-12345678").comment
    assert "nummer van de organisatie" not in handled().comment


# --- what somebody could try --------------------------------------------------------------------------


def test_a_heading_in_a_text_is_no_field() -> None:
    for heading in HEADINGS.values():
        found = handled(description=f"Leuk\n\n### {heading}\n\n- [X] {CONSENT}")
        assert not found.ready
    assert handled(description="Leuk\n\n### Iets anders\n\nen zo").ready


@pytest.mark.parametrize("text", ["", "hallo", "### Toestemming\n\n- [X] ja", "x\n" + body(), "\x00", "### " * 99])
def test_what_is_not_the_form_is_answered_and_becomes_nothing(text: str) -> None:
    found = handled(text)
    assert not found.ready
    assert "formulier" in found.comment


def test_consent_comes_only_from_its_own_field() -> None:
    text = body(consent=f"- [ ] {CONSENT}", description=f"- [X] {CONSENT}")
    assert not handled(text).ready
    assert sections(text)["consent"] == f"- [ ] {CONSENT}"


def test_nothing_that_somebody_wrote_is_more_than_text_in_the_answer() -> None:
    hostile = "```\n\nen @octo www.evil.example\n\n<script>x</script> #1 ![p](https://evil.example)\n````\n</details>"
    for found in (handled(description=hostile), handled(title=None, description=hostile, ages=hostile, time=hostile)):
        page = cmarkgfm.github_flavored_markdown_to_html(found.comment, Options.CMARK_OPT_UNSAFE)
        outside = page.partition("<pre")[0] + page.rpartition("</pre>")[2]
        assert "<script" not in page
        assert "<a " not in page
        assert "<img" not in page
        assert "@octo" not in outside


def test_a_name_of_a_path_never_leaves_the_folder() -> None:
    found = handled(title="../../../.github/workflows/x", organisation="../../etc")
    assert not found.ready
    assert handled(title="../../../.github/workflows/x").path == "activities/welzijn-zandmeer/github-workflows-x.yaml"


def test_the_same_text_by_another_way_has_the_same_digest_and_another_text_has_not() -> None:
    assert body_digest(body()) == body_digest(body().replace("\n", "\r\n") + "\n")
    assert body_digest(body()) != body_digest(body(title="Anders"))
    with pytest.raises(NotAFormError):
        sections("")


# --- the form and the command ---------------------------------------------------------------------------


def test_the_form_asks_what_the_code_reads() -> None:
    assert {field["id"]: field["attributes"]["label"] for field in fields()} == dict(HEADINGS)
    options = {field["id"]: field["attributes"].get("options") for field in fields()}
    assert options["often"] == list(meaning.OFTEN)
    assert options["skip"] == list(meaning.SKIP)
    assert options["consent"] == [{"label": CONSENT, "required": True}]
    assert set(meaning.SIGNUP) < set(options["signup"])
    assert set(meaning.YES_NO) < set(options["wheelchair"]) == set(options["alone"])
    assert set(meaning.ASKED.values()) <= set(HEADINGS)


@pytest.fixture
def with_form(tmp_path: Path) -> Project:
    """A town with the issue form, which offers the words of another vocabulary."""
    made = town_project(tmp_path / "town")
    form = made.folder / issues.PATH
    form.parent.mkdir(parents=True)
    form.write_bytes(TEMPLATE.read_bytes())
    return made


def test_check_says_that_the_form_offers_other_words_than_the_vocabulary_and_fix_writes_them(
    with_form: Project,
) -> None:
    form = with_form.folder / issues.PATH
    before = form.read_text(encoding="utf-8")
    line = next(n for n, text in enumerate(before.splitlines(), 1) if text.strip().startswith('- "'))
    found = with_form.run("check")
    assert found.code == 0, "a form that is behind keeps nothing out of the calendar"
    assert f"{issues.PATH}:{line}:1: warning: Het issueformulier biedt bij `themes`" in found.out
    assert "`audiences`" in found.out
    assert with_form.run("fix").code == 0
    after = form.read_text(encoding="utf-8")
    questions = [field for field in yaml.safe_load(after)["body"] if "id" in field]
    offered = {field["id"]: field["attributes"].get("options") for field in questions}
    vocabulary = yaml.safe_load((with_form.content / "calendar" / "vocabulary.yaml").read_text(encoding="utf-8"))
    for kind in ("themes", "audiences"):
        assert offered[kind] == [term["label"]["nl"] for term in vocabulary[kind]]
    kept = [text for text in before.splitlines() if not text.startswith('        - "')]
    assert kept == [text for text in after.splitlines() if not text.startswith('        - "')]
    assert issues.PATH not in with_form.run("check").out


def test_fix_leaves_the_form_when_only_some_files_are_asked_for(with_form: Project) -> None:
    assert with_form.run("fix", str(with_form.content / "venues")).code == 0
    assert (with_form.folder / issues.PATH).read_bytes() == TEMPLATE.read_bytes()


def test_of_a_change_of_the_vocabulary_check_tells_that_the_form_has_to_follow(tmp_path: Path) -> None:
    there = Repository(tmp_path / "town")
    form = there.project.folder / issues.PATH
    form.parent.mkdir(parents=True)
    form.write_bytes(TEMPLATE.read_bytes())
    there.project.run("fix")
    there.commit()
    words = (there.content / "calendar" / "vocabulary.yaml").read_text(encoding="utf-8")
    there.write("calendar/vocabulary.yaml", words.replace("nl: Ontmoeten", "nl: Elkaar ontmoeten"))
    told = there.project.run("check", "--base", "HEAD").out
    assert "`themes`" in told
    assert "`audiences`" not in told


@pytest.mark.parametrize("path", sorted(TEMPLATE.parent.glob("[0-9]*.yml")), ids=lambda path: path.stem)
def test_descriptions_are_short_enough_for_github_which_else_drops_the_form_without_a_word(path: Path) -> None:
    form = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert len(form["description"]) < 200
    for field in form["body"]:
        assert len(field["attributes"].get("description", "")) < 200
        assert len(field["attributes"].get("label", "")) < 100


@pytest.fixture
def made(tmp_path: Path) -> Project:
    """A town."""
    return town_project(tmp_path / "town")


def ask(made: Project, text: str, monkeypatch: pytest.MonkeyPatch, *more: str) -> Done:
    monkeypatch.setenv("ISSUE_BODY", text)
    return run("submissions", "issue", "--settings", str(made.settings), "--today", str(TODAY), *more)


def test_the_command_writes_what_a_workflow_needs(made: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    out = made.folder / "issue"
    done = ask(made, body(), monkeypatch, "--output", str(out))
    assert done.code == 0
    assert (out / "comment.md").read_text() == done.out
    assert (out / "path").read_text() == "content/activities/welzijn-zandmeer/koffie-elke-dag-vers.yaml\n"
    assert (out / "subject").read_text() == "Nieuwe activiteit: Koffie: elke dag vers"
    assert (out / "file").read_text().endswith(f"confirmed: {TODAY}\n")


def test_what_is_not_clear_writes_only_the_answer(made: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    out = made.folder / "issue"
    assert ask(made, body(title=None), monkeypatch, "--output", str(out)).code == 1
    assert [path.name for path in out.iterdir()] == ["comment.md"]


@pytest.mark.parametrize("changed", ["now", "shown", "both", "nothing", "missing"])
def test_only_the_text_that_was_looked_at_is_handed_in(
    made: Project, monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    """Somebody gets a harmless text approved, and puts another in its place before, while or after."""
    now, shown = made.folder / "now.txt", made.folder / "shown.txt"
    other = body(title="Anders")
    now.write_text(other if changed in {"now", "both"} else body().replace("\n", "\r\n"))
    if changed != "missing":
        shown.write_text(
            MARK.format(digest=body_digest(other if changed in {"shown", "both"} else body())) + "\n\nBedankt"
        )
    done = ask(made, body(), monkeypatch, "--now", str(now), "--shown", str(shown))
    assert done.code == (0 if changed == "nothing" else 1)
    assert ("niets mee gedaan" in done.out) == (changed != "nothing")


# --- the workflow ---------------------------------------------------------------------------------------

GH = """#!/bin/bash
# What GitHub would answer; every call is written down.
printf '%s\\n' "$*" >> "$FAKE/calls"
for word in "$@"; do
  case "$word" in
  body=@*) cp "${word#body=@}" "$FAKE/said" ;;
  content=*) printf %s "${word#content=}" | base64 -d > "$FAKE/content" ;;
  esac
done
case "$*" in
*"run download"*) cp -r "$FAKE/issue" issue ;;
*git/ref/heads*) echo abc ;;
*git/refs*) [ ! -e "$FAKE/exists" ] ;;
*/pulls*) echo https://forge.example/pulls/7 ;;
*comments*) cat "$FAKE/comments" ;;
esac
"""


def step(job: str) -> str:
    read = yaml.load(WORKFLOW.read_text(), yaml.BaseLoader)["jobs"]  # noqa: S506
    text: str = read[job]["steps"][-1]["run"]
    return text


def do(job: str, folder: Path, path: str, **environment: str) -> tuple[int, str]:
    """Run the last step of a job as a runner does, with what was read in a folder, and return the calls."""
    fake, work = folder / "fake", folder / "work"
    (fake / "issue").mkdir(parents=True)
    work.mkdir()
    files = {"path": f"{path}\n", "file": "title: x\n", "subject": "$(touch hacked) `id`", "comment.md": "Bedankt\n"}
    for name, text in files.items():
        (fake / "issue" / name).write_text(text)
    (fake / "comments").write_text("")
    (fake / "gh").write_text(GH)
    (fake / "gh").chmod(0o755)
    if environment.pop("exists", ""):
        (fake / "exists").touch()
    known = {"REPOSITORY": "town/calendar", "NUMBER": "5", "RUN": "9", "MAIN": "main", "GH_TOKEN": "x", **environment}
    known |= {"FAKE": str(fake), "PATH": f"{fake}:{os.environ['PATH']}"}
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step(job)]
    done = subprocess.run(command, cwd=work, env=known, check=False, capture_output=True, text=True)
    assert not (work / "hacked").exists()
    return done.returncode, (fake / "calls").read_text()


FILE = "content/activities/welzijn-zandmeer/koffie.yaml"


def test_an_approved_issue_becomes_a_branch_and_a_pull_request_and_is_answered(tmp_path: Path) -> None:
    code, calls = do("hand-in", tmp_path, FILE)
    assert code == 0
    assert "-f ref=refs/heads/submit/issue-5 -f sha=abc" in calls
    assert f"PUT repos/town/calendar/contents/{FILE} -f branch=submit/issue-5" in calls
    assert (tmp_path / "fake" / "content").read_text() == "title: x\n"
    assert "-f head=submit/issue-5 -f base=main" in calls
    assert "workflow run check.yml --repo town/calendar --ref submit/issue-5" in calls.rpartition("/pulls")[2]
    assert "https://forge.example/pulls/7" in (tmp_path / "fake" / "said").read_text()


def test_what_was_handed_in_already_is_told_and_not_written_again(tmp_path: Path) -> None:
    code, calls = do("hand-in", tmp_path, FILE, exists="yes")
    assert code == 0
    assert "PUT" not in calls
    assert "workflow run" not in calls
    assert "staat al" in (tmp_path / "fake" / "said").read_text()


@pytest.mark.parametrize(
    "path",
    [
        "content/activities/../../.github/workflows/x.yaml",
        "/etc/x.yaml",
        "content/venues/x.yaml",
        f"{FILE}\nx",
        "-x",
        "",
    ],
)
def test_nothing_is_written_in_another_place(tmp_path: Path, path: str) -> None:
    code, calls = do("hand-in", tmp_path, path)
    assert code == 1
    assert "PUT" not in calls


def test_what_may_write_runs_no_code_of_ours_on_what_others_wrote() -> None:
    jobs = yaml.load(WORKFLOW.read_text(), yaml.BaseLoader)["jobs"]  # noqa: S506
    assert jobs["read"]["permissions"] == {"contents": "read", "issues": "read"}
    for name in ("answer", "hand-in"):
        assert [one.get("uses") for one in jobs[name]["steps"]] == [None]
        assert "buurtkalender submissions" not in jobs[name]["steps"][0]["run"]
    assert "akkoord" in jobs["read"]["if"]
    assert "needs.read.outputs.ready == 'yes'" in jobs["hand-in"]["if"]


def test_a_first_answer_is_made_and_a_later_one_takes_its_place(tmp_path: Path) -> None:
    code, calls = do("answer", tmp_path, FILE, ACTION="opened")
    assert code == 0
    assert "--method POST repos/town/calendar/issues/5/comments" in calls
