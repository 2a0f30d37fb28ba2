"""``./relevo plan``: the explained route, or the explained no."""

import argparse
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from relevo.borders.queries.requirements import list_papers
from relevo.cli import reading
from relevo.cli.errors import CommandRefused
from relevo.journeys.actions import compute_plan
from relevo.journeys.rules import CHILD_UNTIL, PlanProfile
from relevo.journeys.rules.profiles import CHILD_PROTECTION
from relevo.planner import Member
from relevo.plumbing import clock
from relevo.wording import plain
from relevo.wording.plan import tell_plan
from relevo.wording.plan_json import to_json
from relevo.wording.words import DOCUMENTS

OLDEST = 120
MOST_NEEDS = 8
"""As many as one plan can weigh."""

MOST_MEMBERS = 30


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    plan = commands.add_parser("plan", help="route that works for a profile at a time")
    plan.add_argument("--from", dest="start", type=reading.short_text, required=True)
    plan.add_argument("--side", choices=("GT", "HN", "SV"), help="which side of a crossing")
    plan.add_argument("--nationality", type=country_code, required=True, help="ISO 3166-1 code")
    plan.add_argument("--need", type=reading.short_text, action="append", required=True)
    plan.add_argument("--urgent", type=reading.short_text, action="append", default=[])
    plan.add_argument("--age", type=reading.whole(0, OLDEST), required=True)
    plan.add_argument(
        "--with-age",
        type=reading.whole(0, OLDEST),
        action="append",
        default=[],
        help="age of each person who travels along",
    )
    plan.add_argument("--sex", choices=("f", "m", "x"), default="")
    plan.add_argument("--document", type=reading.short_text, action="append", default=[])
    plan.add_argument("--to", choices=("GT", "HN", "SV"), help="country the person heads for")
    plan.add_argument("--sensitive", action="store_true", help="protection-sensitive case")
    plan.add_argument("--mode", choices=("bus", "car", "walk"), default="bus")
    plan.add_argument("--at", type=reading.moment, help="time of travel (default: now)")
    plan.add_argument("--as-of", type=reading.moment, help="as known then (default: --at)")
    plan.add_argument("--json", action="store_true", help="documented JSON")
    plan.set_defaults(run=_run)


def country_code(text: str) -> str:
    """Two letters for argparse."""
    if len(text) != len("HN") or not text.isascii() or not text.isalpha():
        raise argparse.ArgumentTypeError(f"read {text[:40]!r}; accepted: two letters, such as SV")
    return text.upper()


def _needs(asked: argparse.Namespace, *, adult: bool) -> tuple[str, ...]:
    needs = tuple(dict.fromkeys(reading.need(text).code for text in asked.need))
    added = not adult and CHILD_PROTECTION not in needs
    if len(needs) + added > MOST_NEEDS:
        raise CommandRefused(
            _("At most %(most)d needs; a child alone always has child protection.")
            % {"most": MOST_NEEDS}
        )
    return needs


def _urgent(asked: argparse.Namespace, *, needs: tuple[str, ...]) -> frozenset[str]:
    urgent = frozenset(reading.need(text).code for text in asked.urgent)
    if not urgent <= set(needs):
        raise CommandRefused(_("Only something that is needed can be urgent."))
    return urgent


def _documents(asked: argparse.Namespace) -> frozenset[str]:
    """Codes of papers, tests and vaccinations; those that were added as rows count."""
    accepted = sorted({*DOCUMENTS, *(row.code for row in list_papers())})
    unknown = sorted(set(asked.document) - set(accepted))
    if unknown:
        raise CommandRefused(
            _("We know no paper “%(read)s”. Accepted: %(accepted)s.")
            % {"read": unknown[0], "accepted": ", ".join(accepted)}
        )
    return frozenset(asked.document)


def _start(asked: argparse.Namespace, *, at: datetime) -> str:
    """The one node that is meant; a crossing has one on each side."""
    found = reading.place(asked.start, at=at, side=asked.side)
    if not found.node_keys:
        raise CommandRefused(reading.no_point(found))
    if len(found.node_keys) > 1:
        raise CommandRefused(_("Say on which side of the crossing the person is, with --side."))
    return found.node_keys[0]


def _run(asked: argparse.Namespace) -> int:
    at = asked.at or clock.now()
    ages = [asked.age, *asked.with_age]
    if len(ages) > MOST_MEMBERS:
        raise CommandRefused(
            _("At most %(most)d persons travel in one plan.") % {"most": MOST_MEMBERS}
        )
    adult = any(age >= CHILD_UNTIL for age in ages)
    needs = _needs(asked, adult=adult)
    computed = compute_plan(
        profile=PlanProfile(
            start_node=_start(asked, at=at),
            nationality=asked.nationality,
            members=tuple(
                Member(age=age, sex=asked.sex if index == 0 else "")
                for index, age in enumerate(ages)
            ),
            needs=needs,
            urgent=_urgent(asked, needs=needs),
            documents=_documents(asked),
            accompanied=adult,
            protection_sensitive=asked.sensitive,
            heads_for=asked.to or "",
        ),
        at=at,
        known_at=asked.as_of or at,
        viewer=None,
        mode=asked.mode,
    )
    if asked.json:
        print(to_json(computed), end="")
    else:
        language = get_language() or "es"
        print(plain.render(tell_plan(computed, language=language), language=language), end="")
    return 0
