"""What each figure counts, over what. The programme objectives they serve are in the docs."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Unit(StrEnum):
    COUNT = "count"
    PERCENT = "percent"
    DAYS = "days"
    MINUTES = "minutes"


class Topic(StrEnum):
    """The parts of a report, in its order."""

    NETWORK = "network"
    DIRECTORY = "directory"
    PATHWAYS = "pathways"
    COMMITMENTS = "commitments"
    REFERRALS = "referrals"
    ATTENTION = "attention"


TOPICS: dict[str, Promise] = {
    Topic.NETWORK: pgettext_lazy("part of a report", "The network"),
    Topic.DIRECTORY: pgettext_lazy("part of a report", "The directory"),
    Topic.PATHWAYS: pgettext_lazy("part of a report", "Agreed pathways"),
    Topic.COMMITMENTS: pgettext_lazy("part of a report", "Commitments"),
    Topic.REFERRALS: pgettext_lazy("part of a report", "Referrals"),
    Topic.ATTENTION: pgettext_lazy("part of a report", "Quick attention"),
}


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure: ``counts_people``: shown for closed quarters only, small cells hidden."""

    code: str
    topic: Topic
    unit: Unit
    title: Promise
    definition: Promise
    hxl: str
    counts_people: bool = False


INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        "members",
        Topic.NETWORK,
        Unit.COUNT,
        _("Institutions that sit in the network"),
        _("Seats that are current on the last day of the quarter, by kind of institution."),
        "#org+members",
    ),
    Indicator(
        "meetings",
        Topic.NETWORK,
        Unit.COUNT,
        _("Meetings held"),
        _("Meetings of the quarter whose state is held."),
        "#activity+meetings",
    ),
    Indicator(
        "women_at_meetings",
        Topic.NETWORK,
        Unit.PERCENT,
        _("Women among those who came to meetings"),
        _("Women over women and men counted at the held meetings of the quarter."),
        "#reached+f+pct",
        counts_people=True,
    ),
    Indicator(
        "protocol_signed",
        Topic.NETWORK,
        Unit.PERCENT,
        _("Members that signed the information-sharing protocol in force"),
        _("Institutions with a live signature on the version in force, over current seats."),
        "#org+signed+pct",
    ),
    Indicator(
        "verified_90",
        Topic.DIRECTORY,
        Unit.PERCENT,
        _("Entries confirmed in the last 90 days"),
        _("Active entries that a person or the institution confirmed, over active entries."),
        "#service+verified90+pct",
    ),
    Indicator(
        "verified_180",
        Topic.DIRECTORY,
        Unit.PERCENT,
        _("Entries confirmed in the last 180 days"),
        _("As above, within 180 days before the end of the quarter."),
        "#service+verified180+pct",
    ),
    Indicator(
        "entry_age",
        Topic.DIRECTORY,
        Unit.DAYS,
        _("Median age of what the directory says"),
        _("Days since the last confirmation, of the entries that were ever confirmed."),
        "#service+age+median",
    ),
    Indicator(
        "pathways_agreed",
        Topic.PATHWAYS,
        Unit.COUNT,
        _("Agreed pathways that work"),
        _("Pathways with a version validated by an acta of the network, by profile."),
        "#activity+pathways",
    ),
    Indicator(
        "pathways_reviewed",
        Topic.PATHWAYS,
        Unit.PERCENT,
        _("Agreed pathways looked at again within 12 months"),
        _("Working versions validated in the 12 months before the end of the quarter, over all."),
        "#activity+pathways+reviewed+pct",
    ),
    Indicator(
        "commitments_made",
        Topic.COMMITMENTS,
        Unit.COUNT,
        _("Commitments made"),
        _("Commitments made in the quarter, at meetings and exchanges."),
        "#activity+commitments",
    ),
    Indicator(
        "commitments_on_time",
        Topic.COMMITMENTS,
        Unit.PERCENT,
        _("Commitments confirmed by their date"),
        _("Confirmed by another than the owner by the due date, over those due in the quarter."),
        "#activity+commitments+ontime+pct",
    ),
    Indicator(
        "referrals_offered",
        Topic.REFERRALS,
        Unit.COUNT,
        _("Referrals offered"),
        _("Referrals that a member sent or received in the quarter, by urgency."),
        "#reached+referrals",
        counts_people=True,
    ),
    Indicator(
        "referrals_answered_in_time",
        Topic.REFERRALS,
        Unit.PERCENT,
        _("Referrals answered in time"),
        _("Accepted or declined within 24 hours (emergency), 72 hours (urgent), 14 days (normal)."),
        "#reached+referrals+answered+pct",
        counts_people=True,
    ),
    Indicator(
        "cross_border_answered",
        Topic.REFERRALS,
        Unit.PERCENT,
        _("Referrals across the border that were answered"),
        _("Accepted or declined on the other side, over those offered across a border."),
        "#reached+referrals+crossborder+pct",
        counts_people=True,
    ),
    Indicator(
        "counter_referral",
        Topic.REFERRALS,
        Unit.PERCENT,
        _("Accepted referrals with a counter-referral"),
        _("Arrived or not, delivered or not was told back, over accepted referrals."),
        "#reached+referrals+feedback+pct",
        counts_people=True,
    ),
    Indicator(
        "declined",
        Topic.REFERRALS,
        Unit.COUNT,
        _("Referrals that could not be taken, by reason"),
        _("What was missing, as the reason told: a gap of service, not of conduct."),
        "#reached+referrals+declined",
        counts_people=True,
    ),
    Indicator(
        "answer_minutes",
        Topic.REFERRALS,
        Unit.MINUTES,
        _("Median time to an answer"),
        _("From the offer to accepted or declined, of the answered referrals."),
        "#reached+referrals+minutes+median",
        counts_people=True,
    ),
    Indicator(
        "attentions",
        Topic.ATTENTION,
        Unit.COUNT,
        _("Contacts at windows and posts"),
        _("Quick attentions noted in the quarter, by sex and age band. A person may come twice."),
        "#reached+contacts",
        counts_people=True,
    ),
    Indicator(
        "attention_languages",
        Topic.ATTENTION,
        Unit.COUNT,
        _("Contacts by language"),
        _("The language the person was attended in."),
        "#reached+contacts+language",
        counts_people=True,
    ),
)

BY_CODE = {indicator.code: indicator for indicator in INDICATORS}
