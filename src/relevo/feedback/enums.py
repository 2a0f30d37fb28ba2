"""Closed lists of what people say of the help they got."""

from django.db.models import TextChoices


class Found(TextChoices):
    """What somebody found who went to a place."""

    OPEN = "open"
    CLOSED = "closed"


class Got(TextChoices):
    """Whether they got what they had been promised."""

    ALL = "all"
    PART = "part"
    NOTHING = "nothing"


class Matter(TextChoices):
    """What must never happen to somebody who asks for help. Any of these makes it sensitive."""

    SEX = "sex"
    """Sexual exploitation: sex or touching asked in exchange for help."""
    ABUSE = "abuse"
    """Sexual abuse: touched or threatened."""
    MONEY = "money"
    WORK = "work"
    FAVORS = "favors"
    CONDUCT = "conduct"
    DISCRIMINATION = "discrimination"
    CHILD = "child"
    """It happened to somebody under 18."""


class Kind(TextChoices):
    """Under which heading it is counted: one, the gravest. Counting says no more than this."""

    SEXUAL = "sexual"
    IN_RETURN = "in_return"
    CONDUCT = "conduct"
    DISCRIMINATION = "discrimination"
    CHILD = "child"
    WORDS = "words"
    """Words only: what they hold is for its readers."""
    CLOSED = "closed"
    NOT_GIVEN = "not_given"
    PRAISE = "praise"


class Channel(TextChoices):
    ONLINE = "online"
    BY_MOUTH = "by_mouth"


class ComplaintState(TextChoices):
    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    REFERRED = "referred"
    """Handed on to the outside body that the person chose."""
    CLOSED = "closed"


class Verb(TextChoices):
    """What was done about a complaint, in its history."""

    TOLD = "told"
    ADDED = "added"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    REFERRED = "referred"
    CLOSED = "closed"
    REOPENED = "reopened"
    ASIDE = "aside"
    """One of the two said that they must not read it."""


class AnswerCode(TextChoices):
    """What the answer comes to; a short text for the person goes with it."""

    LOOKED_INTO = "looked_into"
    PUT_RIGHT = "put_right"
    NOT_CONFIRMED = "not_confirmed"
    MORE_ASKED = "more_asked"
    GOES_OUTSIDE = "goes_outside"


class ClosingReason(TextChoices):
    DONE = "done"
    PERSON_ASKED = "person_asked"
    OUTSIDE_BODY = "outside_body"
    NO_WAY_ON = "no_way_on"


class ReportAnswer(TextChoices):
    """What an institution or the coordination says to ordinary feedback: a code, no words."""

    PUT_RIGHT = "put_right"
    ENTRY_CORRECTED = "entry_corrected"
    WAS_OPEN = "was_open"
    THANKS = "thanks"


class Reached(TextChoices):
    """Where what was told went."""

    READERS = "readers"
    """Sealed, for the persons whom the network named."""
    PLACE = "place"
    """Coded, for the coordination and the institution."""
    OUTSIDE_ONLY = "outside_only"
    """Nothing was kept: nobody here may read it. A letter for the outside body."""
