"""What people do at a desk of the demonstration, by the forms a person sees."""

import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass

from tests.e2e.walks import Walk

MOTHER_AND_BOY = (("21-59", "f"), ("0-4", "m"))
GIRL = (("12-17", "f"),)
MOVE_ON = """
import django
django.setup()
from relevo.plumbing import clock
from relevo.plumbing.models import ClockSetting
first = ClockSetting.objects.order_by("id").first()
clock.set_demo_clock(first.domain_at, real_at=first.real_at)
"""


@dataclass
class Desk(Walk):
    """One invented person at their desk."""

    def sign_in(self, username):
        self.go("entrar/")
        self.follow(self.find(f"button[name=person][value={username}]").first)
        assert self.page.url.endswith(f"/{self.language}/mesa/bandeja/")
        return self

    def record(self, *, place, side, people, needs, nationality, **others):
        """A new case, as far as told, up to its plan."""
        self.go("mesa/casos/nuevo/")
        self.write("place", place)
        self.tick("side", side)
        for number, (age, sex) in enumerate(people):
            self.select(f"age_{number}", age)
            self.select(f"sex_{number}", sex)
        for need in needs:
            self.tick("needs", need)
        self.select("nationality", nationality)
        if "heads_for" in others:
            self.tick("heads_for", others["heads_for"])
        for paper in others.get("documents", ()):
            self.tick("documents", paper)
        if others.get("alone"):
            self.tick("alone")
        if "safe_contact" in others:
            self.write("safe_contact", others["safe_contact"])
        self.follow(self.main.locator("form:has([name=place]) button.button"))
        if self.page.url.endswith("/preguntas/"):  # nobody has to answer them
            self.follow(self.main.locator("a[href$='/plan/']").first)
        return re.search(r"casos/([0-9a-f-]{36})/plan/", self.page.url).group(1)

    def record_mother_and_boy(self, **others):
        """El Amatillo: the least that the route home needs."""
        return self.record(
            place="El Amatillo",
            side="HN",
            people=MOTHER_AND_BOY,
            needs=("medical", "shelter"),
            nationality="SV",
            heads_for="SV",
            documents=("national_id",),
            **others,
        )

    def routes(self):
        """The titles of the steps of each route, best first, whether unfolded or not."""
        return [
            [title.text_content() for title in route.locator(".step h3").all()]
            for route in self.main.locator(".plan-options > li").all()
        ]

    def choose_first(self):
        forms = self.main.locator("form:has([name=itinerary][value='0']):not(:has([name=reorder]))")
        self.follow(forms.locator("button").first)

    def left_out(self):
        """Everything left out of the plan: its whole text by its name."""
        rows = self.main.locator(".excluded").all()
        return {row.locator("strong").first.text_content(): row for row in rows}

    def offer(self, case_id, key, *, look=None):
        """Ask for consent, and send, from the page of the case or a list of services."""
        self.follow(self.main.locator(f"a[href$='{case_id}/oferta/{key}/']").first)
        if look:
            look()
        self.tick("said_yes")
        self.follow(self.main.locator("form:has([name=said_yes]) .form-end button"))

    def own_referral(self, code):
        """The row of a referral in the inbox, by its code."""
        return self.main.locator(".inbox-row", has=self.page.get_by_text(code, exact=True))

    def answer(self, verb, **fields):
        form = self.main.locator(f"form[action$='/{verb}/']")
        for name, value in fields.items():
            self.tick(name, value)
        self.follow(form.locator("button:not([name=find])"))  # not the one that looks for a service


def rows(server, query, *values):
    """Read the instance's own tables."""
    with closing(sqlite3.connect(f"file:{server.data}/db.sqlite3?mode=ro", uri=True)) as database:
        return database.execute(query, values).fetchall()


def service_name(server, key, language):
    (names,) = rows(server, "SELECT name_es, name_en FROM directory_service WHERE key = ?", key)
    return dict(zip(("es", "en"), names, strict=True))[language]


def move_on_from_the_first_scene(server):
    """The clock as if no other scene had been visited: it must never run twice over one hour."""
    done = subprocess.run(
        [sys.executable, "-c", MOVE_ON],
        env=server.environment | {"DJANGO_SETTINGS_MODULE": "relevo.config.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
