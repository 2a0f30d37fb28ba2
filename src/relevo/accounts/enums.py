"""Roles of a membership. Words for people live in the surfaces."""

from django.db.models import TextChoices


class Role(TextChoices):
    OFFICER = "officer"
    DUTY_OFFICER = "duty_officer"
    BORDER_MONITOR = "border_monitor"
    COORDINATOR = "coordinator"
    ANALYST = "analyst"
    INSTITUTION_ADMIN = "institution_admin"
    PLATFORM_ADMIN = "platform_admin"


class Attribute(TextChoices):
    """What a membership grants, or holds back, beside its role."""

    SUPERVISOR = "supervisor"
    PSEA = "psea"
    BREAK_GLASS = "break_glass"
    PROBATION = "probation"
