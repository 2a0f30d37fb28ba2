"""``./relevo audit``: the heads of the chains, to be kept elsewhere, and whether all is whole."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from relevo.audit import queries
from relevo.audit.queries import Problem, Tampering
from relevo.cli.errors import CommandRefused
from relevo.plumbing import clock


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command with its verbs."""
    parser = commands.add_parser("audit", help="the record of acts: heads, and whether it is whole")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    heads = verbs.add_parser("heads", help="a line for each chain: print it, or keep it elsewhere")
    heads.set_defaults(run=lambda _asked: show_heads())
    verifying = verbs.add_parser("verify", help="look for whatever was done to it")
    verifying.add_argument("--witness", type=Path, help="a witness file that was kept elsewhere")
    verifying.set_defaults(run=lambda asked: verify(asked.witness))


def show_heads() -> int:
    for line in queries.list_heads(at=clock.real_now()):
        print(line)
    return 0


def verify(witness: Path | None) -> int:
    """0: whole; 1: something was done to it, a line for each place."""
    if witness is not None and not _is_file(witness):
        raise CommandRefused(_("There is no file %(path)s.") % {"path": str(witness)[:120]})
    path = witness or Path(settings.RELEVO_WITNESS_FILE)
    problems = list(problems_of_chains())
    if path.is_file():
        problems += [(pk, p) for pk, found in queries.verify_witness(path).items() for p in found]
    else:
        print(_("There is no witness file yet: a tail that was cut off would not be noticed."))
    for chain_id, problem in problems:
        print(f"{chain_id}\t{problem.number}\t{words_of(problem)}")
    if problems:
        return 1
    print(_("Whole: %(number)d chains.") % {"number": len(queries.list_chains())})
    return 0


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name that no file can have
        return False


def problems_of_chains() -> Iterator[tuple[UUID, Problem]]:
    """Every problem of every chain."""
    for chain_id in queries.list_chains():
        for problem in queries.verify_chain(chain_id):
            yield chain_id, problem


def words_of(problem: Problem) -> str:
    return {
        Tampering.EDITED: _("changed afterwards"),
        Tampering.UNLINKED: _("does not follow the one before it"),
        Tampering.GAP: _("missing"),
        Tampering.TAIL_CUT: _("missing, with all after it"),
        Tampering.HEAD_CHANGED: _("the noted end is not the end"),
        Tampering.CHAIN_MISSING: _("the noted end is gone"),
        Tampering.FORGED: _("not made with the key of this instance"),
        Tampering.EPOCH_CHANGED: _("not keyed from where it was"),
        Tampering.WITNESS_DIFFERS: _("not what the witness saw"),
        Tampering.WITNESS_FORGED: _("line of the witness file that this instance did not write"),
    }[problem.kind]
