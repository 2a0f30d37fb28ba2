"""What a process that holds keys asks of the kernel: no core file, no debugger, no swap."""

import ctypes
import resource

PR_SET_DUMPABLE = 4
MCL_CURRENT, MCL_FUTURE = 1, 2
ENOUGH_TO_LOCK = 512 * 1024 * 1024


def hardened() -> dict[str, bool]:
    """Ask for all three; what was granted. Where the kernel says no, the holder works all the same.

    Locking asks for room first: memory that may not be locked could not be had at all afterwards.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    allowed, _most = resource.getrlimit(resource.RLIMIT_MEMLOCK)
    has_room = allowed == resource.RLIM_INFINITY or allowed >= ENOUGH_TO_LOCK
    return {
        "no_core": resource.getrlimit(resource.RLIMIT_CORE) == (0, 0),
        "is_locked": has_room and libc.mlockall(MCL_CURRENT | MCL_FUTURE) == 0,
        "is_undumpable": libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0,
    }
