"""Institutions and services; nothing about them is known unless a test says so."""

from relevo.directory import actions
from relevo.directory.models import Institution, Location, Service, Term
from relevo.kernel.actor import Actor
from relevo.kernel.ids import imported_id
from relevo.plumbing.folding import fold, sort_key

NEEDS = {"medical": ("Atención médica", "Medical care"), "shelter": ("Albergue", "Shelter")}


def term(code, name_es=None, name_en=None, *, kind="need", parent=None, position=0):
    name_es, name_en = name_es or NEEDS[code][0], name_en or NEEDS[code][1]
    return Term.objects.create(
        code=code,
        kind=kind,
        parent=parent,
        name_es=name_es,
        name_en=name_en,
        name_folded=f"|{fold(name_es)}|{fold(name_en)}|",
        position=position,
    )


def institution(key, name=None, **columns):
    name = name or key
    return Institution.objects.create(
        id=imported_id("institution", key),
        key=key,
        name_es=name,
        name_en=name,
        name_folded=fold(name),
        sort_key=sort_key(name),
        **{"country": key[:2], "kind": "ngo"} | columns,
    )


def service(key, name, *, of, terms=(), place=None, at=None, **columns):
    """``place``: an area or None; ``at``: (lat, lon). Both None: no location at all."""
    location = None
    if place is not None or at is not None:
        lat, lon = at or (None, None)
        location = Location.objects.create(area=place, lat=lat, lon=lon)
    department = place
    while department is not None and department.parent is not None:
        department = department.parent
    row = Service.objects.create(
        id=imported_id("service", key),
        key=key,
        institution=of,
        name_es=name,
        name_en=name,
        sort_key=sort_key(name),
        location=location,
        **{
            "kind": "shelter",
            "country": of.country,
            "department": department,
            "status": "active",
            "visibility": "public",
        }
        | columns,
    )
    row.terms.set(terms)
    actions.index_services(Service.objects.filter(pk=row.pk))
    return row


def actor_of(institution, *roles):
    """Somebody of an institution; always the same person for the same roles."""
    key = institution.key if institution else "nobody"
    return Actor(
        id=imported_id("person", f"{key} {' '.join(roles)}"),
        institution_id=institution.pk if institution else None,
        roles=frozenset(roles),
    )
