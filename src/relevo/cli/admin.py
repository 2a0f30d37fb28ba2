"""``./relevo admin``: people of a real instance, their one-time links and printed cards."""

import argparse
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from relevo.accounts import actions
from relevo.accounts.enums import Attribute, Role
from relevo.accounts.errors import NoMembership, UserNameTaken
from relevo.accounts.models import User
from relevo.cases.actions.teams import end_membership
from relevo.cli.errors import CommandRefused
from relevo.cli.reading import YEARS, short_text
from relevo.directory.models import Institution
from relevo.kernel.actor import SYSTEM
from relevo.plumbing import clock, env

LONGEST_NAME = 40
LONGEST_ACTA = 80
GRANTED = [str(one) for one in Attribute if one != Attribute.PSEA]
"""What the shell grants. Who reads complaints is named by each network, on its own page."""


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

    extend = verbs.add_parser("extend", help="a further term in a role that somebody has or had")
    _add_whose(extend)
    extend.add_argument("--role", choices=[str(role) for role in Role], required=True)
    extend.add_argument(
        "--acta", type=short_text, required=True, help="number of the acta or letter"
    )
    extend.add_argument("--until", type=day, required=True, help="last day of the term")
    extend.set_defaults(run=_extend)

    end = verbs.add_parser("end", help="end a membership now: sessions, teams, emergency rights")
    _add_whose(end)
    end.add_argument("--role", choices=[str(role) for role in Role], help="default: all of them")
    end.set_defaults(run=_end)

    for verb, is_held, words in (
        ("grant", True, "give a membership an attribute beside its role"),
        ("take", False, "take an attribute away"),
    ):
        attribute = verbs.add_parser(verb, help=words)
        _add_whose(attribute)
        attribute.add_argument("--attribute", choices=GRANTED, required=True)
        attribute.set_defaults(run=_set_attribute, is_held=is_held)

    card = verbs.add_parser("card", help="print a card of one-time codes for a person")
    card.add_argument("--user", type=user_name, required=True)
    card.set_defaults(run=_card)


def _add_whose(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--user", type=user_name, required=True)
    parser.add_argument(
        "--institution", type=short_text, required=True, help="key, such as HN-MUN-NACAOME"
    )


def _create(asked: argparse.Namespace) -> int:
    _check_real()
    institution = _institution(asked.institution)
    now = clock.now()
    ends_on = _end_of_term(asked, today=now.date())
    try:
        user = actions.create_person(
            username=asked.user,
            institution=institution,
            role=Role(asked.role),
            starts_on=now.date(),
            ends_on=ends_on,
            acta=asked.acta,
            by=SYSTEM,
            at=now,
        )
    except UserNameTaken as refusal:
        raise CommandRefused(
            _("The user name “%(read)s” is taken.") % {"read": refusal.read}
        ) from refusal
    _let_in(user)
    return 0


def _extend(asked: argparse.Namespace) -> int:
    user, institution = _whose(asked)
    now = clock.now()
    try:
        actions.extend_membership(
            user=user,
            institution=institution,
            role=Role(asked.role),
            ends_on=_end_of_term(asked, today=now.date()),
            acta=asked.acta,
            by=SYSTEM,
            at=now,
        )
    except NoMembership as refusal:
        raise CommandRefused(
            _("“%(user)s” never had the role %(role)s in %(institution)s.")
            % {"user": asked.user, "role": asked.role, "institution": institution.key}
        ) from refusal
    print(
        _("%(user)s: %(role)s in %(institution)s until %(day)s.")
        % {
            "user": asked.user,
            "role": asked.role,
            "institution": institution.key,
            "day": asked.until,
        }
    )
    if not user.has_usable_password():
        _let_in(user)
    return 0


def _end(asked: argparse.Namespace) -> int:
    user, institution = _whose(asked)
    try:
        unattended = end_membership(
            user=user,
            institution=institution,
            role=Role(asked.role) if asked.role else None,
            by=SYSTEM,
            at=clock.now(),
        )
    except NoMembership as refusal:
        raise _no_membership(asked) from refusal
    print(
        _("Ended: %(user)s in %(institution)s. What they had open opens no more.")
        % {"user": asked.user, "institution": institution.key}
    )
    if unattended:
        print(
            ngettext(
                "%(number)d case of the institution has nobody now: a supervisor puts a colleague "
                "on it, under Cases of our team.",
                "%(number)d cases of the institution have nobody now: a supervisor puts a "
                "colleague on each, under Cases of our team.",
                unattended,
            )
            % {"number": unattended}
        )
    return 0


def _set_attribute(asked: argparse.Namespace) -> int:
    user, institution = _whose(asked)
    try:
        actions.set_attribute(
            user=user,
            institution=institution,
            attribute=Attribute(asked.attribute),
            is_held=asked.is_held,
            by=SYSTEM,
            at=clock.now(),
        )
    except NoMembership as refusal:
        raise _no_membership(asked) from refusal
    told = (
        _("%(user)s holds %(attribute)s in %(institution)s.")
        if asked.is_held
        else _("%(user)s does not hold %(attribute)s in %(institution)s.")
    )
    print(told % {"user": asked.user, "attribute": asked.attribute, "institution": institution.key})
    return 0


def _check_real() -> None:
    if clock.is_demo():
        raise CommandRefused(
            _("This is a demonstration: it has no administrator. Start one with ./run --empty.")
        )


def _institution(key: str) -> Institution:
    institution = Institution.objects.filter(key=key).first()
    if institution is None:
        raise CommandRefused(
            _("No institution has the key “%(read)s”. See the keys in the directory.")
            % {"read": key[:60]}
        )
    return institution


def _end_of_term(asked: argparse.Namespace, *, today: date) -> date:
    """The first day that is not of the term; CommandRefused."""
    if len(asked.acta) > LONGEST_ACTA:
        raise CommandRefused(
            _("The acta needs 1 to %(limit)d characters.") % {"limit": LONGEST_ACTA}
        )
    until: date = asked.until
    if until < today:
        raise CommandRefused(_("The term must not end before today."))
    return until + timedelta(days=1)


def _whose(asked: argparse.Namespace) -> tuple[User, Institution]:
    _check_real()
    return _user(asked.user), _institution(asked.institution)


def _user(name: str) -> User:
    user = User.objects.filter(username=name, is_demo=False).first()
    if user is None:
        raise CommandRefused(_("Nobody has the user name “%(read)s”.") % {"read": name})
    return user


def _no_membership(asked: argparse.Namespace) -> CommandRefused:
    return CommandRefused(
        _("“%(user)s” has no such membership in %(institution)s.")
        % {"user": asked.user, "institution": asked.institution}
    )


def _let_in(user: User) -> None:
    """Print a link to set a password, and a card of codes."""
    token = actions.create_setup_link(user=user, by=SYSTEM, at=clock.now())
    codes = actions.issue_card(user=user, by=SYSTEM, at=clock.now())
    root = f"http://localhost:{env.whole('RELEVO_PORT', default=8000, low=1, high=65535)}"
    print(_("Open this link within 48 hours and set your password:"))
    print(f"  {root}{reverse('accounts:set-up', args=[token])}")
    _print_card(codes)


def _card(asked: argparse.Namespace) -> int:
    _print_card(actions.issue_card(user=_user(asked.user), by=SYSTEM, at=clock.real_now()))
    return 0


def _print_card(codes: list[str]) -> None:
    print(_("Card of one-time codes (second step; keep it apart from the password):"))
    for number, code in enumerate(codes, start=1):
        print(f"  {number:2}  {code[:5]}-{code[5:]}")
