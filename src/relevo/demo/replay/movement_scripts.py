"""What each event of the large movements becomes."""

from datetime import UTC, datetime

from relevo.demo.replay.border_acts import Asked, Decrees, Reports
from relevo.demo.replay.emergency_acts import Emergency, Figures, Point, Road
from relevo.demo.replay.people_acts import (
    Advises,
    Compares,
    Counts,
    Finds,
    Hears,
    Opens,
    Sees,
)
from relevo.demo.replay.stage import Act
from relevo.kernel.text import LocalisedText
from relevo.situation.enums import (
    CountCategory,
    EmergencyKind,
    Measure,
    Qualifier,
    Reason,
    SightingKind,
    SignalKind,
    SourceType,
    Verdict,
)

MOVEMENT = EmergencyKind.MOVEMENT.value
ALL_THREE = ("GT", "HN", "SV")
SOURCE_PARTS = "suma de sus partes"
AT_LEAST = Qualifier.AT_LEAST.value
VADO_HONDO = ("GT-2001", "LOC-GT-2001-VADO-HONDO")
OCTOBER_2018 = datetime(2018, 10, 13, 11, 35, tzinfo=UTC)
JANUARY_14 = datetime(2021, 1, 14, 6, tzinfo=UTC)


def _large(month_es: str, month_en: str) -> Emergency:
    return Emergency(
        MOVEMENT,
        LocalisedText(f"Movilización numerosa de {month_es}", f"Large movement of {month_en}"),
        ALL_THREE,
    )


