"""Is a port free? Asked before a set-up that may take a minute, and again before serving."""

import socket
import sys


def is_free(port: int, *, host: str) -> bool:
    """Whether a server could listen there now. Connections of an earlier one do not count."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def free_port(*, host: str = "127.0.0.1") -> int:
    """A port on which nobody listens at the moment."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port


if __name__ == "__main__":
    sys.exit(0 if is_free(int(sys.argv[2]), host=sys.argv[1]) else 1)
