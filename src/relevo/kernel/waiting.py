"""How much waits for somebody, told without saying what it is."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """A number, and when the first of it is due."""

    count: int
    due_at: datetime
