"""``./relevo facts``: read a folder of tables, say every problem, write if there is none."""

import argparse
from pathlib import Path

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from relevo.cli.errors import CommandRefused
from relevo.cli.scratch import rolled_back
from relevo.plumbing import clock
from relevo.region.loader import DATA, LoadReport, load_region
from relevo.region.reading import Problem


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    facts = commands.add_parser("facts", help="check or load a folder of fact tables")
    facts.add_argument("folder", nargs="?", type=Path, default=DATA, help="default: the committed")
    facts.add_argument("--check", action="store_true", help="only say what is wrong")
    facts.set_defaults(run=_run)


def _run(asked: argparse.Namespace) -> int:
    if not _is_folder(asked.folder):
        raise CommandRefused(
            _("There is no folder %(read)s. See docs/reference/data.md for the tables it needs.")
            % {"read": str(asked.folder)[:200]}
        )
    if asked.check:
        with rolled_back():
            report = load_region(at=clock.now(), folder=asked.folder)
    else:
        report = load_region(at=clock.now(), folder=asked.folder)
    return _tell(report)


def _is_folder(path: Path) -> bool:
    """Whether tables can be looked for there; a name that no disk takes is none."""
    try:
        return path.is_dir()
    except OSError:
        return False


def _tell(report: LoadReport) -> int:
    for problem in report.problems:
        print(_line(problem))
    if report.problems:
        count = len(report.problems)
        print(
            ngettext(
                "%(count)d problem; nothing was written.",
                "%(count)d problems; nothing was written.",
                count,
            )
            % {"count": count}
        )
        return 1
    if report.is_unchanged:
        print(_("These very tables are loaded already."))
        return 0
    for file, count in report.loaded.items():
        print(f"{count:6}  {file}")
    for warning in report.warnings:
        print(_line(warning))
    for left in report.left_out:
        reason = left.reason.in_language(get_language() or "es")
        print(
            _("Left out: %(file)s %(row)s: %(reason)s")
            % {
                "file": left.file,
                "row": left.row,
                "reason": reason,
            }
        )
    return 0


def _line(problem: Problem) -> str:
    return _("%(file)s, row %(row)d, %(column)s: read %(read)s; accepted: %(accepted)s") % {
        "file": problem.file,
        "row": problem.row,
        "column": problem.column,
        "read": problem.read,
        "accepted": problem.accepted,
    }
