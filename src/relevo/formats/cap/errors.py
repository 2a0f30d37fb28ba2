"""The named refusal of a message that is not the Common Alerting Protocol, or says nothing safe."""

LONGEST_READ = 80


class CapRefused(Exception):
    """``code`` says what is wrong, ``where`` the element, ``line`` its line in the file (0: none).

    ``read`` is what stood there, cut short; ``accepted`` what could have stood there.
    """

    def __init__(
        self, code: str, *, where: str = "", line: int = 0, read: str = "", accepted: str = ""
    ) -> None:
        self.code = code
        self.where = where
        self.line = line
        self.read = read if len(read) <= LONGEST_READ else read[: LONGEST_READ - 1] + "…"
        self.accepted = accepted
        place = f"{where or 'file'}, line {line}" if line else where or "file"
        super().__init__(f"{code} at {place}: read {self.read!r}; accepted: {accepted or 'none'}")
