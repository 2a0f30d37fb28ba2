"""``./relevo prove NAME``: a safety property, tried out on this very instance."""

import argparse
from collections.abc import Callable

from relevo.cli import prove_commitments, prove_restricted
from relevo.cli.outcome import Outcome

PROOFS: dict[str, Callable[..., Outcome]] = {
    "commitments": prove_commitments.prove,
    "restricted": prove_restricted.prove,
}


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command with every proof."""
    parser = commands.add_parser("prove", help="try a safety property on this instance")
    parser.add_argument("name", choices=sorted(PROOFS))
    parser.add_argument("--full", action="store_true", help="full size")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(
        run=lambda asked: PROOFS[asked.name](full=asked.full).show(as_json=asked.json)
    )
