"""What can be chosen on a route: institutions, services and needs, read once a page."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from django.db.models import Q
from django.utils.translation import gettext as _

from relevo.directory.enums import Visibility
from relevo.directory.models import Institution, Service, Term
from relevo.kernel.actor import Actor
from relevo.kernel.countries import REGION
from relevo.kernel.text import LocalisedText
from relevo.networks.models import Member, Network
from relevo.networks.queries.network import networks_of
from relevo.pathways import access
from relevo.pathways.models import Pathway
from relevo.pathways.rules.content import Content
from relevo.places.models import Crossing
from relevo.web.desk.names import local
from relevo.web.flowchart import told
from relevo.web.phrases import COUNTRIES

Option = tuple[str, str]
Group = tuple[str, list[Option]]
REGIONAL = "RG"


@dataclass(frozen=True, slots=True)
class StepChoices:
    """Everything that the form of a step lets choose. Steps by their keys, as they are numbered."""

    institutions: list[Group] = field(default_factory=list)
    services: list[Group] = field(default_factory=list)
    needs: list[Option] = field(default_factory=list)
    steps: list[Option] = field(default_factory=list)


def step_choices(pathway: Pathway, content: Content, *, on: date) -> StepChoices:
    """Choices for a route: members of its network first, services of its countries."""
    return StepChoices(
        institutions=_institutions(pathway, content, on=on),
        services=_services(pathway, content, on=on),
        needs=[
            (term.code, local(LocalisedText(term.name_es, term.name_en)))
            for term in Term.objects.filter(kind="need").order_by("position", "code")
        ],
        steps=step_options(content),
    )


def step_options(content: Content) -> list[Option]:
    """The steps as they are numbered."""
    return [
        (step.key, f"{number}. {told(step.action)[:80]}")
        for number, step in enumerate(content.steps, start=1)
    ]


def _institutions(pathway: Pathway, content: Content, *, on: date) -> list[Group]:
    named = {step.institution_key for step in content.steps}
    named |= {one.institution_key for step in content.steps for one in step.alternates}
    countries = [*pathway.countries.split("|"), REGIONAL]
    at_work = Q(valid_until=None) | Q(valid_until__gt=on)
    found = Institution.objects.nameable().filter(
        (Q(country__in=countries) & at_work) | Q(key__in=named)
    )
    rows = list(found.order_by("country", "sort_key", "key"))
    seated = _seated(pathway.network)
    groups = [(_("Members of the network"), [_option(row) for row in rows if row.pk in seated])]
    for country, group in groupby(rows, key=lambda row: row.country):
        options = [_option(row) for row in group if row.pk not in seated]
        groups.append((_country(country), options))
    return [group for group in groups if group[1]]


def _seated(network: Network | None) -> frozenset[object]:
    if network is None:
        return frozenset()
    tables = Network.objects.filter(Q(pk=network.pk) | Q(wholes=network)).values("pk")
    seats = Member.objects.seated().filter(network__in=tables, institution__isnull=False)
    return frozenset(seats.values_list("institution_id", flat=True))


def _option(row: Institution | Service) -> Option:
    return row.key, local(LocalisedText(row.name_es, row.name_en))


def _country(code: str) -> str:
    return _("Several countries") if code == REGIONAL else str(COUNTRIES.get(code, code))


def _services(pathway: Pathway, content: Content, *, on: date) -> list[Group]:
    """Services whose place may be known; of a restricted one the step names only a line."""
    named = {step.service_key for step in content.steps} - {""}
    at_work = Q(valid_until=None) | Q(valid_until__gt=on)
    offered = Q(country__in=pathway.countries.split("|"), status="active") & at_work
    found = Service.objects.exclude(visibility=Visibility.RESTRICTED).filter(
        offered | Q(key__in=named)
    )
    rows = found.order_by("country", "sort_key", "key")
    return [
        (_country(country), [_option(row) for row in group])
        for country, group in groupby(rows, key=lambda row: row.country)
    ]


def own_networks(actor: Actor) -> list[Network]:
    """Networks in which somebody may begin a route."""
    direct = networks_of(actor.institution_id)
    wholes = Network.objects.filter(parts__in=[row.pk for row in direct]).distinct()
    found = {row.pk: row for row in (*direct, *wholes.order_by("sort_key", "key"))}
    return [row for row in found.values() if access.may_draft(actor, row)]


def network_options(networks: Iterable[Network]) -> list[Option]:
    """The networks by their keys."""
    return [(row.key, local(LocalisedText(row.name_es, row.name_en))) for row in networks]


def profile_options() -> list[Option]:
    """Profiles of the taxonomy, then needs that a route may answer."""
    terms = Term.objects.filter(kind__in=["profile", "need"]).order_by("-kind", "position", "code")
    return [(row.code, local(LocalisedText(row.name_es, row.name_en))) for row in terms]


def crossing_options() -> list[Option]:
    """The crossings among the three countries."""
    return [
        (row.key, local(LocalisedText(row.name_es, row.name_en)))
        for row in Crossing.objects.order_by("key")
        if set(row.border_pair.split("-")) <= set(REGION)
    ]
