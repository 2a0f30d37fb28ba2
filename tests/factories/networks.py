"""Networks with seats, protocols and signatures, as small as a test needs them."""

from datetime import UTC, date, datetime

from relevo.kernel.ids import imported_id
from relevo.networks.actions import protocols
from relevo.networks.models import Acta, Member, Network
from relevo.networks.rules.protocols import ProtocolText
from relevo.plumbing.folding import sort_key

AT = datetime(2020, 11, 20, 21, 40, tzinfo=UTC)
ON = AT.date()
FOUNDED = date(2015, 1, 1)


def network(key="RED-PRUEBA", name=None, **columns):
    name = name or key
    return Network.objects.create(
        id=imported_id("network", key),
        key=key,
        name_es=name,
        name_en=name,
        sort_key=sort_key(name),
        **{"scope": "cross_border", "countries": "HN|SV"} | columns,
    )


def seat(network, institution=None, *, role="member", **columns):
    name = institution.name_es if institution else "Sin ficha"
    return Member.objects.create(
        network=network,
        institution=institution,
        role=role,
        **{
            "stated_name_es": name,
            "stated_name_en": name,
            "country": institution.country if institution else "HN",
        }
        | columns,
    )


def acta(network, number="12", *, adopted_on=ON, by=None):
    return Acta.objects.create(
        network=network,
        number=number,
        kind="meeting",
        adopted_on=adopted_on,
        title_es=f"Acta {number}",
        attending=20,
        recorded_by=by or imported_id("person", "secretary"),
        recorded_at=AT,
    )


def text(**changed):
    clauses = {
        f"{name}_{language}": f"{name} {language}"
        for name in ("what", "purpose", "holder", "incident", "leaving")
        for language in ("es", "en")
    }
    return ProtocolText(**clauses | {"retention_days": 365} | changed)


def in_force(network, *, by, version=1, at=AT, **changed):
    """A version that holds, by an acta of its own."""
    row = protocols.draft_protocol(key=network.key, text=text(**changed), by=by, at=at)
    number = f"P-{version}"
    acta(network, number, adopted_on=at.date())
    return protocols.put_in_force(
        key=network.key, version=row.version, acta_number=number, on=at.date(), by=by, at=at
    )


def sign(protocol, *, by, at=AT):
    return protocols.sign_protocol(
        key=protocol.network.key,
        version=protocol.version,
        signed_role="Coordinación",
        document="",
        read_digest=protocol.digest,
        by=by,
        at=at,
    )
