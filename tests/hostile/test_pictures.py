"""What is handed in as a picture may be anything; what is published is dots, and nothing else."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageFile

from buurtkalender.reading import files
from buurtkalender.site.photos import redrawn
from projects import Project, town_project

EXIF_GPS = 0x8825
MEAL = "activities/welzijn-zandmeer/eettafel.yaml"
NAME = "activiteiten/welzijn-zandmeer/eettafel"
FEW = {"PAST_DAYS": 3, "AHEAD_DAYS": 40, "PAGES_AHEAD_DAYS": 3}


def photograph(size: tuple[int, int] = (1200, 900), kind: str = "JPEG", **more: object) -> bytes:
    """Return a photograph of nothing in particular."""
    out = BytesIO()
    made = Image.radial_gradient("L").resize(size).convert("RGB")
    made.paste((200, 0, 0), (0, 0, size[0] // 8, size[1]))  # the left is red
    made.save(out, kind, **more)
    return out.getvalue()


def with_a_past(orientation: int = 1) -> bytes:
    """Return a photograph that tells where it was taken, by whom, and how the camera was held."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x013B] = "Fotograaf Voorbeeld"
    exif.get_ifd(EXIF_GPS).update({1: "N", 2: (51.0, 58.0, 12.0), 3: "E", 4: (5.0, 20.0, 24.0)})
    return photograph(exif=exif, comment=b"GEHEIM", icc_profile=b"GEHEIM-PROFIEL" * 20)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A town of which a test changes one picture."""
    made = town_project(tmp_path_factory.mktemp("pictures") / "town", **FEW)
    with (made.content / MEAL).open("a") as file:
        file.write("image: {file: foto.jpg, alt: Een gedekte tafel, by: Welzijn Zandmeer}\n")
    return made


def picture(project: Project, octets: bytes) -> Path:
    """Put these bytes where the picture is."""
    path = project.content / "activities/welzijn-zandmeer/foto.jpg"
    path.unlink(missing_ok=True)
    path.write_bytes(octets)
    return path


def published(project: Project) -> list[Image.Image]:
    """Return the pictures that stand on the page, the smallest first."""
    paths = sorted((project.output / NAME).glob("foto-*.webp"), key=lambda path: path.stat().st_size)
    return [Image.open(BytesIO(path.read_bytes())) for path in paths]


# --- what is shown ----------------------------------------------------------------------------------


def test_a_photograph_is_drawn_anew_in_two_widths_and_says_nothing_about_itself(project: Project) -> None:
    original = with_a_past()
    picture(project, original)
    assert project.build().code == 0
    made = published(project)
    assert [(one.format, one.size) for one in made] == [("WEBP", (480, 360)), ("WEBP", (960, 720))]
    for one in made:
        assert not one.getexif()
        assert not one.info.keys() & {"exif", "icc_profile", "comment", "xmp"}
    every = [path.read_bytes() for path in project.output.rglob("*") if path.is_file()]
    assert not [one for one in every if b"GEHEIM" in one or b"Fotograaf" in one]
    assert original not in every


def test_a_photograph_stands_upright_however_the_camera_was_held(project: Project) -> None:
    picture(project, with_a_past(orientation=6))
    assert project.build().code == 0
    made = published(project)
    assert [one.size for one in made] == [(480, 640), (900, 1200)]
    red, _green, blue = made[0].convert("RGB").getpixel((240, 10))
    assert red > 150, "what was to the left is above"
    assert blue < 50
    page = (project.output / NAME / "index.html").read_text()
    assert 'width="900" height="1200"' in page
    assert 'alt="Een gedekte tafel"' in page
    assert 'loading="lazy"' in page


def test_a_small_picture_is_not_blown_up(project: Project) -> None:
    picture(project, photograph((300, 200)))
    assert project.build().code == 0
    assert [one.size for one in published(project)] == [(300, 200)]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_name_does_not_matter_but_the_bytes(kind: str, project: Project) -> None:
    picture(project, photograph(kind=kind))
    assert project.build().code == 0
    assert len(published(project)) == 2


def test_what_hides_behind_the_last_dot_stays_behind(project: Project) -> None:
    behind = b"WAT-ER-ACHTER-STAAT"
    picture(project, photograph() + behind)
    assert project.build().code == 0
    assert len(published(project)) == 2
    assert not [path for path in (project.output / NAME).iterdir() if behind in path.read_bytes()]


def test_a_logo_keeps_what_can_be_seen_through() -> None:
    out = BytesIO()
    Image.new("RGBA", (400, 200), (10, 20, 30, 0)).save(out, "PNG")
    made = Image.open(BytesIO(redrawn(out.getvalue(), 200, 100)))
    assert made.mode == "RGBA"
    assert made.getpixel((5, 5))[3] == 0


# --- what is refused --------------------------------------------------------------------------------

HOSTILE = {
    "only the beginning of a GIF": b"GIF89a" + b"\0" * 20,
    "a real GIF": photograph((20, 20), "GIF"),
    "a page": b"<!doctype html><script>alert(1)</script>",
    "an SVG": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "a program": b"MZ" + b"\0" * 500,
    "PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
    "a TIFF": photograph((20, 20), "TIFF"),
    "half a photograph": photograph()[:3000],
    "nothing": b"",
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_no_picture_is_told_with_its_place_and_not_published(what: str, project: Project) -> None:
    octets = HOSTILE[what]
    picture(project, octets)
    done = project.run("check")
    assert done.code == 1
    assert f"content/{MEAL}:" in done.said
    assert "foto.jpg" in done.said
    project.build()
    assert not published(project)
    assert not [path for path in project.output.rglob("*") if path.is_file() and octets and path.read_bytes() == octets]


def test_the_problem_says_what_to_do_in_dutch_and_in_english(project: Project) -> None:
    picture(project, b"geen plaatje")
    assert "`foto.jpg` is geen plaatje dat getoond kan worden." in project.run("check").said
    project.set(DEFAULT_LANG="en")
    assert "`foto.jpg` is not a picture that can be shown." in project.run("check").said
    project.set(DEFAULT_LANG="nl")


@pytest.mark.parametrize(
    ("limit", "most", "said"),
    [
        ("MOST_PIXELS", 1200 * 900, "heeft te veel beeldpunten: meer dan "),
        ("MOST_PICTURE_BYTES", len(photograph()), "is groter dan "),
    ],
)
def test_a_picture_one_past_a_limit_is_told_and_not_published(
    limit: str, most: int, said: str, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is measured by what it says of itself, before anything is decoded: that is where the harm would be done."""
    monkeypatch.setattr(files, limit, most)
    picture(project, photograph())
    assert project.run("check").code == 0
    monkeypatch.setattr(files, limit, most - 1)
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda _: pytest.fail("it was decoded"))
    picture(project, photograph())
    done = project.run("check")
    assert done.code == 1
    assert f"content/{MEAL}:" in done.said
    assert said in done.said
    project.build()
    assert not published(project)


