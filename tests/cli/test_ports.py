import socket
import subprocess
import sys

from relevo.cli.ports import is_free


def listening():
    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen()
    return server


def test_port_is_free_until_somebody_listens():
    with listening() as server:
        port = server.getsockname()[1]
        assert is_free(port, host="127.0.0.1") is False
    assert is_free(port, host="127.0.0.1") is True


def test_shell_asks_by_exit_code():
    def ask(port):
        command = [sys.executable, "-m", "relevo.cli.ports", "127.0.0.1", str(port)]
        return subprocess.run(command, capture_output=True, check=False).returncode

    with listening() as server:
        port = server.getsockname()[1]
        taken = ask(port)
    assert (taken, ask(port)) == (1, 0)
