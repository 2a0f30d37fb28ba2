"""Referrals: offered, answered, handed over, followed up."""

import uuid

from django.db import models

from relevo.cases.enums import (
    DeclineCode,
    Ground,
    LinkStage,
    PhoneTold,
    ReferralStatus,
    SkipCode,
    Urgency,
)
from relevo.cases.models.cases import Case
from relevo.cases.models.consents import Consent
from relevo.directory.models import Institution, Service


class Referral(models.Model):
    """A case offered to one service. Its code is its own: two recipients cannot join theirs.

    ``ground``: why it went without consent, one of two reasons; empty in every other case.
    ``parent``: the referral that this one carries on. ``slip_code`` stands on the paper that the
    person carries and is known to no recipient before she shows it. ``batch_id``: offered with
    others at once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=13, unique=True)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="referrals")
    sender = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    consent = models.ForeignKey(Consent, null=True, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=14, choices=ReferralStatus.choices)
    urgency = models.CharField(max_length=10, choices=Urgency.choices)
    preview = models.BinaryField()
    packet = models.BinaryField(null=True)
    created_at = models.DateTimeField()
    offered_at = models.DateTimeField(null=True)
    deadline_at = models.DateTimeField(null=True)
    needed_by = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    decline_code = models.CharField(max_length=18, blank=True, choices=DeclineCode.choices)
    better_service = models.ForeignKey(
        Service, null=True, on_delete=models.PROTECT, related_name="+"
    )
    closing_reason = models.CharField(max_length=20, blank=True)
    ground = models.CharField(max_length=16, blank=True, choices=Ground.choices)
    parent = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="onward")
    slip_code = models.CharField(max_length=13, blank=True)
    reminded_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    batch_id = models.UUIDField(null=True)

    class Meta:
        ordering = ["-created_at", "id"]
        indexes = [models.Index(fields=["recipient", "status"], name="cases_inbox")]
        constraints = [
            models.UniqueConstraint(
                fields=["slip_code"], condition=~models.Q(slip_code=""), name="cases_one_slip_code"
            ),
            models.CheckConstraint(
                condition=models.Q(status=ReferralStatus.DRAFT, offered_at=None)
                | models.Q(status__in=[ReferralStatus.WITHDRAWN, ReferralStatus.CLOSED])
                | models.Q(offered_at__isnull=False, deadline_at__isnull=False)
                & (models.Q(consent__isnull=False) | ~models.Q(ground="")),
                name="cases_offered_has_consent_and_clock",
            ),
            models.CheckConstraint(
                condition=~models.Q(status=ReferralStatus.DECLINED) | ~models.Q(decline_code=""),
                name="cases_declined_says_why",
            ),
        ]


class ReferralStep(models.Model):
    """One move of a referral: both sides see the same history."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="history")
    status = models.CharField(max_length=14, choices=ReferralStatus.choices)
    at = models.DateTimeField()
    by_institution_id = models.UUIDField(null=True)
    actor_id = models.UUIDField()
    code = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["at", "id"]


class Alternate(models.Model):
    """The next address if this one says no or nothing: only with her consent to that very one.

    ``skipped``: when its turn came it could not be offered, and why; then the officer is asked.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="alternates")
    position = models.PositiveSmallIntegerField()
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="+")
    consent = models.ForeignKey(Consent, on_delete=models.CASCADE, related_name="+")
    became = models.OneToOneField(
        Referral, null=True, on_delete=models.SET_NULL, related_name="alternate_of"
    )
    skipped = models.CharField(max_length=12, blank=True, choices=SkipCode.choices)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["referral_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["referral", "position"], name="cases_one_alternate"),
        ]


class PhoneAnswer(models.Model):
    """What the sender was told by telephone: shown as such until the recipient itself confirms.

    ``slip_matched``: the other side read out the code of the slip, so the person is there.
    ``better_service``: with a no, the better address that was named.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="phone_answers")
    told = models.CharField(max_length=14, choices=PhoneTold.choices)
    decline_code = models.CharField(max_length=18, blank=True, choices=DeclineCode.choices)
    better_service = models.ForeignKey(
        Service, null=True, on_delete=models.PROTECT, related_name="+"
    )
    sealed = models.BinaryField()
    slip_matched = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = models.UUIDField()
    confirmed_at = models.DateTimeField(null=True)
    contradicted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["referral_id", "at", "id"]


class AnswerLink(models.Model):
    """A link for one stage of one referral, for who has no account. The word is told by voice."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="links")
    stage = models.CharField(max_length=8, choices=LinkStage.choices)
    word_mark = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    created_by = models.UUIDField()
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    spent_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["referral_id", "-created_at", "id"]


class HandOver(models.Model):
    """Acta de entrega: who handed over, who received, when, in what condition; each side confirms.

    ``responsible``: the institution that answers for the person from then on. ``flagged_at``: since
    when it says something of a child that somebody has to look into.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.OneToOneField(Referral, on_delete=models.CASCADE, related_name="hand_over")
    responsible = models.ForeignKey(
        Institution, null=True, on_delete=models.PROTECT, related_name="+"
    )
    handed_at = models.DateTimeField()
    sealed = models.BinaryField()
    given_at = models.DateTimeField(null=True)
    given_by = models.UUIDField(null=True)
    received_at = models.DateTimeField(null=True)
    received_by = models.UUIDField(null=True)
    flagged_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-handed_at", "id"]
