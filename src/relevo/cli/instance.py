"""``setup``, ``serve``, ``worker``: what ./run calls."""

import argparse

from relevo.cli import worker
from relevo.cli.keyholder import wanted_socket
from relevo.cli.reading import whole
from relevo.cli.serve import serve
from relevo.cli.setup import setup
from relevo.plumbing import env

LOWEST_PORT, HIGHEST_PORT = 1, 65535


port = whole(LOWEST_PORT, HIGHEST_PORT)


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
    serving.set_defaults(run=lambda asked: serve(port=asked.port, key_socket=wanted_socket()))

    working = commands.add_parser("worker", help="run clocks and drain the outbox")
    working.set_defaults(run=lambda _asked: worker.run_worker())
