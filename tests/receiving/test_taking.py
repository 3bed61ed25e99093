"""What the receiver takes, what it does not, and what it says of both."""

from __future__ import annotations

import resource
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from lxml import html

from buurtkalender.submissions.receiving.settings import Limits
from receiving.house import PEER, RECEIVER, SITE, Door, at_once, sending
from receiving.standing import NEW

KNOWN = "welzijn-zandmeer/koffieochtend"


@pytest.fixture
def door(tmp_path: Path) -> Door:
    """A receiver that keeps what it takes, and makes nothing of it."""
    return Door(tmp_path)


def state(answer: object) -> str:
    """What a program is told."""
    return str(answer.json()["state"])  # type: ignore[attr-defined]


def test_what_is_sent_is_on_the_disk_before_it_is_called_accepted(door: Door) -> None:
    answer = door.proved(NEW, Accept="application/json")
    assert (answer.status_code, state(answer)) == (200, "accepted")
    (line,) = door.kept()
    assert line["id"] == answer.json()["number"]
    assert line["answers"]["title"] == ["Soep"]
    assert line["answers"]["sender.reach"] == NEW["sender.reach"]
    assert line["by"] == "proof"
    assert "altcha" not in line["answers"]
    assert PEER not in str(line), "who sent it is nobody's business"


def test_what_cannot_be_kept_is_not_called_accepted(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    door.proved({**NEW, "title": ["Brood"]})
    monkeypatch.setattr("os.fsync", full)
    answer = door.proved(NEW, Accept="application/json")
    assert (answer.status_code, state(answer)) == (503, "broken")
    assert "Je antwoorden staan er nog" in " ".join(answer.json()["text"])


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-31", "10000-01-01", "morgen"])
@pytest.mark.parametrize(
    ("form", "name"),
    [
        ({**NEW}, "when.0.from"),
        ({**NEW}, "when.0.until"),
        ({**NEW, "signup": ["yes"]}, "signup.until"),
        ({"action": ["cancel"], "activity": [KNOWN]}, "changes.date"),
        ({"action": ["stop"], "activity": [KNOWN], "status": ["ended"]}, "until"),
    ],
    ids=lambda one: one if isinstance(one, str) else one["action"][0],
)
def test_a_wrong_date_is_answered_at_its_question(form: dict[str, list[str]], name: str, day: str, door: Door) -> None:
    answer = door.proved({**form, name: [day]}, Accept="application/json")
    assert (answer.status_code, state(answer)) == (422, "faults")
    assert [fault["name"] for fault in answer.json()["faults"]] == [name]
    assert door.kept() == []
    page = door.proved({**form, name: [day]})
    assert page.status_code == 422


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-31", "morgen"])
def test_nor_does_a_wrong_date_of_a_change_that_was_sent_along_break_it(day: str, door: Door) -> None:
    form = {**NEW, "action": ["change"], "activity": [KNOWN], "changes.0.date": [day], "changes.0.cancelled": ["ziek"]}
    answer = door.proved(form, Accept="application/json")
    assert (answer.status_code, state(answer)) == (422, "faults")
    assert day in answer.json()["faults"][0]["text"]


def test_without_a_proof_an_editor_looks_first(door: Door) -> None:
    answer = door.send(NEW, Accept="application/json")
    assert state(answer) == "review"
    assert door.kept()[0]["by"] == "review"


def test_a_proof_counts_once(door: Door) -> None:
    proof = [door.proof()]
    assert state(door.send({**NEW, "altcha": proof}, Accept="application/json")) == "accepted"
    other = {**NEW, "title": ["Brood"], "altcha": proof}
    assert state(door.send(other, Accept="application/json")) == "expired"
    assert len(door.kept()) == 1


def test_a_proof_of_before_the_last_start_is_asked_for_again(tmp_path: Path) -> None:
    proof = [Door(tmp_path / "one").proof()]
    answer = Door(tmp_path / "two").send({**NEW, "altcha": proof}, Accept="application/json")
    assert (answer.status_code, state(answer)) == (409, "expired")


@pytest.mark.parametrize(
    "proof", ["x", "e30=", "bnVsbA==", "W10=", "x" * 5000, "eyJjaGFsbGVuZ2UiOnsicGFyYW1ldGVycyI6MX19"]
)
def test_what_only_looks_like_a_proof_is_none(proof: str, door: Door) -> None:
    assert state(door.send({**NEW, "altcha": [proof]}, Accept="application/json")) == "expired"
    assert door.kept() == []


def test_the_same_once_more_is_the_same(door: Door) -> None:
    """Somebody presses the button twice, or loads the page with the answer again."""
    first = door.proved(NEW, Accept="application/json").json()
    again = door.send(NEW, Accept="application/json").json()
    assert (again["state"], again["number"]) == ("accepted", first["number"])
    assert len(door.kept()) == 1
    door.clock.later(days=1)
    assert door.proved(NEW, Accept="application/json").json()["number"] != first["number"]


def test_the_same_from_two_at_the_same_moment_is_kept_once_and_two_namesakes_get_two_names(door: Door) -> None:
    proofs = [door.proof() for _ in range(4)]
    fields = [NEW, NEW, {**NEW, "summary": ["Met brood."]}, {**NEW, "summary": ["Met kaas."]}]
    at_once([lambda n=n: door.send({**fields[n], "altcha": [proofs[n]]}) for n in range(4)])
    assert sorted(line["activity"] for line in door.kept()) == [
        "welzijn-zandmeer/soep", "welzijn-zandmeer/soep-2", "welzijn-zandmeer/soep-3",
    ]  # fmt: skip


def test_a_program_that_fills_in_everything_is_thanked_and_forgotten(door: Door) -> None:
    answer = door.send({**NEW, "homepage": ["https://spam.example"]})
    assert answer.status_code == 200
    assert "Dank je wel. We hebben het." in answer.text
    assert door.kept() == []
    assert door.house.door.counts == {"trap": 1}


# --- where it comes from ----------------------------------------------------------------------------


@pytest.mark.parametrize("page", [SITE, RECEIVER.removesuffix("/ontvangst"), SITE.upper()])
def test_forms_of_the_site_and_of_the_receiver_itself_are_taken(page: str, door: Door) -> None:
    assert door.send(NEW, Origin=page).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://spam.example"},
        {"Origin": "http://zandmeer.example"},
        {"Origin": "https://zandmeer.example.spam.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "", "Referer": "https://spam.example/zandmeer.example"},
    ],
)
def test_forms_of_others_are_refused_and_told_what_to_do(headers: dict[str, str], door: Door) -> None:
    answer = door.send(NEW, **headers)
    assert answer.status_code == 403
    assert "Gebruik het formulier op de site." in answer.text
    assert "redactie@zandmeer.example" in answer.text
    assert door.kept() == []
    assert "access-control-allow-origin" not in answer.headers


