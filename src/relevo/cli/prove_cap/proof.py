"""Alerts are written, approved and published through the actions; each file is then looked at.

An alert of any words that its author may write is published, updated and cancelled on an invented
network, rendered, and judged three times: by the schema of CAP 1.2 with another library than ours,
by the rules beyond it, and by reading it back. Then the hostile files: each is refused by its name,
within two seconds and with little memory. All of it in one transaction that is rolled back.
"""

import random
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from relevo.cli.outcome import Outcome, within
from relevo.cli.prove_cap.hostile import HOSTILE, good_file, hostile_file
from relevo.cli.scratch import rolled_back
from relevo.directory.models import Institution
from relevo.formats.cap import CapRefused, findings, parse_cap, render_cap
from relevo.formats.cap.message import CATEGORIES, CERTAINTIES, RESPONSES, SEVERITIES, URGENCIES
from relevo.formats.cap.schema import schema_problems
from relevo.kernel.actor import Actor
from relevo.networks.models import Member, Network
from relevo.places.models import Area
from relevo.plumbing import clock
from relevo.situation.actions import own_alerts as actions
from relevo.situation.errors import AuthorCannotDecide, FactRefused
from relevo.situation.queries.alert_messages import message_of
from relevo.situation.rules.own_alerts import AlertDraft, Wording

SMALL, FULL = 200, 5_000
SEED = 20201116
SLOWEST_S = 2.0
MOST_MIB = 16
PIECES = (
    *("río", "Goascorán", "crecido", "llueve", "fuerte", "puente", "<b>", "&amp;", "]]>", "«ojo»"),
    *(
        "q'eqchi'",
        "ñandú",
        "日本",
        "\u202egiro",
        "a,b",
        "100 %",
        "<!--",
        "\r\nlinea",
        "\ttab",
        "😀",
    ),
)
LIMITS = {
    "published files against the schema": 0,
    "published files against the rules": 0,
    "published files that read back otherwise": 0,
    "published by their author alone": 0,
    "hostile files not refused by their name": 0,
    "slowest refusal, s": SLOWEST_S,
    "most memory of a refusal, MiB": MOST_MIB,
}


@dataclass
class Stage:
    """An invented network with two coordinators of two institutions."""

    at: datetime
    network: Network = field(init=False)
    author: Actor = field(init=False)
    second: Actor = field(init=False)
    areas: list[Area] = field(init=False)

    def __post_init__(self) -> None:
        self.network = Network.objects.create(
            key="PROOF-CAP", name_es="Red de prueba", name_en="Proof", sort_key="red"
        )
        self.author, self.second = (self._coordinator(side) for side in ("author", "second"))
        self.areas = list(Area.objects.valid_on(self.at.date()).order_by("key"))

    def _coordinator(self, side: str) -> Actor:
        institution = Institution.objects.create(
            key=f"PROOF-CAP-{side}",
            name_es=f"Institución {side} & <otra>",
            name_en=f"Institution {side} & <other>",
            name_folded=side,
            sort_key=side,
            country="HN",
            kind="coordination",
        )
        Member.objects.create(
            network=self.network,
            institution=institution,
            stated_name_es=side,
            stated_name_en=side,
            role="secretariat",
        )
        return Actor(uuid4(), institution.pk, frozenset({"coordinator"}))


def prove(*, full: bool = False) -> Outcome:
    """Publish, judge, refuse; nothing of it is kept."""
    figures: dict[str, int | float | str] = {}
    with rolled_back():
        figures |= _publish(Stage(clock.now()), FULL if full else SMALL)
    figures |= _refuse()
    return Outcome("prove cap", figures, LIMITS, within(figures, LIMITS))


def _publish(stage: Stage, number: int) -> dict[str, int | float | str]:
    chance = random.Random(SEED)  # noqa: S311 -- the same files each time
    invalid = broken = otherwise = alone = files = 0
    for data, is_alone in _files(stage, chance, number):
        files += 1
        alone += is_alone
        invalid += bool(schema_problems(data))
        read = parse_cap(data)
        broken += bool(findings(read))
        otherwise += render_cap(read) != data
    return {
        "published files": files,
        "published files against the schema": invalid,
        "published files against the rules": broken,
        "published files that read back otherwise": otherwise,
        "published by their author alone": alone,
    }


