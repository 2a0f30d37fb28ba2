"""``./relevo keys``: how the keys stand, who opens them, and giving an institution a new one."""

import argparse
import sys
from getpass import getpass
from uuid import UUID

from django.utils.translation import gettext as _

from relevo.audit import actions as audit
from relevo.cli.errors import CommandRefused
from relevo.cli.reading import short_text
from relevo.directory.models import Institution
from relevo.kernel.actor import SYSTEM
from relevo.keyholder.ceremony import KEEPERS, SHORTEST, PassphrasesRefused, keepers_of
from relevo.keyholder.errors import HolderAway, KeysSealed, KeyUnfit
from relevo.keyholder.interface import State
from relevo.keyholder.root import hold_ceremony
from relevo.plumbing import clock, keys
from relevo.plumbing.keys import HolderKind

SUBJECT = "keys"


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command with its verbs."""
    parser = commands.add_parser("keys", help="keys of this instance: status, ceremony, rotation")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    for name, run, words in (
        ("status", status, "where the keys lie and what that means"),
        ("ceremony", ceremony, "hand the root key to three keepers, of whom any two open it"),
        ("open", open_keys, "open with two keepers' passphrases"),
        ("seal", seal, "forget every key at once; nothing opens until they are opened again"),
    ):
        verbs.add_parser(name, help=words).set_defaults(run=lambda _asked, run=run: run())
    rotating = verbs.add_parser("rotate", help="wrap the keys of an institution with a new one")
    rotating.add_argument(
        "institution",
        nargs="?",
        type=short_text,
        help="key, such as HN-MUN-NACAOME; all without it",
    )
    rotating.set_defaults(run=lambda asked: rotate(asked.institution))


def status() -> int:
    """0: the keys are open; 1: sealed, or nobody answers."""
    try:
        state = keys.holder().state()
    except HolderAway:
        print(_("The key holder does not answer. Start it: ./relevo serve"))
        return 1
    for line in status_lines(state, keys.holder_kind()):
        print(line)
    return 0 if state.is_open else 1


def status_lines(state: State, kind: HolderKind) -> list[str]:
    """Plain words, also where they are no praise."""
    lines = [_("The keys are open.") if state.is_open else _("The keys are sealed.")]
    if kind == HolderKind.LOCAL:
        lines.append(_("They lie in every process of the instance: fit for a demonstration only."))
    else:
        lines.append(_("They lie in a process of their own; web pages ask for one at a time."))
        lines.append(_granted(state))
    if state.has_root_file:
        lines.append(
            _("The root key is a plain file: whoever has the data folder and it reads every case.")
        )
    elif state.has_ceremony:
        lines.append(_("The root key lies on no disk: two of three keepers open it at each start."))
    counts = _("Institutions: %(institutions)d. Cases and packets: %(live)d; destroyed: %(gone)d.")
    numbers = {
        "institutions": state.institutions,
        "live": state.live,
        "gone": state.destroyed,
    }
    return [*lines, counts % numbers]


def _granted(state: State) -> str:
    held = [
        name
        for name, is_so in (
            (_("no core file"), state.no_core),
            (_("no debugger"), state.is_undumpable),
            (_("no swap"), state.is_locked),
        )
        if is_so
    ]
    return _("The system grants it: %(what)s.") % {"what": ", ".join(held) or _("nothing")}


def ceremony() -> int:
    """Ask three names and passphrases, seal the root key for each pair, remove the plain file."""
    places = keys.places()
    if places.ceremony.exists():
        raise CommandRefused(_("There was a ceremony already: the root key has its three keepers."))
    print(_("Three keepers choose a passphrase each. Any two of them open the keys."))
    print(_("Whoever loses two of the three has lost every case, for good. There is no other way."))
    print(_("At least %(number)d characters each: five words or more.") % {"number": SHORTEST})
    names, passphrases = [], []
    for number in range(1, KEEPERS + 1):
        names.append(_asked(_("Name or office of keeper %(number)d: ") % {"number": number}))
        passphrases.append(_hidden(_("Passphrase: ")))
        if _hidden(_("Once more: ")) != passphrases[-1]:
            raise CommandRefused(_("The two are not the same. Nothing was changed."))
    try:
        hold_ceremony(places, keepers=names, passphrases=passphrases)
    except PassphrasesRefused as refusal:
        raise CommandRefused(
            _("Three different passphrases of at least %(number)d characters. Nothing was changed.")
            % {"number": SHORTEST}
        ) from refusal
    except KeysSealed as refusal:
        raise CommandRefused(_("The root key is not here. Bring its file back first.")) from refusal
    print(_("Done. The plain root key is removed: destroy every copy of that file, too."))
    print(_("Start Relevo again, then open the keys: ./relevo keys open"))
    return 0


def open_keys() -> int:
    """Open the holder of this instance with two passphrases, or again with the plain file."""
    _refuse_local()
    names = keepers_of(keys.places().ceremony)
    given: dict[int, str] = {}
    for place, name in enumerate(names):
        if len(given) == KEEPERS - 1:
            break
        sentence = _("Passphrase of %(name)s (Enter: not here): ") % {"name": name}
        if passphrase := _hidden(sentence):
            given[place] = passphrase
    if names and len(given) < KEEPERS - 1:
        raise CommandRefused(_("Two of the three keepers are needed."))
    try:
        keys.holder().open(given)
    except (KeyUnfit, KeysSealed) as refusal:
        raise CommandRefused(_("That does not open the keys.")) from refusal
    audit.record("keys.opened", subject=SUBJECT, actor=SYSTEM, at=clock.now())
    print(_("The keys are open."))
    return 0


def seal() -> int:
    """Make the holder forget every key, at once: the trace of it is left first."""
    _refuse_local()
    audit.record("keys.sealed", subject=SUBJECT, actor=SYSTEM, at=clock.now())
    keys.holder().seal()
    print(_("The keys are sealed. Nothing opens until: ./relevo keys open"))
    if keys.places().root_file.exists():
        print(_("The root key is still a plain file on this disk: take it away, too."))
    return 0


def rotate(institution_key: str | None) -> int:
    """Give one institution, or all, a new key; where it was interrupted, once more ends it."""
    for institution in _institutions(institution_key):
        number = keys.holder().rotate(institution)
        audit.record(
            "keys.rotated",
            subject=str(institution),
            actor=SYSTEM,
            at=clock.now(),
            facts={"number": number},
        )
        sentence = _("%(institution)s: %(number)d keys wrapped anew.")
        print(sentence % {"institution": institution, "number": number})
    return 0


def _institutions(key: str | None) -> list[UUID]:
    held = keys.holder().institutions()
    if key is None:
        return held
    found = Institution.objects.filter(key=key, pk__in=held).values_list("pk", flat=True).first()
    if found is None:
        raise CommandRefused(_("No institution with keys is called %(key)s.") % {"key": key})
    return [found]


def _refuse_local() -> None:
    if keys.holder_kind() == HolderKind.LOCAL:
        raise CommandRefused(
            _(
                "The keys of this instance are local: each process has them. Stop Relevo, or give "
                "it a key holder of its own (RELEVO_KEY_SOCKET)."
            )
        )


def _asked(sentence: str) -> str:
    print(sentence, end="", flush=True)
    return short_text(sys.stdin.readline())


def _hidden(sentence: str) -> str:
    """What is typed unseen; from a pipe, a line."""
    if sys.stdin.isatty():
        return getpass(sentence)
    print(sentence)
    return sys.stdin.readline().rstrip("\n")
