"""``setup``, ``serve``, ``worker``: what ./run calls."""

import argparse

from relevo.cli import worker
from relevo.cli.serve import serve
from relevo.cli.setup import setup
from relevo.plumbing import env

LOWEST_PORT, HIGHEST_PORT = 1, 65535


def port(text: str) -> int:
    """A port number for argparse."""
    if not text.isascii() or not text.isdigit() or not LOWEST_PORT <= int(text) <= HIGHEST_PORT:
        raise argparse.ArgumentTypeError(
            f"read {text!r}; accepted: a whole number from {LOWEST_PORT} to {HIGHEST_PORT}"
        )
    return int(text)


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    preparing = commands.add_parser("setup", help="prepare tables, region and demo story")
    preparing.add_argument("--empty", action="store_true", help="a real instance, without stories")
    preparing.add_argument("--quiet", action="store_true")
    preparing.set_defaults(run=lambda asked: setup(empty=asked.empty, quiet=asked.quiet))

    serving = commands.add_parser("serve", help="serve the pages and run the worker")
    serving.add_argument(
        "--port",
        type=port,
        default=env.whole("RELEVO_PORT", default=8000, low=LOWEST_PORT, high=HIGHEST_PORT),
    )
    serving.set_defaults(run=lambda asked: serve(port=asked.port))

    working = commands.add_parser("worker", help="run clocks and drain the outbox")
    working.set_defaults(run=lambda _asked: worker.run_worker())
