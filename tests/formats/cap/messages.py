"""Messages for tests: one in which everything stands, and strategies that make any."""

from datetime import datetime, timedelta, timezone

from hypothesis import strategies as st

from relevo.formats.cap import (
    CapAlert,
    CapArea,
    CapCircle,
    CapInfo,
    CapReference,
    CapResource,
)
from relevo.formats.cap import message as words

LOCAL = timezone(timedelta(hours=-6))
SENT = datetime(2020, 11, 16, 9, tzinfo=LOCAL)
RING = ((13.3, -87.9), (13.7, -87.9), (13.7, -87.4), (13.3, -87.9))

FULL = CapAlert(
    identifier="relevo-1a2b",
    sender="relevo.example",
    sent=SENT,
    status="Actual",
    message="Update",
    scope="Restricted",
    source="Sala de situación",
    restriction="Solo miembros",
    addresses='"uno dos" tres',
    codes=("A", "B"),
    note="Nota < & >\rcon retorno",
    references=(CapReference("relevo.example", "relevo-0", SENT - timedelta(hours=1)),),
    incidents="Iota",
    infos=(
        CapInfo(
            language="es-HN",
            categories=("Met", "Geo"),
            event="Huracán",
            urgency="Immediate",
            severity="Extreme",
            certainty="Observed",
            responses=("Avoid", "AllClear"),
            audience="Público",
            event_codes=(("SAME", "HUW"),),
            effective=SENT,
            onset=SENT + timedelta(hours=2),
            expires=SENT + timedelta(days=1),
            sender_name="COPECO",
            headline="Iota toca tierra",
            description="Lluvia\nmuy fuerte",
            instruction="Vaya a lo alto",
            web="https://example.org/iota?a=1&b=2",
            contact="112",
            parameters=(("viento", "155 nudos"),),
            resources=(
                CapResource(
                    description="Mapa",
                    mime_type="image/png",
                    size=12,
                    uri="https://example.org/mapa.png",
                    deref_uri="aGk=",
                    digest="abc",
                ),
            ),
            areas=(
                CapArea(
                    description="Valle",
                    polygons=(RING,),
                    circles=(CapCircle(13.6, -87.7, 12.5), CapCircle(13.6, -87.7, 0.0)),
                    geocodes=(("P-code", "HN17"),),
                    altitude=100.0,
                    ceiling=900.5,
                ),
            ),
        ),
    ),
)

_LETTERS = st.characters(
    exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff", include_characters="\n\t\r"
)
TEXT = st.text(_LETTERS, max_size=30).map(lambda text: text.strip(" \t\r\n"))
TOLD = TEXT.filter(bool)
NAME = st.text(st.sampled_from("abcXYZ019.:-_=$"), min_size=1, max_size=20)
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
TIMES = st.builds(
    lambda seconds, zone: datetime.fromtimestamp(seconds, tz=zone),
    st.integers(631_200_000, 3_786_900_000),
    ZONES,
)
LATS = st.floats(-90, 90, allow_nan=False)
LONS = st.floats(-180, 180, allow_nan=False)
POINTS = st.tuples(LATS, LONS)
RINGS = st.lists(POINTS, min_size=3, max_size=6).map(lambda points: (*points, points[0]))
LANGUAGES = st.sampled_from(["es", "en", "es-HN", "quc", "zh-Hant-TW"])


def many(values, most=3):
    return st.lists(values, max_size=most).map(tuple)


@st.composite
def areas(draw):
    altitude = draw(st.none() | st.floats(0, 9000, allow_nan=False))
    above = st.none() if altitude is None else st.none() | st.floats(altitude, 9999)
    return CapArea(
        description=draw(TOLD),
        polygons=draw(many(RINGS)),
        circles=draw(many(st.builds(CapCircle, LATS, LONS, st.floats(0, 20_000)))),
        geocodes=draw(many(st.tuples(TOLD, TEXT))),
        altitude=altitude,
        ceiling=draw(above),
    )


RESOURCES = st.builds(
    CapResource,
    description=TEXT,
    mime_type=TOLD,
    size=st.none() | st.integers(0, 10**12),
    uri=st.sampled_from(["", "https://example.org/a?b=c&d", "cid:1"]),
    deref_uri=TEXT,
    digest=TEXT,
)


@st.composite
def infos(draw, sent):
    after = st.integers(1, 10**6).map(lambda minutes: sent + timedelta(minutes=minutes))
    expires = draw(st.none() | after)
    start = st.none() if expires is None else st.none() | st.just(expires - timedelta(seconds=1))
    return CapInfo(
        language=draw(LANGUAGES),
        categories=draw(
            st.lists(st.sampled_from(words.CATEGORIES), min_size=1, max_size=3).map(tuple)
        ),
        event=draw(TOLD),
        urgency=draw(st.sampled_from(words.URGENCIES)),
        severity=draw(st.sampled_from(words.SEVERITIES)),
        certainty=draw(st.sampled_from(words.CERTAINTIES)),
        responses=draw(many(st.sampled_from(words.RESPONSES))),
        audience=draw(TEXT),
        event_codes=draw(many(st.tuples(TOLD, TEXT))),
        effective=draw(start),
        onset=draw(start),
        expires=expires,
        sender_name=draw(TEXT),
        headline=draw(TEXT),
        description=draw(TEXT),
        instruction=draw(TEXT),
        web=draw(st.sampled_from(["", "https://example.org/?q=<>".replace("<>", "x")])),
        contact=draw(TEXT),
        parameters=draw(many(st.tuples(TOLD, TEXT))),
        resources=draw(many(RESOURCES, 2)),
        areas=draw(many(areas(), 2)),
    )


@st.composite
def alerts(draw):
    """Any message that breaks no rule."""
    sent, sender = draw(TIMES), draw(NAME)
    message = draw(st.sampled_from(words.MESSAGES))
    before = st.integers(1, 10**5).map(lambda minutes: sent - timedelta(minutes=minutes))
    references = st.lists(
        st.builds(CapReference, sender=st.just(sender), identifier=NAME, sent=before),
        min_size=0 if message == "Alert" else 1,
        max_size=3,
    ).map(tuple)
    scope = draw(st.sampled_from(words.SCOPES))
    speaks = message in {"Alert", "Update"}
    return CapAlert(
        identifier=draw(NAME),
        sender=sender,
        sent=sent,
        status=draw(st.sampled_from(words.STATUSES)),
        message=message,
        scope=scope,
        source=draw(TEXT),
        restriction=draw(TOLD if scope == "Restricted" else TEXT),
        addresses=draw(TOLD if scope == "Private" else TEXT),
        codes=draw(many(TOLD)),
        note=draw(TOLD if message == "Error" else TEXT),
        references=draw(references),
        incidents=draw(TEXT),
        infos=draw(st.lists(infos(sent), min_size=int(speaks), max_size=2).map(tuple)),
    )
