"""Why the holder gives no key. Each has a code, so that it travels over the socket."""


class HolderRefuses(Exception):
    """The holder gives nothing."""

    code = "refused"


class KeysSealed(HolderRefuses):
    """No root key in memory: sealed by hand, not opened since the start, or its file gone."""

    code = "sealed"


class HolderAway(HolderRefuses):
    """Nobody answers at the socket, or not in time."""

    code = "away"


class Rationed(HolderRefuses):
    """One caller, or all together, had as many keys as an hour allows."""

    code = "rationed"


class EnvelopeGone(HolderRefuses):
    """The key of this envelope was destroyed; none is made for it again."""

    code = "envelope_gone"


class InstitutionGone(HolderRefuses):
    """The key of this institution was destroyed; none is made for it again."""

    code = "institution_gone"


class KeyUnfit(HolderRefuses):
    """A wrapped key does not open: another root key's store, or somebody changed it."""

    code = "unfit"


class FrameRefused(HolderRefuses):
    """What was sent is no request: too long, cut short, not understood, or from somebody else."""

    code = "frame"
