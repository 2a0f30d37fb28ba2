"""``./relevo prove NAME``: a safety property, tried out on this very instance."""

import argparse
from collections.abc import Callable

from relevo.cli import (
    prove_audit,
    prove_authz,
    prove_canaries,
    prove_cap,
    prove_commitments,
    prove_consent,
    prove_disclosure,
    prove_kill9,
    prove_movements,
    prove_restricted,
    prove_two_worlds,
)
from relevo.cli.outcome import Outcome

PROOFS: dict[str, Callable[..., Outcome]] = {
    "audit": prove_audit.prove,
    "authz": prove_authz.prove,
    "canaries": prove_canaries.prove,
    "cap": prove_cap.prove,
    "commitments": prove_commitments.prove,
    "consent": prove_consent.prove,
    "disclosure": prove_disclosure.prove,
    "kill9": prove_kill9.prove,
    "movements": prove_movements.prove,
    "restricted": prove_restricted.prove,
    "two-worlds": prove_two_worlds.prove,
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
