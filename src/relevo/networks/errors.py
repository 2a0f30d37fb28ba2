"""Named refusals of networks."""


class NetworkUnknown(Exception):
    """No network has this key."""

    def __init__(self, read: str) -> None:
        super().__init__(read)
        self.read = read
