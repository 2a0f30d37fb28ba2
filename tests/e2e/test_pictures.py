"""The two pictures of the README, as somebody sees them who opens the demonstration.

They are kept in test-artifacts/pictures. After a change of the pages, take them over with

    .venv/bin/python -m pytest tests/e2e/test_pictures.py
    cp test-artifacts/pictures/*.png docs/images/
"""

from tests.e2e.conftest import SCREENS
from tests.e2e.desks import Desk
from tests.e2e.walks import Walk

PICTURES = SCREENS.parent / "pictures"
TABLET = {"width": 1000, "height": 1860}
"""Wide enough for the map beside the list of crossings."""

PHONE = {"width": 440, "height": 900}
LARGEST = 250_000


def test_pictures_of_the_readme_are_small(visitors):
    passerby = Walk(visitors.open(viewport=TABLET, device_scale_factor=0.8), "es")
    passerby.go("")
    officer = Desk(visitors.open(viewport=PHONE, device_scale_factor=1.5), "es")
    officer.sign_in("demo-nacaome").record_mother_and_boy()

    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, page in [("start-es", passerby.page), ("plan-es", officer.page)]:
        page.evaluate("scrollTo(0, 0)")
        page.screenshot(path=PICTURES / f"{name}.png")
        assert (PICTURES / f"{name}.png").stat().st_size < LARGEST