def test_a_browser_that_tells_only_the_page_is_believed(door: Door) -> None:
    assert door.send(NEW, Origin="", Referer=f"{SITE}/aanmelden/nieuw/").status_code == 200


def test_a_page_that_does_not_want_to_be_known_is_refused_whatever_it_says_beside_that(door: Door) -> None:
    assert door.send(NEW, Origin="null", Referer=f"{SITE}/aanmelden/nieuw/").status_code == 403
    assert door.send(NEW, Origin="", Referer="https://[zandmeer").status_code == 403
    assert door.kept() == []


# --- how much ---------------------------------------------------------------------------------------


def test_what_is_too_large_or_no_form_is_refused(door: Door) -> None:
    assert door.send({**NEW, "description": ["x" * 70_000]}).status_code == 413
    assert door.send({**NEW, "description": ["x" * 21_000]}).status_code == 413
    assert door.send({**NEW, "x" * 200: ["x"]}).status_code == 413
    assert door.send({f"x{n}": ["x"] for n in range(900)}).status_code == 400
    assert door.send(NEW, Content_Type="multipart/form-data; boundary=x").status_code == 415
    assert door.send(NEW, Content_Type="application/json").status_code == 415
    strange = {"Origin": SITE, "Content-Type": "application/x-www-form-urlencoded"}
    assert door.client.ask("POST", "/ontvangst", content=b"title=%ff%fe", headers=strange).status_code == 400
    assert door.client.ask("POST", "/ontvangst", content="título=é".encode(), headers=strange).status_code == 400

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b"x" * 1000

    assert door.client.ask("POST", "/ontvangst", content=endless(), headers=strange).status_code == 413
    assert door.kept() == []


def test_one_address_gets_no_more_than_its_share_and_gets_it_again_later(tmp_path: Path) -> None:
    door = Door(tmp_path, limits=Limits(address=10))
    now = [0.0]
    door.house.door.address._clock = lambda: now[0]
    answers = [door.send({**NEW, "title": [f"Soep {n}"]}).status_code for n in range(8)]
    assert answers == [200] * 5 + [429] * 3
    now[0] += 3600 / 10
    assert door.send({**NEW, "title": ["Later"]}).status_code == 200
    refused = door.send({**NEW, "title": ["Nog later"]})
    assert refused.headers["Retry-After"] == "360"
    assert "Je antwoorden staan er nog" in refused.text


def test_only_our_own_proxy_says_who_asks(tmp_path: Path) -> None:
    door = Door(tmp_path, limits=Limits(address=2), proxies=(PEER, "10.0.0.1"))
    ask = {"title": ["Brood"]}
    assert door.send(NEW, X_Forwarded_For="198.51.100.1").status_code == 200
    assert door.send(NEW | ask, X_Forwarded_For="198.51.100.1").status_code == 429
    assert door.send(NEW | ask, X_Forwarded_For="203.0.113.9, 198.51.100.1, 10.0.0.1").status_code == 429
    assert door.send(NEW | ask, X_Forwarded_For="198.51.100.2").status_code == 200
    other = Door(tmp_path / "other", limits=Limits(address=2))
    assert other.send(NEW, X_Forwarded_For="198.51.100.1").status_code == 200
    assert other.send(NEW | ask, X_Forwarded_For="198.51.100.2").status_code == 429


