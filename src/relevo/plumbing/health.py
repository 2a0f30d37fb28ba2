"""Is this instance able to work? For supervisors and load balancers; no figure, no version."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from relevo.plumbing.models import Instance

FAILING = 503
_known_applied: set[str] = set()


def pending_migrations() -> bool:
    """Whether the tables are behind the code. Costs a walk over all migration files."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _applied() -> bool:
    # Migrations do not come undone under a running process, so a yes is asked for once.
    name = str(connection.settings_dict["NAME"])
    if name not in _known_applied and not pending_migrations():
        _known_applied.add(name)
    return name in _known_applied


@require_safe
@never_cache
def healthz(_request: HttpRequest) -> JsonResponse:
    """200 when the database answers, its tables are up to date and the instance has a kind."""
    state: dict[str, str | None] = {
        "status": "failing",
        "instance": None,
        "database": connection.vendor,
        "migrations": "unknown",
    }
    try:
        state["migrations"] = "applied" if _applied() else "pending"
        if state["migrations"] == "applied":
            state["instance"] = Instance.objects.values_list("kind", flat=True).first()
            state["status"] = "ok" if state["instance"] is not None else "empty"
    except DatabaseError:
        state["database"] = "unreachable"
    return JsonResponse(state, status=200 if state["status"] == "ok" else FAILING)