CAR2018: dict[int, tuple[Act, ...]] = {
    7: (
        Hears(
            SignalKind.CALL_TO_DEPART,
            "Convocatoria en mensajes y redes para salir de San Pedro Sula el 12 y 13 de octubre.",
            SourceType.SOCIAL_NETWORK,
        ),
        Opens(("GTHN-AGC", "GTMX-TU1")),
        Sees(SightingKind.GATHERING),
    ),
    8: (_large("octubre de 2018", "October 2018"), Sees(SightingKind.DEPARTURE)),
    9: (Sees(SightingKind.OVERNIGHT),),
    10: (Sees(SightingKind.OVERNIGHT),),
    11: (Sees(SightingKind.CROSSING),),
    12: (
        Sees(SightingKind.TRANSIT, is_counted=False),
        Figures("Cruz Roja", ((Measure.ATTENDED, 300),), "GT", "GT-2001", AT_LEAST),
    ),
    13: (
        Reports("ST-HNSV-AMA-SV-20181017-*"),
        Counts("SV", "in", 415, "DGME", CountCategory.ENTERED),
    ),
    14: (Counts("SV", "in", 860, "DGME", CountCategory.ENTERED),),
    15: (Sees(SightingKind.ARRIVAL),),
    16: (Sees(SightingKind.STRANDED),),
    17: (Reports("ST-GTHN-AGC-??-20181020-*"),),
    18: (
        Counts("GT", "out", 945, "CONRED", since=OCTOBER_2018),
        Counts("GT", "out", 943, f"CONRED, {SOURCE_PARTS}", since=OCTOBER_2018),
    ),
    19: (Figures("DINAF", ((Measure.CHILDREN, 164),), "HN"),),
    20: (Reports("ST-GTHN-*-GT-20181022-*"),),
}
CAR2019: dict[int, tuple[Act, ...]] = {
    21: (
        _large("enero de 2019", "January 2019"),
        Opens(("GTHN-AGC", "GTMX-TU1")),
        Sees(SightingKind.DEPARTURE),
    ),
    22: (
        Reports("ST-GTHN-AGC-??-20190115-*"),
        Sees(SightingKind.CROSSING, is_counted=False),
        Figures("DINAF", ((Measure.CHILDREN, 60),), "HN", qualifier=AT_LEAST),
    ),
    23: (
        Counts("GT", "in", 709, "Policía y migración", CountCategory.ENTERED),
        Counts("GT", "in", 359, "Migración, con registro", CountCategory.ENTERED),
        Sees(SightingKind.CROSSING),
    ),
    24: (Sees(SightingKind.OVERNIGHT),),
    25: (
        Hears(
            SignalKind.CALL_TO_DEPART,
            "Un grupo de cien personas o más sale de El Salvador para unirse a la movilización.",
        ),
    ),
    26: tuple(
        Point(
            LocalisedText(f"Equipo de niñez en {place}", f"Child protection team in {place}"),
            "GT",
            area,
            ("child_protection",),
            "care_center",
        )
        for place, area in (
            ("Pedro de Alvarado", "GT-2214"),
            ("Tecún Umán", "GT-1217"),
            ("Agua Caliente", "GT-2007"),
        )
    ),
    27: (Counts("GT", "out", 13_200, "Prensa", CountCategory.LEFT),),
}
CAR2020J: dict[int, tuple[Act, ...]] = {
    30: (
        Emergency(
            MOVEMENT,
            LocalisedText(
                "Movilización numerosa de enero de 2020", "Large movement of January 2020"
            ),
            ALL_THREE,
        ),
        Figures("DINAF", ((Measure.CHILDREN, 63),), "HN", "HN-0501"),
    ),
    31: (Opens(("GTHN-AGC", "GTMX-TU1")), Sees(SightingKind.DEPARTURE)),
    32: (
        Reports("ST-GTHN-AGC-HN-20200116-*"),
        Counts("HN", "out", 800, "INM", CountCategory.LEFT),
        Counts("HN", "out", 394, "INM", CountCategory.REFUSED),
        Counts("HN", "in", 135, "INM"),
    ),
}
CAR2020O: dict[int, tuple[Act, ...]] = {
    48: (
        Point(
            LocalisedText(
                "Punto humanitario en la terminal de San Pedro Sula",
                "Humanitarian point in the terminal of San Pedro Sula",
            ),
            "HN",
            "HN-0501",
            ("food", "medical"),
            has_emergency=False,
        ),
    ),
    49: (
        _large("octubre de 2020", "October 2020"),
        Opens(("GTHN-COR", "GTMX-TU1")),
        Sees(SightingKind.DEPARTURE),
    ),
    50: (Figures("Cruz Roja", ((Measure.ATTENDED, 1_310),), "GT"),),
    51: (Figures("DINAF", ((Measure.CHILDREN, 2),), "HN", "HN-0501"),),
    52: (Sees(SightingKind.CROSSING),),
    53: (Decrees("RS-GT-20201001-PREVENTION"), Reports("ST-*-GT-20201001-*")),
    54: (Reports("ST-GTHN-COR-HN-20201002-*"), Sees(SightingKind.RETURN)),
    55: (Sees(SightingKind.SPLIT),),
    56: (Counts("GT", "out", 2_159, "IGM"),),
    57: (Sees(SightingKind.RETURN),),
    58: (Figures("Casa del Migrante", ((Measure.SHELTERED, 150),), "GT", "GT-1217"),),
}
CAR2020D: dict[int, tuple[Act, ...]] = {
    74: (Opens(("GTHN-AGC", "GTMX-TU1")), Sees(SightingKind.DEPARTURE)),
    75: (Reports("ST-GTHN-AGC-HN-20201210-*"), Sees(SightingKind.DISPERSAL)),
}
CAR2021J: dict[int, tuple[Act, ...]] = {
    78: (
        Counts("GT", "out", 30, "PNC", crossing="GTHN-COR", label="out"),
        Counts("HN", "in", 25, "INM", crossing="GTHN-COR", label="in"),
        Compares(reasons=(Reason.UNKNOWN,)),
    ),
    79: (
        Hears(
            SignalKind.OTHER,
            "Autoridades de Honduras, Guatemala, El Salvador y México se reúnen en Corinto y "
            "firman una declaración conjunta sobre los flujos migratorios.",
            SourceType.INSTITUTION,
        ),
    ),
    80: (
        Hears(
            SignalKind.CALL_TO_DEPART,
            "Convocatoria para salir de San Pedro Sula el 15 de enero; un primer grupo ya salió.",
            SourceType.SOCIAL_NETWORK,
        ),
        _large("enero de 2021", "January 2021"),
        Opens(("GTHN-COR", "GTMX-TU1"), label="first"),
        Sees(SightingKind.DEPARTURE, label="first"),
    ),
    81: (Decrees("RS-GT-20210114-PREVENTION"), Reports("ST-*-GT-20210114-*")),
    82: (
        Opens(("GTHN-FLO", "GTMX-TU1"), label="main"),
        Sees(SightingKind.DEPARTURE, label="main", claimant="Cruz Roja"),
        Point(
            LocalisedText(
                "Punto de la Cruz Roja en San Pedro Sula", "Red Cross point in San Pedro Sula"
            ),
            "HN",
            "HN-0501",
            ("medical",),
        ),
        Point(
            LocalisedText("Punto de la Cruz Roja en Chiquimula", "Red Cross point in Chiquimula"),
            "GT",
            "GT-2001",
            ("medical",),
        ),
    ),
    83: (
        Reports("ST-GTHN-FLO-HN-20210115-*"),
        Sees(SightingKind.CROSSING, label="main", claimant="Gobierno de Guatemala"),
    ),
    84: (
        Sees(SightingKind.BLOCKED, label="main"),
        Road(*VADO_HONDO, hours=52),
    ),
    85: (Sees(SightingKind.BLOCKED, label="main"),),
    86: (Reports("ST-GTHN-FLO-HN-20210117-*"), Counts("HN", "in", 633, "INM")),
    87: (
        Counts("GT", "out", 2_374, "IGM", since=JANUARY_14, crossing=""),
        Counts("GT", "out", 955, "IGM", CountCategory.OTHER, since=JANUARY_14, crossing=""),
        Sees(SightingKind.DISPERSAL, label="main", is_counted=False),
    ),
    88: (
        Counts(
            "GT",
            "out",
            2_731,
            "IGM",
            parts=(("HN", 2_631), ("SV", 96), ("NI", 5)),
            label="out",
        ),
        Counts("HN", "in", 1_761, "INM", parts=(("HN", 1_761),), label="in"),
        Compares("HN", (Reason.IN_TRANSIT, Reason.AWAITING_REGISTRATION)),
    ),
    89: (
        Reports("ST-GTMX-TU1-GT-20210120-*"),
        # Small groups of those who dispersed two days before: nobody moves on as one.
        Sees(
            SightingKind.DISPERSAL,
            label="main",
            area="GT-0101",
            is_at_crossing=False,
            is_counted=False,
        ),
    ),
}
CAR2021M: dict[int, tuple[Act, ...]] = {
    90: (Decrees("RS-GT-20210329-PREVENTION"), Reports("ST-*-GT-20210329-*")),
    91: (
        Hears(
            SignalKind.CALL_TO_DEPART,
            "Convocatoria para salir de San Pedro Sula el 30 de marzo.",
            SourceType.SOCIAL_NETWORK,
        ),
        Opens(("GTHN-COR", "GTMX-TU1")),
        Sees(SightingKind.GATHERING),
    ),
    92: (
        Sees(SightingKind.ENDED),
        Finds("Solo se mueve un grupo pequeño; no hay movilización numerosa.", Verdict.REFUTED),
        Advises(
            LocalisedText("Hoy no hay salida numerosa", "There is no large departure today"),
            LocalisedText(
                "La red observó en Corinto que solo se mueve un grupo pequeño. "
                "Los pasos piden los mismos documentos que ayer.",
                "The network observed at Corinto that only a small group moves. "
                "The crossings ask for the same documents as yesterday.",
            ),
        ),
    ),
}
CAR2022: dict[int, tuple[Act, ...]] = {
    94: (
        Reports("ST-GTHN-COR-GT-20220115-*"),
        Asked("GT-ENTRY-COR-TEST-2022"),
        Asked("GT-ENTRY-COR-VACCINATION-2022"),
        Opens(("GTHN-COR", "GTMX-TU1")),
        Sees(SightingKind.DEPARTURE),
    ),
}