def test_five_thousand_by_ten_thousand_dots_are_the_most() -> None:
    assert files.MOST_PIXELS == 50_000_000
    assert files.MOST_PICTURE_BYTES == 10 * 1024 * 1024


def test_a_picture_that_is_mended_is_looked_at_again(project: Project) -> None:
    picture(project, b"geen plaatje")
    assert project.run("check").code == 1
    picture(project, photograph())
    assert project.run("check").code == 0


def test_a_link_to_another_file_is_not_followed(project: Project, tmp_path: Path) -> None:
    secret = tmp_path / "elders.jpg"
    secret.write_bytes(photograph())
    path = picture(project, b"")
    path.unlink()
    path.symlink_to(secret)
    assert project.run("check").code == 1
    project.build()
    assert not published(project)
    path.unlink()


@pytest.mark.parametrize(
    "name", ["../../geheim.jpg", "/etc/passwd.jpg", "..\\geheim.jpg", ".verborgen.jpg", "foto.svg"]
)
def test_a_name_that_leads_elsewhere_or_to_a_drawing_is_refused(name: str, project: Project) -> None:
    picture(project, photograph())
    (project.content.parent / "geheim.jpg").write_bytes(photograph())
    file = project.content / MEAL
    before = file.read_text()
    file.write_text(before.replace("foto.jpg", f"'{name}'"))
    assert project.run("check").code == 1
    project.build()
    assert not published(project)
    file.write_text(before)
