"""Two countries around El Amatillo, small enough to know by heart."""

from relevo.kernel.ids import imported_id
from relevo.places.models import Area, AreaAlias, Crossing, Link, Node, Post
from relevo.plumbing.folding import fold, sort_key


def area(key, name, *, parent=None, level=None, aliases=(), **columns):
    level = level or ("department" if parent is None else "municipality")
    row = Area.objects.create(
        id=imported_id("area", key),
        key=key,
        country=key[:2],
        level=level,
        name=name,
        name_folded=fold(name),
        sort_key=sort_key(name),
        parent=parent,
        **columns,
    )
    for alias in aliases:
        AreaAlias.objects.create(area=row, name=alias, name_folded=fold(alias))
    return row


def node(key, name, *, area, lat, lon, kind="area"):
    department = area
    while department.parent is not None:
        department = department.parent
    return Node.objects.create(
        key=key,
        kind=kind,
        country=area.country,
        area=area,
        department=department,
        name=name,
        name_folded=fold(name),
        lat=lat,
        lon=lon,
        precision="seat",
    )


def link(a, b, km, **columns):
    return Link.objects.create(
        key=f"{a.key}--{b.key}",
        from_node=a,
        to_node=b,
        km=km,
        **{"road_class": "trunk", "rule": "corridor"} | columns,
    )


def crossing(key, name, *, countries, lat=None, lon=None, **columns):
    row = Crossing.objects.create(
        id=imported_id("crossing", key),
        key=key,
        name_es=name,
        name_en=name,
        name_folded=fold(name),
        sort_key=sort_key(name),
        border_pair="-".join(countries),
        kind="official_main",
        lat=lat,
        lon=lon,
        **columns,
    )
    for country in countries:
        Post.objects.create(
            id=imported_id("post", f"{key}-{country}"),
            key=f"{key}-{country}",
            crossing=row,
            country=country,
            name=name,
        )
    return row


def el_amatillo():
    """Valle and La Unión with Nacaome, Goascorán, La Unión, Pasaquina, and El Amatillo between."""
    valle = area("HN-17", "Valle", lat=13.53917, lon=-87.48913, node_key="HN-1701")
    la_union = area("SV-14", "La Unión", lat=13.33915, lon=-87.84328, node_key="SV-1408")
    nacaome = area("HN-1701", "Nacaome", parent=valle, lat=13.53917, lon=-87.48913)
    goascoran = area("HN-1706", "Goascorán", parent=valle, aliases=["Goascoran Viejo"])
    town = area("SV-1408", "La Unión", parent=la_union, lat=13.33915, lon=-87.84328)
    pasaquina = area("SV-1412", "Pasaquina", parent=la_union)
    for row in (nacaome, town):
        row.node_key = row.key
        row.save()
        node(row.key, row.name, area=row, lat=row.lat, lon=row.lon)
    border = crossing("HNSV-AMA", "El Amatillo", countries=["HN", "SV"], lat=13.593, lon=-87.767)
    at_border = {"lat": 13.593, "lon": -87.767}
    node("HNSV-AMA-HN", "El Amatillo", area=goascoran, kind="post", **at_border)
    node("HNSV-AMA-SV", "El Amatillo", area=pasaquina, kind="post", **at_border)
    node("LOC-HN-AMATILLO", "El Amatillo", area=goascoran, kind="locality", **at_border)
    node("LOC-HN-GALAN", "Jícaro Galán", area=nacaome, kind="locality", lat=13.532, lon=-87.439)
    return border
