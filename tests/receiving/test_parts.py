"""The smaller parts: who asks, how much is left, the form filled in again, the settings, the commands, the texts."""

from __future__ import annotations

import re
import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from buurtkalender.site.hosting import security
from buurtkalender.site.theme import form_policy
from buurtkalender.submissions.form import Fault
from buurtkalender.submissions.receiving.doorway import Callers, Limit, caller
from buurtkalender.submissions.receiving.filled import PageAdditions, filled_form
from buurtkalender.submissions.receiving.log import alone
from buurtkalender.submissions.receiving.settings import ReceiverError, load_receiver
from buurtkalender.words.catalogues import LOCALE
from hamlet import hamlet_project
from projects import ROOT, run, town_project
from receiving.house import Door
from receiving.standing import NEW, stand

HOSTING = ROOT / "hosting" / "receiver"
SAID = PageAdditions("Fout: {title}", "Er klopt iets niet.")


# --- the form filled in again -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page of a new activity, of a site with a receiver."""
    made = town_project(tmp_path_factory.mktemp("form") / "town", SUBMISSION_URL="https://in.zandmeer.example")
    assert made.build().code == 0
    return (made.output / "aanmelden/nieuw/index.html").read_text("utf-8")


def sent_by(root: Any) -> dict[str, list[str]]:
    """What a browser sends of a form as it stands, without what is empty."""
    found: dict[str, list[str]] = {}
    for control in root.xpath("//form//*[@name]"):
        kind, value = control.get("type"), control.get("value", "")
        if control.tag == "select":
            value = (control.xpath("./option[@selected]/@value") or control.xpath("./option/@value") or [""])[0]
        elif control.tag == "textarea":
            value = (control.text or "").removeprefix("\n")
        elif kind in {"radio", "checkbox"} and control.get("checked") is None:
            continue
        if value:
            found.setdefault(control.get("name"), []).append(value)
    return found


def test_every_answer_is_in_the_form_again(form: str) -> None:
    answers = {
        **NEW,
        "title": ['"Soep" & <brood>'],
        "description": ["\nEerste regel\n\n</textarea><b>Tweede</b> &amp; meer"],
        "cost": ["paid"],
        "cost.amount": ["2,50"],
        "ages": ["65", ""],
        "when.0.time": ["", "13:00"],
        "when.0.dates": [
            "2026-12-01",
            "2026-12-02",
            "2026-12-03",
            "2026-12-04",
            "2026-12-05",
            "2026-12-06",
            "2026-12-07",
        ],
        "access.toilet": ["yes"],
        "norm": ["iets dat de pagina niet kent"],
        "filled_from": ["e" * 40],
    }
    page = filled_form(form, "https://zandmeer.example/aanmelden/nieuw/", answers, [], SAID)
    sent = sent_by(html.document_fromstring(page))
    wanted = {name: [value for value in values if value] for name, values in answers.items()}
    assert {name: sent.get(name) for name in wanted} == wanted
    assert sent.keys() - wanted.keys() <= {"cost", "signup"}


def test_every_fault_stands_at_its_question_and_in_the_summary(form: str) -> None:
    faults = [
        Fault("title", "Schrijf <op>."),
        Fault("when.0.time", "Vul een tijd in."),
        Fault("consent", "Zet een vinkje."),
        Fault("links.0.url", "Een adres."),
        Fault("", "Iets anders."),
    ]
    root = html.document_fromstring(filled_form(form, "https://zandmeer.example/x/", NEW, faults, SAID))
    assert root.xpath("//title")[0].text.startswith("Fout: ")
    summary = root.xpath("//div[@id='errors' and not(@hidden)]//li")
    assert [one.text_content() for one in summary] == [fault.text for fault in faults]
    for link in root.xpath("//div[@id='errors']//a/@href"):
        assert root.xpath("//*[@id=$id]", id=link[1:])
    for name in ("title", "when.0.time", "consent", "links.0.url"):
        told = root.xpath("//*[@id=$id]", id=f"{name}-error")
        if name != "links.0.url":
            assert len(told) == 1, name
            asked = root.xpath("//*[@id=$id]", id=name)[0]
            assert asked.get("aria-invalid") == "true"
            assert f"{name}-error" in asked.get("aria-describedby")
    assert not root.xpath("//script")
    assert not root.xpath("//meta[@http-equiv]")
    assert all(re.match("https://|mailto:|#|tel:", one) for one in root.xpath("//@href | //@src"))


