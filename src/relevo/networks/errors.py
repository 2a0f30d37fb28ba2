"""Named refusals of networks."""


class NetworkUnknown(Exception):
    """No network has this key."""

    def __init__(self, read: str) -> None:
        super().__init__(read)
        self.read = read


class NotKeeper(Exception):
    """The person does not keep this network: others write its seats, meetings and actas."""

    def __init__(self, *, key: str) -> None:
        super().__init__(key)
        self.key = key


class NotMember(Exception):
    """The person's institution holds no current seat in this network."""

    def __init__(self, *, key: str) -> None:
        super().__init__(key)
        self.key = key


class ReleaseRefused(Exception):
    """Figures are shown by an acta of the network; it has none with the number ``read``."""

    def __init__(self, *, read: str) -> None:
        super().__init__(read)
        self.read = read
