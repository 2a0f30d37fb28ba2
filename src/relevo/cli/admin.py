"""``./relevo admin``: people of a real instance, their one-time links and printed cards."""

import argparse
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.urls import reverse
from django.utils.translation import gettext as _

from relevo.accounts import actions
from relevo.accounts.enums import Role
from relevo.accounts.errors import UserNameTaken
from relevo.accounts.models import User
from relevo.cli.errors import CommandRefused
from relevo.cli.reading import YEARS, short_text
from relevo.directory.models import Institution
from relevo.kernel.actor import SYSTEM
from relevo.plumbing import clock, env

LONGEST_NAME = 40
LONGEST_ACTA = 80


def user_name(text: str) -> str:
    """A user name for argparse: letters, digits, hyphen, underscore."""
    try:
        validate_slug(text)
    except ValidationError:
        text = ""
    if not 0 < len(text) <= LONGEST_NAME:
        raise argparse.ArgumentTypeError(
            f"accepted: letters without accents, digits, - and _, at most {LONGEST_NAME}"
        )
    return text


def day(text: str) -> date:
    """A day for argparse."""
    try:
        read: date | None = date.fromisoformat(text)
    except ValueError:
        read = None
    if read is None or read.year not in YEARS:
        raise argparse.ArgumentTypeError(
            f"read {text[:40]!r}; accepted: 2026-11-24, from {YEARS[0]} to {YEARS[-1]}"
        )
    return read


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    admin = commands.add_parser("admin", help="people of a real instance")
    verbs = admin.add_subparsers(dest="verb", required=True, metavar="VERB")

    create = verbs.add_parser("create", help="first administrator: prints a one-time link")
    create.add_argument("--user", type=user_name, default="admin")
    create.add_argument(
        "--institution", type=short_text, required=True, help="key, such as HN-MUN-NACAOME"
    )
    create.add_argument(
        "--acta", type=short_text, required=True, help="number of the acta that names the person"
    )
    create.add_argument("--until", type=day, required=True, help="last day of the term")
    create.set_defaults(run=_create, role=Role.PLATFORM_ADMIN)

    add = verbs.add_parser("add", help="another person in a role of an institution")
    add.add_argument("--user", type=user_name, required=True)
    add.add_argument(
        "--institution", type=short_text, required=True, help="key, such as HN-MUN-NACAOME"
    )
    add.add_argument("--role", choices=[str(role) for role in Role], required=True)
    add.add_argument(
        "--acta",
        type=short_text,
        required=True,
        help="number of the acta or letter that names them",
    )
    add.add_argument("--until", type=day, required=True, help="last day of the term")
    add.set_defaults(run=_create)

    card = verbs.add_parser("card", help="print a card of one-time codes for a person")
    card.add_argument("--user", type=user_name, required=True)
    card.set_defaults(run=_card)


def _create(asked: argparse.Namespace) -> int:
    if clock.is_demo():
        raise CommandRefused(
            _("This is a demonstration: it has no administrator. Start one with ./run --empty.")
        )
    institution = Institution.objects.filter(key=asked.institution).first()
    if institution is None:
        raise CommandRefused(
            _("No institution has the key “%(read)s”. See the keys in the directory.")
            % {"read": asked.institution[:60]}
        )
    if len(asked.acta) > LONGEST_ACTA:
        raise CommandRefused(
            _("The acta needs 1 to %(limit)d characters.") % {"limit": LONGEST_ACTA}
        )
    now = clock.now()
    if asked.until < now.date():
        raise CommandRefused(_("The term must not end before today."))
    try:
        user = actions.create_person(
            username=asked.user,
            institution=institution,
            role=Role(asked.role),
            starts_on=now.date(),
            ends_on=asked.until + timedelta(days=1),  # the first day that is not of the term
            acta=asked.acta,
            by=SYSTEM,
            at=now,
        )
    except UserNameTaken as refusal:
        raise CommandRefused(
            _("The user name “%(read)s” is taken.") % {"read": refusal.read}
        ) from refusal
    token = actions.create_setup_link(user=user, by=SYSTEM, at=now)
    codes = actions.issue_card(user=user, by=SYSTEM, at=now)
    root = f"http://localhost:{env.whole('RELEVO_PORT', default=8000, low=1, high=65535)}"
    print(_("Open this link within 48 hours and set your password:"))
    print(f"  {root}{reverse('accounts:set-up', args=[token])}")
    _print_card(codes)
    return 0


def _card(asked: argparse.Namespace) -> int:
    user = User.objects.filter(username=asked.user, is_demo=False).first()
    if user is None:
        raise CommandRefused(_("Nobody has the user name “%(read)s”.") % {"read": asked.user})
    _print_card(actions.issue_card(user=user, by=SYSTEM, at=clock.real_now()))
    return 0


def _print_card(codes: list[str]) -> None:
    print(_("Card of one-time codes (second step; keep it apart from the password):"))
    for number, code in enumerate(codes, start=1):
        print(f"  {number:2}  {code[:5]}-{code[5:]}")
