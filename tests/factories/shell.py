"""The shell: what a command prints, and how it ends."""

from dataclasses import dataclass

from relevo.cli.main import main


@dataclass(frozen=True)
class Ended:
    """``code`` 0 done, 1 the answer is no, 2 what was asked is wrong."""

    code: int
    out: str
    err: str


def shell(capsys, *arguments):
    """Run ``./relevo`` with these arguments."""
    capsys.readouterr()
    try:
        code = main(arguments)
    except SystemExit as end:  # argparse ends so
        code = end.code
    said = capsys.readouterr()
    return Ended(code, said.out, said.err)
