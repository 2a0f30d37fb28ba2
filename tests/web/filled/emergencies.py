"""The forms of emergencies, points and pledges."""

from tests.web.filled import Filled, signed_in_as

from relevo.demo.story import STARTS_AT
from relevo.situation.queries.pledges import list_pledges
from relevo.situation.queries.points import list_points
from relevo.web.desk.emergencies import forms

HERE = "/es/mesa/situacion/emergencias/"
STORMS = f"{HERE}eta-iota-2020/"
SECRETARY = "demo-secretaria"
SINCE = "2020-11-20T10:00"
ON = STARTS_AT.date()


def of(address, **values):
    return Filled(signed_in_as(SECRETARY), address, values)


def to_open_a_point():
    return of(
        f"{HERE}puntos/abrir/",
        place="El Amatillo",
        country="HN",
        needs=["water"],
        from_at="2020-11-20T15:40",
        until_at="2020-11-23T15:40",
        locality="Escuela",
        kind="care_center",
        opens="07:00",
        closes="19:00",
        places="40",
        phone="+504 2222-1111",
    )


def to_move_its_end():
    (row,) = list_points(at=STARTS_AT, known_at=STARTS_AT, only_open=True)
    return of(f"{HERE}puntos/{row.id}/", until_at="2020-11-25T12:00")


def to_tell_what_arrived():
    rows = list_pledges(emergency_key="eta-iota-2020", known_at=STARTS_AT)
    row = next(row for row in rows if row.kind == "kits")
    return of(f"{HERE}ofrecimientos/{row.id}/", amount="100")


FORMS = {
    forms.EmergencyForm: lambda: of(
        f"{HERE}abrir/",
        kind="flood",
        name_es="Crecida",
        name_en="Flood",
        country="HN",
        place="Omoa",
        phase="during",
        from_at=SINCE,
        source="COPECO",
    ),
    forms.AreaForm: lambda: of(f"{STORMS}area/", country="SV", place="Pasaquina", from_at=SINCE),
    forms.PhaseForm: lambda: of(
        f"{STORMS}fase/", phase="after", from_at=SINCE, reason_es="Bajó", reason_en="It fell"
    ),
    forms.NameForm: lambda: of(
        f"{STORMS}nombre/", name_es="Eta", name_en="Eta", reason="Se pidió un nombre corto"
    ),
    forms.FigureForm: lambda: of(
        f"{STORMS}cifra/",
        measure="sheltered",
        qualifier="about",
        value="51000",
        high="52000",
        said_by="COPECO",
        as_of_at=SINCE,
        country="HN",
        place="Omoa",
        source="Boletín 70",
        confidence="medium",
        note_es="Nota",
        note_en="Note",
    ),
    forms.PointForm: to_open_a_point,
    forms.EndForm: to_move_its_end,
    forms.PledgeForm: lambda: of(
        f"{STORMS}ofrecimientos/nuevo/",
        kind="beds",
        amount="20",
        country="HN",
        place="Nacaome",
        from_at=SINCE,
        until_at="2020-11-28T10:00",
        note="Con mantas",
    ),
    forms.DeliveredForm: to_tell_what_arrived,
}
BOUND = {
    forms.EndForm: lambda: {"at": STARTS_AT},
    forms.EmergencyForm: lambda: {"on": ON},
    forms.AreaForm: lambda: {"on": ON},
    forms.FigureForm: lambda: {"on": ON},
    forms.PledgeForm: lambda: {"on": ON},
    forms.PointForm: lambda: {"at": STARTS_AT, "needs": forms.tiles()},
}
