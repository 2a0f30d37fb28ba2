"""Named refusals of the outbox."""


class NotLeased(Exception):
    """The message is done, was given up, or was never taken: nothing to fail."""
