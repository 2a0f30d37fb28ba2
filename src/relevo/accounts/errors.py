"""Named refusals of sign-in and membership."""


class NoMembership(Exception):
    """The person does not belong to the institution that is meant, or to any: nothing is theirs."""


class CardCodeRefused(Exception):
    """Not a code of this person's card, or used before."""


class SetupLinkRefused(Exception):
    """The link was used, has expired, or never existed; the three look the same."""


class UserNameTaken(Exception):
    """Another account has this user name."""

    def __init__(self, read: str) -> None:
        super().__init__(read)
        self.read = read


class NotAnAdministrator(Exception):
    """Only an institution's administrator (or the platform's) may do this."""
