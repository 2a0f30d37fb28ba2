"""What each event of the pandemic, the storms, the returns and the networks becomes."""

from datetime import UTC, datetime

from relevo.borders.enums import RestrictionKind
from relevo.demo.replay.border_acts import Asked, Decrees, Reports, Rule
from relevo.demo.replay.emergency_acts import (
    Moves,
    PublishedEmergency,
    PublishedFigures,
    Spreads,
    Warns,
)
from relevo.demo.replay.network_acts import Confirms, Meeting
from relevo.demo.replay.people_acts import Counts, Hears, Opens, Sees
from relevo.demo.replay.stage import Act
from relevo.kernel.text import LocalisedText
from relevo.networks.enums import Modality
from relevo.situation.enums import (
    CountCategory,
    SightingKind,
    SignalKind,
)

STORMS = "eta-iota-2020"
MARCH_11 = datetime(2020, 3, 11, 6, tzinfo=UTC)
MARCH_16 = datetime(2020, 3, 16, 6, tzinfo=UTC)
ONLINE = Modality.VIRTUAL.value

COVID2020: dict[int, tuple[Act, ...]] = {
    33: (PublishedEmergency("covid-19-2020"), Asked("SV-ENTRY-CA4-PASSPORT-2020")),
    34: (
        Spreads("covid-19-2020-[hg][nt]"),
        Moves("covid-19-2020-during"),
        Reports("ST-*-SV-20200311-*"),
        Asked("SV-ENTRY-CLOSED-2020"),
        Asked("SV-ENTRY-QUARANTINE-2020"),
    ),
    35: (Reports("ST-*-GT-20200313-*"),),
    36: (
        Reports("ST-*-HN-20200315-*"),
        Asked("HN-ENTRY-CLOSED-2020"),
        Asked("HN-ENTRY-QUARANTINE-2020"),
    ),
    37: (Reports("ST-*-GT-20200317-*"), Asked("GT-ENTRY-CLOSED-2020")),
    38: (
        Hears(
            SignalKind.OTHER,
            "Personas deportadas dejan un centro de aislamiento que hallaron inadecuado; la "
            "policía encuentra a 77 cerca de la terminal.",
        ),
    ),
    39: (
        Decrees("RS-HN-202004-QUARANTINE"),
        Asked("HN-ENTRY-ISOLATION-2020"),
        PublishedFigures("covid-19-2020-tegucigalpa-quarantined"),
    ),
    40: (
        Counts(
            "HN",
            "in",
            3_472,
            "INM",
            since=MARCH_16,
            parts=(
                *(("US", 1_344), ("NI", 870), ("GT", 523), ("SV", 253), ("MX", 184)),
                ("ES", 145),
            ),
        ),
    ),
    41: (Opens(("GTHN-COR", "GTMX-TU1")), Sees(SightingKind.DEPARTURE)),
    42: (
        Counts("SV", "in", 4_007, "DGME", CountCategory.ENTERED, since=MARCH_11),
        Counts("SV", "in", 581, "DGME", CountCategory.REFUSED, since=MARCH_11),
        *(
            Counts("SV", "in", number, "DGME", CountCategory.ENTERED, MARCH_11, crossing=key)
            for key, number in (("GTSV-CHI", 1_076), ("GTSV-HAC", 880), ("HNSV-AMA", 863))
        ),
    ),
    44: (
        Reports("ST-*-GT-20200918-*"),
        Asked("GT-ENTRY-TEST-2020"),
        Asked("GT-ENTRY-QUARANTINE-2020"),
    ),
    45: (Reports("ST-*-SV-20200920-*"),),
    46: (Reports("ST-GTSV-CHI-SV-20200921-*"), Asked("SV-ENTRY-CHI-TEST-2020")),
    47: (
        Reports("ST-HNSV-AMA-SV-20200921-*"),
        Asked("SV-ENTRY-AMA-NO-TEST-2020"),
        Counts("SV", "in", 15, "Prensa", CountCategory.ENTERED),
    ),
    59: (
        Reports("ST-*-HN-20201009-1"),
        Reports("ST-*-HN-20201009-2"),
        Reports("ST-*-HN-20201012-*"),
    ),
    60: (
        Reports("ST-*-HN-20201019-1"),
        Reports("ST-*-HN-20201019-2"),
        Reports("ST-*-HN-20201019-3"),
        *(
            Asked(f"HN-{way}-{what}-2020")
            for way, what in (
                *(("ENTRY", "TEST"), ("ENTRY", "MASK"), ("ENTRY", "PRECHECK")),
                *(("EXIT", "MASK"), ("EXIT", "PRECHECK")),
            )
        ),
    ),
    61: (
        Rule(
            "HN",
            RestrictionKind.TRANSPORT.value,
            "Reapertura del transporte internacional",
            "Reopening of international transport",
        ),
        Asked("HN-*-BUS-2020"),
    ),
}
ETA_IOTA: dict[int, tuple[Act, ...]] = {
    62: (PublishedEmergency(STORMS),),
    63: (Spreads(f"{STORMS}-queja"), PublishedFigures(f"{STORMS}-queja-*")),
    64: (PublishedFigures(f"{STORMS}-hn-*-1109"),),
    65: (PublishedFigures(f"{STORMS}-gt-*-1109"),),
    66: (PublishedFigures(f"{STORMS}-hn-*-1113"),),
    67: (PublishedFigures(f"{STORMS}-*-1116"),),
    68: (
        Warns(
            LocalisedText("Huracán Iota", "Hurricane Iota"),
            LocalisedText(
                "Iota toca tierra con categoría 4: lluvias y crecidas en Honduras y Guatemala",
                "Iota makes landfall as category 4: rain and floods in Honduras and Guatemala",
            ),
            LocalisedText(
                "Siga en su albergue o vaya a uno. No cruce ríos ni caminos con agua.",
                "Stay in your shelter or go to one. Do not cross rivers or flooded roads.",
            ),
            ("HN-05", "HN-18", "GT-18", "GT-16"),
        ),
    ),
    69: (PublishedFigures(f"{STORMS}-hn-*-1120"),),
    70: (PublishedFigures(f"{STORMS}-gt-*-1120"),),
    71: (PublishedFigures(f"{STORMS}-*-1122"),),
    72: (PublishedFigures(f"{STORMS}-*-1126"),),
    73: (Spreads(f"{STORMS}-omoa"), PublishedFigures(f"{STORMS}-hn-*-1127")),
}
RET2021: dict[int, tuple[Act, ...]] = {
    77: (Counts("HN", "in", 200, "Prensa"),),
    93: (Reports("ST-GTHN-???-BOTH-20210920-*"),),
}


def _meeting(es: str, en: str, **told: str) -> Meeting:
    return Meeting(LocalisedText(es, en), **told)  # type: ignore[arg-type]  # texts only


NET: dict[int, tuple[Act, ...]] = {
    1: (_meeting("Taller de experiencias de frontera", "Workshop on border experience"),),
    2: (Confirms("SP-058"),),
    3: (_meeting("Tercer encuentro El Salvador-Honduras", "Third El Salvador-Honduras meeting"),),
    4: (_meeting("Segundo encuentro Honduras-Guatemala", "Second Honduras-Guatemala meeting"),),
    5: (Confirms("SP-055"), Confirms("SP-056")),
    6: (_meeting("Creación de la red Guatemala-Honduras", "Founding of the GT-HN network"),),
    28: (_meeting("Comité El Salvador-Honduras", "El Salvador-Honduras committee"),),
    29: (_meeting("Quinto intercambio Guatemala-Honduras", "Fifth Guatemala-Honduras exchange"),),
    43: (
        _meeting(
            "Primer intercambio de experiencias locales",
            "First exchange of local experiences",
            modality=ONLINE,
        ),
    ),
    76: (_meeting("Segundo intercambio de experiencias", "Second exchange of experiences"),),
}
