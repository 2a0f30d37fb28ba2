"""Making entries findable by their words."""

from django.db import transaction

from relevo.directory.models import SearchToken, Service, ServiceQuerySet
from relevo.plumbing.folding import search_tokens

LONGEST_TOKEN = 60


@transaction.atomic
def index_services(services: ServiceQuerySet) -> None:
    """Make entries findable by their words; call it whenever they were written.

    Their names, terms, institution and place; of a restricted one no word says where it is.
    """
    rows = services.select_related(
        "institution", "department", "location__area", "crossing"
    ).prefetch_related("terms")
    found = {row.pk: _tokens(row) for row in rows.order_by("key")}
    SearchToken.objects.filter(service__in=found).delete()
    SearchToken.objects.bulk_create(
        SearchToken(service_id=pk, token=token) for pk, tokens in found.items() for token in tokens
    )


def _tokens(service: Service) -> list[str]:
    institution, crossing = service.institution, service.crossing
    words = [service.name_es, service.name_en, service.place_name]
    words += [institution.acronym, institution.name_es, institution.name_en]
    words += [name for term in service.terms.all() for name in (term.name_es, term.name_en)]
    if crossing is not None and service.location is not None:
        words += [crossing.name_es, crossing.name_en]
    return sorted(token for token in search_tokens(*words) if len(token) <= LONGEST_TOKEN)
