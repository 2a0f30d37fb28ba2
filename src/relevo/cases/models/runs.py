"""The agreed routes that a case follows."""

import uuid

from django.db import models

from relevo.cases.models.cases import Case
from relevo.directory.models import Institution
from relevo.pathways.models import PathwayVersion


class PathwayRun(models.Model):
    """A case follows one version of an agreed route: the one that worked when the case opened."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="runs")
    version = models.ForeignKey(PathwayVersion, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["case_id", "started_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "version"], name="cases_one_run_a_version"),
        ]


class StepMark(models.Model):
    """A step of the route was done, or is said not to apply; by which institution, when."""

    run = models.ForeignKey(PathwayRun, on_delete=models.CASCADE, related_name="marks")
    step_key = models.CharField(max_length=20)
    outcome = models.CharField(max_length=14)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    marked_by = models.UUIDField()

    class Meta:
        ordering = ["run_id", "at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["run", "step_key"], name="cases_one_mark_a_step"),
        ]