def test_a_thousand_pieces_of_spam_fill_neither_the_disk_nor_the_memory(tmp_path: Path) -> None:
    door = Door(tmp_path, limits=Limits(address=100_000, everybody=300, review=40), proxies=(PEER,))
    door.send(NEW)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    spam = ({**NEW, "title": [f"Spam {n}"], "description": ["koop " * 2000]} for n in range(1000))
    answers = door.client.ask_all(sending(one, X_Forwarded_For=f"2001:db8:{n:x}::1") for n, one in enumerate(spam))
    assert answers[200] <= 20
    assert answers[429] >= 980
    assert len(door.kept()) <= 21
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000, "kilobytes"


# --- what it says -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/ontvangst", "/ontvangst/", "/ontvangst/link/x", "/niets", "/ontvangst/health", "/ontvangst/challenge"]
)
def test_every_answer_has_a_strict_policy_and_is_kept_nowhere(path: str, door: Door) -> None:
    for answer in (door.client.get(path), door.send(NEW, path), door.client.ask("PUT", path)):
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; ")
        assert "script-src" not in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert "server" not in answer.headers
        assert "<script" not in answer.text
        assert " style=" not in answer.text


def test_what_people_wrote_is_never_markup_in_an_answer(door: Door) -> None:
    nasty = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    told = {name: [nasty] for name in (*NEW, "summary", "description", "action", nasty)}
    for text in (door.send(told).text, door.send({**NEW, "title": [nasty], "themes": []}).text):
        assert "<script" not in text
        assert "<img" not in text


def test_only_pages_of_ours_may_read_the_answers(door: Door) -> None:
    assert door.proved(NEW).headers["access-control-allow-origin"] == SITE
    other = door.client.get("/ontvangst/challenge", headers={"Origin": "https://spam.example"})
    assert "access-control-allow-origin" not in other.headers
    assert "Origin" in other.headers["vary"]


def test_faults_are_told_at_their_questions(door: Door) -> None:
    answer = door.proved({**NEW, "themes": [""], "consent": []}, Accept="application/json")
    assert (answer.status_code, state(answer)) == (422, "faults")
    assert [fault["name"] for fault in answer.json()["faults"]] == ["consent", "themes"]
    assert door.kept() == []


def test_where_the_form_cannot_be_fetched_the_answers_are_shown_with_their_faults(door: Door) -> None:
    door.house.app  # noqa: B018 - the site of the tests is nowhere
    answer = door.send({**NEW, "themes": [""]})
    assert answer.status_code == 422
    for text in ("Kies ten minste één onderwerp.", "Soep", "je antwoorden staan er nog", f"{SITE}/aanmelden/nieuw/"):
        assert text in answer.text


def test_a_title_that_somebody_typed_without_a_script_finds_its_activity(door: Door) -> None:
    typed = {
        "action": ["confirm"],
        "organisation": ["welzijn-zandmeer"],
        "activity": ["  koffieochtend in het  DORPSHUIS "],
    }
    door.send(typed)
    (line,) = door.kept()
    assert line["activity"] == "welzijn-zandmeer/koffieochtend"


def test_what_cannot_be_a_file_is_still_for_the_editors(door: Door) -> None:
    told = {
        "action": ["change"],
        "organisation": ["welzijn-zandmeer"],
        "activity": ["iets"],
        "message": ["Het is anders."],
    }
    assert door.send(told).status_code == 200
    assert door.kept()[0]["answers"]["message"] == ["Het is anders."]


@pytest.mark.parametrize("path", ["busy", "broken"])
def test_what_somebody_typed_stands_on_the_page_that_says_that_it_did_not_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    door = Door(tmp_path, limits=Limits(address=2) if path == "busy" else Limits())
    door.send({**NEW, "title": ["Brood"]})
    if path == "broken":
        monkeypatch.setattr("os.fsync", _full)
    answer = door.send({**NEW, "title": ["Soep met <kaas>"]})
    assert answer.status_code == (429 if path == "busy" else 503)
    root = html.fromstring(answer.text)
    [form] = root.xpath("//form[@method='post']")
    assert form.get("action").endswith("/ontvangst")
    kept = {one.get("name"): (one.get("value") or one.text or "").strip() for one in form.xpath(".//*[@name]")}
    assert kept["title"] == "Soep met <kaas>"
    assert kept["sender.reach"] == NEW["sender.reach"][0]
    assert form.xpath(".//button")
    told = "Het is hier nu te druk" if path == "busy" else "Er ging bij ons iets mis."
    assert told in root.text_content()


def _full(*_: object) -> None:
    raise OSError(28, "No space left on device")
