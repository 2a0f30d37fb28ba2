"""People who sign in, and what they are in which institution, for which term."""

import uuid
from datetime import date
from typing import ClassVar, Self

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models

from relevo.accounts.enums import Role
from relevo.directory.models import Institution


class User(AbstractUser):
    """A person who signs in. The domain knows the id only; demo persons are marked as such."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    last_login = None  # when somebody was here is nobody's business
    language = models.CharField(max_length=2, default="es")
    is_demo = models.BooleanField(default=False)

    objects: ClassVar[UserManager[Self]] = UserManager()


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self, on: date) -> "MembershipQuerySet":
        return self.filter(
            models.Q(starts_on__lte=on), models.Q(ends_on=None) | models.Q(ends_on__gt=on)
        )


class Membership(models.Model):
    """A role in an institution for a term. Supervisor, PSEA focal point … are attributes."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Role.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    acta = models.CharField(max_length=80, blank=True)
    is_supervisor = models.BooleanField(default=False)
    is_psea_focal_point = models.BooleanField(default=False)
    may_break_glass = models.BooleanField(default=False)
    is_on_probation = models.BooleanField(default=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["user_id", "role", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "institution", "role", "starts_on"], name="accounts_one_membership"
            ),
        ]


class CardCode(models.Model):
    """One code of a printed card: a second factor that needs no telephone and no e-mail."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="card_codes")
    digest = models.CharField(max_length=200)
    issued_by = models.UUIDField()
    issued_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["user_id", "id"]


class SetupLink(models.Model):
    """A one-time link with which a person sets a password; only its digest is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="setup_links")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
