"""What the shell says when it cannot do what was asked."""


class CommandRefused(Exception):
    """A sentence for the person at the shell; exit code 2."""