# --- limits -----------------------------------------------------------------------------------------


def test_a_limit_lets_half_through_at_once_and_the_rest_over_the_hour() -> None:
    now = [0.0]
    limit = Limit(20, lambda: now[0])
    assert [limit.allows((b"a",)) for _ in range(12)] == [True] * 10 + [False] * 2
    assert limit.allows((b"b",))
    taken = 0
    for minute in range(60):
        now[0] = minute * 60.0
        taken += limit.allows((b"a",))
    assert taken == 19
    limit.give_back((b"a",))
    assert limit.allows((b"a",))


def test_a_network_gets_four_times_as_much_as_an_address_in_it_and_no_more() -> None:
    limit = Limit(20, lambda: 0.0)
    callers = Callers()
    taken = Counter(n for n in range(256) for _ in range(12) if limit.allows(callers.digests(f"192.0.2.{n}")))
    assert taken[0] == 10
    assert taken.total() == 40
    assert limit.allows(callers.digests("198.51.100.1"))


def test_addresses_are_told_apart_by_house_and_remembered_by_none() -> None:
    callers = Callers()

    def house(address: str) -> bytes:
        return callers.digests(address)[0]

    assert house("192.0.2.1") != house("192.0.2.2")
    assert house("2001:db8:1:2::1") == house("2001:db8:1:2:ffff::9")
    assert house("2001:db8:1:2::1") != house("2001:db8:1:3::1")
    assert house("fe80::1%eth0") == house("fe80::1")
    assert callers.digests("2001:db8:1:2::1")[1] == callers.digests("2001:db8:1:3::1")[1]
    assert callers.digests("::ffff:192.0.2.1") == callers.digests("192.0.2.1")
    assert callers.digests("192.0.2.1")[1] == callers.digests("192.0.2.9")[1] != callers.digests("192.0.3.1")[1]
    assert house("nonsense") != Callers().digests("nonsense")[0]
    limit = Limit(2, lambda: 0.0)
    for n in range(20_000):
        limit.allows((str(n).encode(),))
    assert len(limit._known) <= 5_000


def test_a_forwarded_address_is_read_from_its_end() -> None:
    proxies = frozenset({"127.0.0.1", "10.0.0.1"})
    assert caller("127.0.0.1", "6.6.6.6, 192.0.2.1, 10.0.0.1", proxies) == "192.0.2.1"
    assert caller("127.0.0.1", "", proxies) == "127.0.0.1"
    assert caller("192.0.2.9", "6.6.6.6", proxies) == "192.0.2.9"


# --- settings ---------------------------------------------------------------------------------------


def test_the_example_of_the_settings_says_what_holds_without_them(tmp_path: Path) -> None:
    text = (HOSTING / "receiver.toml").read_text("utf-8")
    file = tmp_path / "receiver.toml"
    file.write_text(text)
    example = load_receiver(file)
    empty = tmp_path / "empty.toml"
    empty.write_text("")
    told = tomllib.loads(re.sub(r"^# (\w+ = )", r"\1", text.split("[repository]", maxsplit=1)[0], flags=re.MULTILINE))
    for name, value in told["limits"].items():
        assert getattr(load_receiver(empty).limits, name) == value, name
    for name in ("link_days", "proof_cost", "keep_days"):
        assert told[name] == getattr(load_receiver(empty), name), name
    assert (example.host, example.port) == (load_receiver(empty).host, load_receiver(empty).port)
    whole = re.sub(r"^# ((?:\w+ = |\[)\S)", r"\1", text, flags=re.MULTILINE)
    file.write_text(whole)
    assert load_receiver(file).mail
    assert load_receiver(file).forge


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("prot = 8100", "prot"),
        ("port = 99999", "port"),
        ("port = [", "receiver.toml"),
        ("[forge]\nrepository = 'a/b'", "[repository]"),
        ("[repository]\npath='x'\nremote='y'\n[forge]\nkind='gitea'\nrepository='a/b'", "api"),
        ("[repository]\npath='x'\nbranch='--upload-pack=x'", "branch"),
        ("[limits]\naddress = 0", "address"),
    ],
)
def test_a_mistake_in_the_settings_is_told(text: str, told: str, tmp_path: Path) -> None:
    file = tmp_path / "receiver.toml"
    file.write_text(text)
    with pytest.raises(ReceiverError) as error:
        load_receiver(file)
    assert told in str(error.value)


