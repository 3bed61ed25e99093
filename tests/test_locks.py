"""What is installed is what was tested: locked with hashes, images by digest, all of it seen by dependabot."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from projects import ROOT

LOCKS = ("requirements.txt", "requirements-build.txt", "requirements-site.txt", "requirements-receiver.txt")
KINDS = {
    r"requirements[\w-]*\.txt": "pip",
    r"package-lock\.json": "npm",
    r"(Container|Docker)file": "docker",
    r"[\w-]+\.lock|Pipfile|(docker-)?compose\.ya?ml|yarn\.lock|pnpm-lock\.yaml": "",
}
"""By which name dependabot knows what is locked. By the last ones it knows nothing, or nothing of ours."""

READ_WHAT_STRANGERS_SEND = {"icalendar": "7.3.2", "pyyaml": "6.0.4", "msgspec": "0.23"}


def locked(name: str) -> dict[str, tuple[str, str, set[str]]]:
    """What a file locks: of each package its version, when it is wanted, and its hashes."""
    found = {}
    for row in (ROOT / name).read_text("utf-8").replace("\\\n", "").splitlines():
        if row and not row.lstrip().startswith("#"):
            wanted, *hashes = row.split("--hash=")
            package, _, version = wanted.strip().partition("==")
            version, _, marker = version.partition(";")
            found[package] = version.strip(), marker.strip(), {one.strip() for one in hashes}
    return found


def folders() -> Iterator[tuple[str, list[str]]]:
    """Every folder of the repository with its files: not what was made or installed in it."""
    for folder, inner, names in os.walk(ROOT):
        inner[:] = [one for one in inner if one not in {"node_modules", "output", "content"} and one[0] != "."]
        yield "/" + Path(folder).relative_to(ROOT).as_posix().removeprefix("."), names


def test_everything_that_is_locked_is_seen_by_dependabot_and_it_looks_nowhere_else() -> None:
    there = {
        (kind, folder)
        for folder, names in folders()
        for name in names
        for pattern, kind in KINDS.items()
        if re.fullmatch(pattern, name)
    }
    told = yaml.safe_load((ROOT / ".github/dependabot.yml").read_text("utf-8"))["updates"]
    assert {(one["package-ecosystem"], one["directory"]) for one in told} == there | {("github-actions", "/")}
    assert len(told) == len(there) + 1
    assert {("pip", "/"), ("docker", "/hosting/receiver"), ("npm", "/tests/browser")} <= there
    for name in LOCKS:
        assert (ROOT / name).stat().st_size < 500_000, "larger ones dependabot passes over"


@pytest.mark.parametrize("name", LOCKS)
def test_each_package_is_locked_with_its_hashes_in_the_version_that_was_tested(name: str) -> None:
    everything = locked("requirements.txt")
    for package, (version, _, hashes) in locked(name).items():
        assert re.fullmatch(r"\d[\w.]*", version), package
        assert hashes, package
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", one) for one in hashes), package
        assert (version, hashes) == (everything[package][0], everything[package][2]), package


def test_the_receiver_has_what_it_needs_and_nothing_that_is_only_for_tests() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needs = [Requirement(one) for one in (*project["dependencies"], *project["optional-dependencies"]["receiver"])]
    there = locked("requirements-receiver.txt")
    assert [one for one in needs if there[one.name][0] not in one.specifier] == []
    assert not {"pytest", "playwright", "hypothesis", "mypy", "ruff", "zizmor", "atheris"} & there.keys()
    assert {"hatchling", "setuptools"} <= locked("requirements-build.txt").keys() <= there.keys()


@pytest.mark.parametrize(("package", "version"), READ_WHAT_STRANGERS_SEND.items())
def test_what_reads_what_strangers_send_is_no_older_than_what_was_tested(package: str, version: str) -> None:
    needs = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    (need,) = [one for one in map(Requirement, needs) if one.name == package]
    assert str(need.specifier) == f">={version}"


def installs(text: str) -> list[str]:
    """Every call of pip in a text."""
    return re.findall(r"\bpip install (.*?)(?: \\)?$", text, re.MULTILINE)


@pytest.mark.parametrize("way", ["docs/receiver.md", "hosting/receiver/Containerfile"])
def test_both_ways_to_install_the_receiver_take_nothing_that_is_not_locked(way: str) -> None:
    """Neither what it needs, nor what builds that."""
    found = [set(one.split()) - {"--no-cache-dir"} for one in installs((ROOT / way).read_text("utf-8"))]
    assert found == [
        {"--require-hashes", "-r", "requirements-build.txt"},
        {"--require-hashes", "--no-build-isolation", "-r", "requirements-receiver.txt"},
        {"--no-deps", "--no-build-isolation", "."},
    ]


def test_the_site_is_installed_in_the_same_way() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert re.search(r"(?m)^LOCKED := .* --require-hashes$", makefile)
    recipe = makefile.partition("$(SITE): ")[2].partition("\n\n")[0]
    assert re.findall(r"\$\(LOCKED\) (.*)", recipe) == [
        "-r requirements-build.txt",
        "--no-build-isolation -r requirements-site.txt",
    ]


def test_an_image_is_named_by_its_digest() -> None:
    text = (ROOT / "hosting/receiver/Containerfile").read_text("utf-8")
    images = re.findall(r"(?mi)^from\s+(\S+)", text)
    assert images
    assert [one for one in images if not re.fullmatch(r"[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}", one)] == []