def _files(stage: Stage, chance: random.Random, number: int) -> Iterator[tuple[bytes, bool]]:
    """Rendered messages: an alert; every third is updated, every fourth cancelled."""
    made = 0
    while made < number:
        at = stage.at + timedelta(seconds=chance.randrange(3600))
        try:
            alert = actions.draft_alert(
                network_key=stage.network.key,
                draft=_draft(stage, chance, at),
                by=stage.author,
                at=at,
                is_demo=chance.random() < 0.2,  # noqa: PLR2004 -- one in five
            )
        except FactRefused:
            continue  # words that may not be written so
        actions.send_alert(alert_id=alert.pk, by=stage.author, at=at)
        yield _approved(stage, alert.pk, at)
        made += 1
        later = at + timedelta(minutes=5)
        if made % 3 == 0:
            newer = _updated(stage, chance, alert.pk, later)
            if newer is not None:
                yield newer
                made += 1
        elif made % 4 == 0:
            ended = actions.cancel_alert(
                alert_id=alert.pk,
                reason_es="Ya pasó & no <sigue>",
                reason_en="It is over",
                by=stage.author,
                at=later,
            )
            yield _approved(stage, ended.pk, later)
            made += 1


def _updated(
    stage: Stage, chance: random.Random, alert_id: object, at: datetime
) -> tuple[bytes, bool] | None:
    try:
        newer = actions.update_alert(
            alert_id=alert_id,  # type: ignore[arg-type]  # an id of the row above
            draft=_draft(stage, chance, at),
            by=stage.author,
            at=at,
        )
    except FactRefused:
        return None
    actions.send_alert(alert_id=newer.pk, by=stage.author, at=at)
    return _approved(stage, newer.pk, at)


def _approved(stage: Stage, alert_id: object, at: datetime) -> tuple[bytes, bool]:
    """The file as published, and whether its author could do it alone."""
    try:
        actions.approve_alert(alert_id=alert_id, by=stage.author, at=at)  # type: ignore[arg-type]
    except AuthorCannotDecide:
        is_alone = False
    else:
        is_alone = True
    alert = actions.approve_alert(alert_id=alert_id, by=stage.second, at=at)  # type: ignore[arg-type]
    return render_cap(message_of(alert)), is_alone


def _draft(stage: Stage, chance: random.Random, at: datetime) -> AlertDraft:
    expires = at + timedelta(minutes=chance.randrange(10, 10_000))
    begins = chance.choice((None, expires - timedelta(minutes=chance.randrange(1, 10_000))))
    return AlertDraft(
        categories=tuple(chance.sample(CATEGORIES, chance.randrange(1, 4))),
        responses=tuple(chance.sample(RESPONSES, chance.randrange(0, 4))),
        urgency=chance.choice(URGENCIES),
        severity=chance.choice(SEVERITIES),
        certainty=chance.choice(CERTAINTIES),
        onset_at=begins,
        expires_at=expires,
        es=_wording(chance),
        en=_wording(chance),
        area_ids=tuple(row.pk for row in chance.sample(stage.areas, chance.randrange(1, 9))),
        contact=chance.choice(("", "Línea 112 & 119")),
    )


def _wording(chance: random.Random) -> Wording:
    return Wording(*(_words(chance, most) for most in (4, 8, 40, 40)))


def _words(chance: random.Random, most: int) -> str:
    return " ".join(chance.choices(PIECES, k=chance.randrange(1, most)))


def _refuse() -> dict[str, int | float | str]:
    parse_cap(good_file())
    missed: list[str] = []
    slowest = most = 0.0
    for name, code in HOSTILE.items():
        data = hostile_file(name)
        began = time.perf_counter()
        if _code(data) != code:
            missed.append(name)
        slowest = max(slowest, time.perf_counter() - began)
        tracemalloc.start()
        _code(data)
        most = max(most, tracemalloc.get_traced_memory()[1] / 2**20)
        tracemalloc.stop()
    return {
        "hostile files": len(HOSTILE),
        "hostile files not refused by their name": len(missed),
        "slowest refusal, s": round(slowest, 4),
        "most memory of a refusal, MiB": round(most, 2),
        **({"not refused": "; ".join(missed)} if missed else {}),
    }


def _code(data: bytes) -> str:
    try:
        parse_cap(data)
    except CapRefused as refused:
        return refused.code
    return "accepted"
