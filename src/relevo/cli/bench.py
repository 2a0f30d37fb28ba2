"""``./relevo bench NAME``: how fast, and how much goes over the wire; never a test."""

import argparse
from collections.abc import Callable

from relevo.cli import (
    bench_borders,
    bench_cases,
    bench_names,
    bench_networks,
    bench_pages,
    bench_plan,
)
from relevo.cli.outcome import Outcome

BENCHMARKS: dict[str, Callable[..., Outcome]] = {
    "borders": bench_borders.measure,
    "cases": bench_cases.measure,
    "names": bench_names.measure,
    "networks": bench_networks.measure,
    "pages": bench_pages.measure,
    "plan": bench_plan.measure,
}


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command with every benchmark."""
    parser = commands.add_parser("bench", help="measure this instance")
    parser.add_argument("name", choices=sorted(BENCHMARKS))
    parser.add_argument("--full", action="store_true", help="full size")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(
        run=lambda asked: BENCHMARKS[asked.name](full=asked.full).show(as_json=asked.json)
    )
