"""``./relevo replay`` plays real events on a demo; ``./relevo demo rebuild`` makes one for it."""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from datetime import datetime
from typing import TextIO

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from relevo.cli import reading
from relevo.cli.errors import CommandRefused
from relevo.demo.replay.drill import load_drill, opens_at
from relevo.demo.replay.player import Played, advance_clock, due, effects_of, play_step
from relevo.demo.replay.script import ends_at, starts_at, steps_of
from relevo.demo.replay.stage import NothingToBuildOn
from relevo.plumbing import clock
from relevo.plumbing.models import InstanceKind
from relevo.region.events import Scenario, find_scenario, list_scenarios

LIST = "list"
MAX = "max"
FASTEST = 1_000_000


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add both commands."""
    replay = commands.add_parser("replay", help="play real events through the actions, on a demo")
    replay.add_argument("scenario", type=reading.short_text, help="a scenario, or: list")
    replay.add_argument("--until", type=reading.moment, help="play up to here (default: the end)")
    replay.add_argument(
        "--speed",
        type=speed,
        default=None,
        help="seconds of the scenario in one second, or max: without waiting (default)",
    )
    replay.add_argument("--json", action="store_true")
    replay.set_defaults(run=_replay)

    demo = commands.add_parser("demo", help="the demonstration of this instance")
    verbs = demo.add_subparsers(dest="verb", required=True, metavar="VERB")
    rebuild = verbs.add_parser("rebuild", help="empty it and make it anew for a scenario")
    rebuild.add_argument(
        "--scenario",
        type=reading.short_text,
        action="append",
        required=True,
        help="which; given again, several in one demo",
    )
    rebuild.add_argument("--yes", action="store_true", help="all that was written in it goes")
    rebuild.set_defaults(run=_rebuild)


def speed(text: str) -> int | None:
    """How fast, for argparse; None: without waiting."""
    return None if text == MAX else reading.whole(1, FASTEST)(text)


def _scenario(key: str) -> Scenario:
    found = find_scenario(key)
    if found is None:
        known = ", ".join(scenario.key for scenario in list_scenarios())
        raise CommandRefused(
            _("There is no scenario “%(read)s”. Known: %(known)s.") % {"read": key, "known": known}
        )
    return found


def _check_demo() -> None:
    if not clock.is_demo():
        raise CommandRefused(
            _("This instance is real: nothing is replayed on it and it is never emptied.")
        )


def _replay(asked: argparse.Namespace) -> int:
    if asked.scenario == LIST:
        return _list(as_json=asked.json)
    scenario = _scenario(asked.scenario)
    _check_demo()
    until = asked.until or ends_at(scenario)
    try:
        played = play(scenario, until=until, speed=asked.speed, say=not asked.json)
    except NothingToBuildOn as missing:
        raise CommandRefused(
            _("Nothing was made before on which this builds: %(what)s.") % {"what": missing}
        ) from missing
    if asked.json:
        print(json.dumps([_document(row) for row in played], ensure_ascii=False, indent=2))
    elif not played:
        print(_("Nothing is due up to then."))
    return 0


def play(
    scenario: Scenario,
    *,
    until: datetime,
    speed: int | None,
    say: bool = True,
    out: TextIO | None = None,
) -> list[Played]:
    """Play what is due, waiting in proportion between acts; the clock of the demo goes along.

    The clock never goes back: on a demo whose story is later, the past is told without it.
    """
    done: list[Played] = []
    before: datetime | None = None
    for step in due(scenario, until=until):
        if speed is not None and before is not None:
            time.sleep((step.at - before).total_seconds() / speed)
        before = step.at
        advance_clock(step.at)
        played = play_step(scenario, step)
        if played is not None:
            done.append(played)
            if say:
                print(_line(played), file=out or sys.stdout, flush=True)
    advance_clock(until)
    return done


def _line(played: Played) -> str:
    step = played.step
    text = step.event.text.in_language(get_language() or "es")
    rows = len(played.effects)
    made = ngettext("%(count)d row", "%(count)d rows", rows) % {"count": rows}
    if played.refusal is not None:
        made = _("left out: %(why)s") % {"why": played.refusal}
    return f"{_stamp(step.at)}  {step.event.key}  {step.act.kind} ({made})  {text}"


def _stamp(at: datetime) -> str:
    return at.astimezone(clock.LOCAL).strftime("%Y-%m-%d %H:%M")


def _document(played: Played) -> dict[str, object]:
    return {
        "event": played.step.event.key,
        "at": played.step.at.isoformat(),
        "rows": [
            {"kind": effect.kind, "row": effect.row, "recognized": effect.is_recognized}
            for effect in played.effects
        ],
        "refused": "" if played.refusal is None else str(played.refusal),
    }


def _list(*, as_json: bool) -> int:
    scenarios: Sequence[Scenario] = list_scenarios()
    if as_json:
        documents = [
            {
                "id": scenario.key,
                "name": scenario.name.in_language("es"),
                "from": starts_at(scenario).isoformat(),
                "until": ends_at(scenario).isoformat(),
                "events": len(scenario.events),
                "acts": len(steps_of(scenario)),
                "played": sum(bool(made) for made in effects_of(scenario).values()),
            }
            for scenario in scenarios
        ]
        print(json.dumps(documents, ensure_ascii=False, indent=2))
        return 0
    for scenario in scenarios:
        name = scenario.name.in_language(get_language() or "es")
        span = f"{_stamp(starts_at(scenario))} – {_stamp(ends_at(scenario))}"
        print(f"{scenario.key:10} {span}  {len(scenario.events):3}  {name}")
    return 0


def _rebuild(asked: argparse.Namespace) -> int:
    scenarios = [_scenario(key) for key in dict.fromkeys(asked.scenario)]
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    if not connection.introspection.table_names():  # a new folder, or a new database
        call_command("migrate", verbosity=0, interactive=False)
    if clock.instance_kind() is not None:
        _check_demo()
    keys = ", ".join(scenario.key for scenario in scenarios)
    if not asked.yes:
        raise CommandRefused(
            _(
                "All that was written in the demo in %(folder)s goes, and it begins anew for "
                "%(scenario)s. Say so with --yes."
            )
            % {"folder": settings.DATA_DIR, "scenario": keys}
        )
    rebuild(scenarios)
    first = min(scenarios, key=starts_at)
    name = first.name.in_language(get_language() or "es")
    print(
        _("The demo stands at %(at)s, before “%(name)s”. Play it: ./relevo replay %(key)s")
        % {"at": _stamp(opens_at(scenarios)), "name": name, "key": first.key}
    )
    return 0


def rebuild(scenarios: Sequence[Scenario]) -> None:
    """Empty a demo and fill it for scenarios, all or nothing.

    Heads that a witness noted belong to chains that are gone with the rest: that file goes too.
    """
    with transaction.atomic():
        call_command("flush", verbosity=0, interactive=False)
        clock.start_instance(
            InstanceKind.DEMO, real_at=clock.real_now(), domain_at=opens_at(scenarios)
        )
        if load_drill(scenarios).problems:
            raise CommandRefused(_("The tables of the region cannot be read: ./relevo facts"))
    settings.RELEVO_WITNESS_FILE.unlink(missing_ok=True)
