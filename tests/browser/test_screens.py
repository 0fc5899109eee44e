"""Screenshots of each kind of page for docs/screens, when SMILEKG_SCREENS=1 asks for them; else nothing is written."""

import io
import os

import pytest
from conftest import ROOT
from visits import KINDS, browser, site, visit  # noqa: F401

FOLDER = ROOT / "docs" / "screens"
MOST = 2_000_000  # bytes in all
LOOKS = {"wide": {"width": 1280, "height": 900}, "narrow": {"width": 360, "height": 720}}

pytestmark = pytest.mark.skipif(os.environ.get("SMILEKG_SCREENS") != "1", reason="SMILEKG_SCREENS=1 writes docs/screens")


def small(png: bytes) -> bytes:
    """The picture with 96 colours: flat pages need no more, and it takes a third of the room. An octree keeps the rare ones."""
    from PIL import Image

    out = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").quantize(96, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


@pytest.mark.parametrize(("language", "look", "scheme"), [("en", "wide", "light"), ("zh", "wide", "dark"), ("zh", "narrow", "light")])
@pytest.mark.parametrize("kind", KINDS)
def test_screen(visit, kind, language, look, scheme):
    seen = visit(color_scheme=scheme, **LOOKS[look])
    seen.go(KINDS[kind], language)
    if kind == "sparql":
        seen.page.locator(".yasqe_queryButton").click()
        seen.page.locator(".yasr table").wait_for()
    FOLDER.mkdir(exist_ok=True)
    name = f"{language}-{kind}" if look == "wide" else f"{language}-{kind}-{look}"
    (FOLDER / f"{name}.png").write_bytes(small(seen.page.screenshot()))
    assert sum(file.stat().st_size for file in FOLDER.glob("*.png")) < MOST
