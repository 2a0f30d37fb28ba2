"""Read a stranger's file in a process of its own: it may crash, hang or be taken over.

That process has no environment, no database and no keys, cannot write a file, and ends with its
answer. Nothing lies on the disk: the file goes in and comes out through pipes.
"""

import os
import subprocess
import sys

from relevo.formats.redraw import Redrawn, RedrawRefused, read_answer

LONGEST_SECONDS = 40
PROGRAM = "relevo.formats.redraw"


def redraw_apart(
    data: bytes, *, seconds: float = LONGEST_SECONDS, program: str = PROGRAM
) -> Redrawn:
    """The file drawn anew; RedrawRefused, also when reading it crashed or took too long."""
    try:
        done = subprocess.run(  # noqa: S603 -- our own program, and no word of the file in it
            [sys.executable, "-m", program],
            input=data,
            capture_output=True,
            check=False,
            timeout=seconds,
            env={"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONDONTWRITEBYTECODE": "1"},
        )
    except subprocess.TimeoutExpired as too_long:
        raise RedrawRefused("broken") from too_long
    if done.returncode:
        raise RedrawRefused("broken")
    return read_answer(done.stdout)
