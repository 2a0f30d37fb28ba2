"""Cases: who works on them, what is known (sealed per field group), which way was chosen.

In clear stand ids, coarse states and days only.
"""

import uuid

from django.db import models

from relevo.cases.enums import (
    CaseStatus,
    ChoiceKind,
    ExclusionKind,
    FieldGroup,
    GlassReason,
    GlassVerdict,
    Retention,
)
from relevo.directory.models import Institution
from relevo.journeys.models import StoredPlan


class Case(models.Model):
    """A person or group helped by a team. The code is random and says nothing.

    ``origin``: the accepted referral out of which the recipient opened a case of its own.
    ``key_since``: when it got the key it is sealed with, None: the first one. ``has_former_key``:
    the one before still opens what somebody may just be writing.
    ``person_code`` and the phrase behind ``phrase_mark`` are the person's: they open what is hers
    to know at any member institution. ``erased_mark``: a keyed digest of that code, once all was
    erased; with her words it opens the answer to that. ``retention`` is decided at closing, when
    the facts are open.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=13, unique=True)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=8, choices=CaseStatus.choices)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    closing_reason = models.CharField(max_length=20, blank=True)
    origin = models.ForeignKey(
        "cases.Referral", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    retention = models.CharField(max_length=10, blank=True, choices=Retention.choices)
    shredded_at = models.DateTimeField(null=True)
    person_code = models.CharField(max_length=13, blank=True)
    phrase_mark = models.CharField(max_length=64, blank=True)
    erased_mark = models.CharField(max_length=64, blank=True, null=True, unique=True)
    phrase_tries = models.PositiveSmallIntegerField(default=0)
    phrase_locked_until = models.DateTimeField(null=True)
    key_since = models.DateTimeField(null=True)
    has_former_key = models.BooleanField(default=False)

    class Meta:
        ordering = ["-opened_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status=CaseStatus.OPEN, closed_on=None)
                | models.Q(status=CaseStatus.CLOSED, closed_on__isnull=False),
                name="cases_closed_has_a_day",
            ),
            models.UniqueConstraint(
                fields=["person_code"],
                condition=~models.Q(person_code=""),
                name="cases_one_person_code",
            ),
        ]
        indexes = [
            models.Index(
                fields=["key_since", "opened_on"],
                name="cases_by_age_of_key",
                condition=models.Q(shredded_at=None),
            ),
            models.Index(
                fields=["key_since"],
                name="cases_with_a_former_key",
                condition=models.Q(has_former_key=True),
            ),
            models.Index(
                fields=["shredded_at"],
                name="cases_with_an_answer_left",
                condition=models.Q(erased_mark__isnull=False),
            ),
        ]


class TeamMember(models.Model):
    """Who works on a case: what opens it, whatever role or institution says."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="team")
    user_id = models.UUIDField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["case_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "user_id"], name="cases_once_in_a_team"),
        ]
        indexes = [
            models.Index(
                fields=["until"],
                name="cases_left_a_team",
                condition=models.Q(until__isnull=False),
            ),
        ]


class SealedGroup(models.Model):
    """The sealed content of one field group of one case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="groups")
    group = models.CharField(max_length=10, choices=FieldGroup.choices)
    sealed = models.BinaryField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["case_id", "group"]
        constraints = [
            models.UniqueConstraint(fields=["case", "group"], name="cases_one_blob_a_group"),
        ]


class Exclusion(models.Model):
    """Who must never see this case: chosen with the person, beats every right and break-glass.

    ``mark`` is a keyed digest of the institution's, unit's or user's id, so that the door can ask
    for it in the query; who it is stands in ``sealed`` only. The mark outlives an erased case as
    long as anything of it is listed anywhere; then ``sealed`` is empty.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="exclusions")
    kind = models.CharField(max_length=12, choices=ExclusionKind.choices)
    mark = models.CharField(max_length=64)
    sealed = models.BinaryField()
    at = models.DateTimeField()
    by = models.UUIDField()

    class Meta:
        ordering = ["case_id", "at", "id"]
        indexes = [models.Index(fields=["mark"], name="cases_excluded")]
        constraints = [
            models.UniqueConstraint(fields=["case", "mark"], name="cases_excluded_once"),
        ]


class BreakGlass(models.Model):
    """Somebody who is not of the team opened one case in an emergency, for a few hours."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="glass")
    user_id = models.UUIDField()
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=20, choices=GlassReason.choices)
    sealed = models.BinaryField()
    opened_at = models.DateTimeField()
    until = models.DateTimeField()
    review_due_at = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.UUIDField(null=True)
    verdict = models.CharField(max_length=12, blank=True, choices=GlassVerdict.choices)

    class Meta:
        ordering = ["-opened_at", "id"]
        indexes = [models.Index(fields=["user_id", "opened_at"], name="cases_glass_of_a_user")]


class RouteChoice(models.Model):
    """The route chosen for a case: a computed plan's itinerary, or the officer's own, with why."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="routes")
    plan = models.ForeignKey(StoredPlan, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=ChoiceKind.choices)
    itinerary = models.PositiveSmallIntegerField(default=0)
    sealed = models.BinaryField()
    chosen_at = models.DateTimeField()
    chosen_by = models.UUIDField()
    is_current = models.BooleanField(default=True)

    class Meta:
        ordering = ["-chosen_at", "id"]


class QuickAttention(models.Model):
    """What was asked and told in ten seconds: no case, no code, no person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    asked = models.CharField(max_length=40)
    told = models.CharField(max_length=20)
    language = models.CharField(max_length=8)
    sex = models.CharField(max_length=1, blank=True)
    age_band = models.CharField(max_length=6, blank=True)

    class Meta:
        ordering = ["-on", "id"]