def test_the_secret_is_made_once_and_is_for_the_receiver_alone(tmp_path: Path) -> None:
    door = Door(tmp_path)
    secret = door.file.log / "secret"
    before = secret.read_bytes()
    door.start()
    assert secret.read_bytes() == before
    assert secret.stat().st_mode & 0o077 == 0
    assert door.file.log.stat().st_mode & 0o077 == 0
    door.send(NEW)
    assert next(door.file.log.glob("*.jsonl")).stat().st_mode & 0o077 == 0


# --- commands, policies, texts ----------------------------------------------------------------------


def test_what_cannot_be_done_is_told_in_a_sentence(tmp_path: Path) -> None:
    there = stand(tmp_path, make=hamlet_project)
    files = ("--settings", str(there.project.settings), "--receiver", str(there.settings))
    for arguments, told in {
        ("show", "x"): "Er is geen inzending x",
        ("release", "x"): "Er is geen inzending x",
        ("links", "--organisation", "x"): "Er is geen organisatie x",
    }.items():
        done = run("submissions", arguments[0], *files, *arguments[1:])
        assert done.code == 2
        assert told in done.err
        assert "Traceback" not in done.said


def test_the_policies_of_a_site_name_the_receiver_only_where_there_is_one() -> None:
    assert "in.zandmeer.example" not in str(security())
    own = security("https://in.zandmeer.example/ontvangst")["Content-Security-Policy"]
    assert "connect-src 'self' https://in.zandmeer.example;" in own
    local = security("http://127.0.0.1:81/ontvangst")["Content-Security-Policy"]
    assert "form-action 'self' http://127.0.0.1:81 https: mailto:" in local
    page = form_policy("https://in.zandmeer.example/ontvangst")
    assert "connect-src 'self' https://in.zandmeer.example;" in page
    assert page.endswith("form-action https://in.zandmeer.example/ontvangst")
    assert "connect-src 'self';" in form_policy("mailto:")


def test_every_text_of_the_answers_is_in_the_catalogue() -> None:
    template = ROOT / "plugins/buurtkalender/submissions/receiving/templates/answer.html"
    texts = set(re.findall(r'_\("([^"]+)"\)', template.read_text("utf-8")))
    assert len(texts) > 5
    known = (LOCALE / "nl.po").read_text("utf-8")
    assert [text for text in texts if f'msgid "{text}"' not in known] == []


def test_what_stands_in_hosting_is_what_the_documentation_leads_to() -> None:
    told = (ROOT / "docs/receiver.md").read_text("utf-8")
    for file in HOSTING.iterdir():
        assert f"hosting/receiver/{file.name}" in told, file.name
    unit = (HOSTING / "buurtkalender-receiver.service").read_text("utf-8")
    for line in ("DynamicUser=yes", "ProtectSystem=strict", "NoNewPrivileges=yes", "CapabilityBoundingSet=\n"):
        assert line in unit


def test_without_the_extra_the_command_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = stand(tmp_path, make=hamlet_project)
    monkeypatch.delitem(sys.modules, "buurtkalender.receive", raising=False)
    monkeypatch.delattr("buurtkalender.receive", raising=False)
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    done = run("receive", "--settings", str(there.project.settings), "--receiver", str(there.settings))
    assert done.code == 2
    assert "docs/receiver.md" in done.err
    assert "uvicorn" in done.err


def test_a_second_receiver_of_one_log_does_not_start(tmp_path: Path) -> None:
    there = stand(tmp_path, make=hamlet_project)
    with alone(there.log):
        done = run("receive", "--settings", str(there.project.settings), "--receiver", str(there.settings))
    assert done.code == 2
    assert "another receiver" in done.err
