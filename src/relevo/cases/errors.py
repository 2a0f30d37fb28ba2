"""Named refusals of cases and referrals. None of them carries content of a case."""

from datetime import datetime


class CaseNotVisible(Exception):
    """There is no such case, referral or consent for this person: absent and hidden are one."""


class NotACaseWorker(Exception):
    """Cases are opened, and attentions noted, by officers and duty officers."""


class FactsRefused(Exception):
    """What was recorded of a case says nothing usable: ``field`` and ``problem`` are codes."""

    def __init__(self, *, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class RouteRefused(Exception):
    """A choice of route that is not one: ``field`` and ``problem`` are codes."""

    def __init__(self, *, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class CaseClosed(Exception):
    """Nothing is added to a closed case."""


class CaseHasOpenReferrals(Exception):
    """A case is closed once nobody is still to answer or to report back."""

    def __init__(self, *, number: int) -> None:
        super().__init__(str(number))
        self.number = number


class NotInTheInstitution(Exception):
    """A team is made of officers of the case's institution."""


class LastOfTheTeam(Exception):
    """A case is never left without anybody who can open it."""


class ConsentTermsRefused(Exception):
    """Not a consent: ``field`` and ``problem`` are codes for the surface."""

    def __init__(self, *, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class ConsentTextChanged(Exception):
    """The text that was read out is not what would be agreed to now: read it out again."""


class DisclosureRefused(Exception):
    """Something about a person was about to leave, and must not. ``reason`` goes to the audit."""

    reason = "refused"


class ConsentMissing(DisclosureRefused):
    """No consent for this purpose, recipient, service and case."""

    reason = "consent_missing"


class ConsentExpired(DisclosureRefused):
    """The consent has come to its end."""

    reason = "consent_expired"

    def __init__(self, *, expired_at: datetime) -> None:
        super().__init__(expired_at.isoformat())
        self.expired_at = expired_at


class ConsentWithdrawn(DisclosureRefused):
    """The person has taken the consent back."""

    reason = "consent_withdrawn"


class RecipientBlocked(DisclosureRefused):
    """Not to this recipient, unless the person chose that very one. ``why`` is a code."""

    reason = "recipient_blocked"

    def __init__(self, *, why: str) -> None:
        super().__init__(why)
        self.why = why


class ProtocolUnsigned(DisclosureRefused):
    """Both institutions must first sign the network's information-sharing protocol."""

    reason = "protocol_unsigned"


class CallNow(Exception):
    """Danger to life is never an offer: call the line of that side now."""

    def __init__(self, *, country: str) -> None:
        super().__init__(country)
        self.country = country


class OfferRefused(Exception):
    """An offer that cannot be: ``field`` and ``problem`` are codes for the surface."""

    def __init__(self, *, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class TransitionRefused(Exception):
    """A referral in this state does not go to that one."""

    def __init__(self, *, current: str, wanted: str) -> None:
        super().__init__(f"{current} -> {wanted}")
        self.current = current
        self.wanted = wanted


class MoveNotYours(Exception):
    """The other side, or the clock, makes this move."""

    def __init__(self, *, wanted: str) -> None:
        super().__init__(wanted)
        self.wanted = wanted


class AnswerTooLate(Exception):
    """The offer has run out and is no longer there to be answered."""

    def __init__(self, *, deadline_at: datetime) -> None:
        super().__init__(deadline_at.isoformat())
        self.deadline_at = deadline_at


class AnswerRefused(Exception):
    """An answer that says nothing usable: ``field`` and ``problem`` are codes."""

    def __init__(self, *, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class AttentionRefused(Exception):
    """A quick attention with a code that is not of its list."""

    def __init__(self, *, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class LeavingRefused(Exception):
    """An institution cannot make its cases unreadable yet: ``standing`` says what is in the way."""

    def __init__(self, *, standing: str) -> None:
        super().__init__(standing)
        self.standing = standing


class RunRefused(Exception):
    """A case cannot follow this route so, or the step cannot be marked: which field, and why."""

    def __init__(self, *, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem
