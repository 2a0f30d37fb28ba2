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


class BestInterestsRefused(Exception):
    """Not a decision on a child's best interests: ``field`` and ``problem`` are codes."""

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


class RefusalStands(DisclosureRefused):
    """The person said no to this recipient and has not asked for it again."""

    reason = "refused_by_person"


class RestrictionStands(DisclosureRefused):
    """The person asked that nothing more is done with it, it was granted, and it stands."""

    reason = "restricted_by_person"


class GroundRefused(Exception):
    """No ground for sending without consent: ``field`` and ``problem`` are codes."""

    def __init__(self, *, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class GroundRejected(DisclosureRefused):
    """What went without consent should not have gone, by its review."""

    reason = "ground_rejected"


class RetractionRefused(Exception):
    """An answer to what was taken back that says nothing usable: ``field`` and ``problem``."""

    def __init__(self, *, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


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


class LinkOver(Exception):
    """A link that answers nothing any more, or never did: used, ended, revoked, forged."""


class LinkRefused(Exception):
    """A link that cannot be made: ``problem`` is a code."""

    def __init__(self, *, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


class WrongNumber(Exception):
    """Not the number that was told by voice; after ``left`` more the link is dead."""

    def __init__(self, *, left: int) -> None:
        super().__init__(str(left))
        self.left = left


class AlternateRefused(Exception):
    """Not a next address: ``field`` and ``problem`` are codes for the surface."""

    def __init__(self, *, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class PhoneRefused(Exception):
    """What was told by telephone cannot be noted or settled so: which field, and why."""

    def __init__(self, *, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class SlipUnknown(Exception):
    """No slip of one's own institution has this code: wrong, of others and unknown are one."""


class TooManyTries(Exception):
    """Too many codes that were none, within an hour."""


class OnwardRefused(Exception):
    """The recipient cannot open a case of its own out of this referral: ``problem`` is a code."""

    def __init__(self, *, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


class HandOverRefused(Exception):
    """Not an acta de entrega, or not now: ``field`` and ``problem`` are codes for the surface."""

    def __init__(self, *, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class ExclusionRefused(Exception):
    """Whom the person wants never to know cannot be noted so: ``field`` and ``problem``."""

    def __init__(self, *, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class GlassRefused(Exception):
    """No emergency opening: ``field`` and ``problem`` are codes, and the same for every case."""

    def __init__(self, *, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class NotASupervisor(Exception):
    """The supervisors of an institution see its caseload and review emergency openings."""


class ReadingTooFast(Exception):
    """More cases were opened than anybody works on: ``within`` an hour, or a day."""

    def __init__(self, *, within: str) -> None:
        super().__init__(within)
        self.within = within


class FactsChanged(Exception):
    """Somebody of the team changed the same part of a case meanwhile; nothing was overwritten."""


class WorkRefused(Exception):
    """A note or a task that says nothing usable: ``field`` and ``problem`` are codes."""

    def __init__(self, *, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class TaskDone(Exception):
    """Somebody of the team has already said what came of this task."""


class AttachmentRefused(Exception):
    """A file that is not kept: ``problem`` is a code for the surface."""

    def __init__(self, *, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


class RehearsalRefused(Exception):
    """Only a demonstration in which every institution is invented is filled to be measured."""


class SearchRefused(Exception):
    """What was typed is no code, number or name to look for: ``problem`` is a code."""

    def __init__(self, *, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


class RightsRefused(Exception):
    """A request of the person, or its answer, that says nothing usable; codes for the surface."""

    def __init__(self, *, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class KeyWrong(Exception):
    """Code and words open nothing: unknown, wrong, locked, hidden and gone are one."""


class StewardshipRefused(Exception):
    """A demand, an incident or an end that cannot be noted so: which field, and why, as codes."""

    def __init__(self, *, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class NotASteward(Exception):
    """An institution's administrator or supervisor answers for what it keeps of people."""


class OnProbation(MoveNotYours):
    """Somebody on probation cannot take this over: ``problem`` is a code."""

    def __init__(self, *, problem: str) -> None:
        super().__init__(wanted="accepted")
        self.problem = problem
