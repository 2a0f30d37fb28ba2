"""What leads to a private person is refused; what a network must be able to say is not."""

import pytest

from relevo.plumbing.traces import (
    GIVEN,
    SURNAMES,
    Trace,
    trace_in,
    trace_in_contact,
    trace_in_place,
    trace_in_source,
    trace_in_title,
    wounding_word,
)

KNOWN = {
    "San Pedro Sula",
    "Agua Caliente",
    "Santa Rosa de Copán",
    "San José",
    "Morales",
    "Pedro de Alvarado",
    "Secretaría de Salud",
}


@pytest.mark.parametrize(
    ("text", "trace"),
    [
        ("Ver https://ejemplo.test/salida", Trace.LINK),
        ("Entren a chat.whatsapp.com/AbC", Trace.LINK),
        ("lo dice t.me/salida", Trace.LINK),
        ("WWW.algo", Trace.LINK),
        ("página salida[.]com", Trace.LINK),
        ("escriban a nadie@correo.test", Trace.EMAIL),
        ("nadie @ correo . test", Trace.EMAIL),
        ("lo publicó @nadie_503", Trace.HANDLE),
        ("llamar al +504 9999-0000", Trace.PHONE),
        ("llamar al 9 9 9 9 0 0 0 0", Trace.PHONE),
        ("Es del grupo de WhatsApp Salida", Trace.GROUP),
        ("Una página de Facebook lo dice", Trace.GROUP),
        ("the Telegram group? no: group on Telegram", Trace.GROUP),
        ("Lo organiza Juan Carlos Zzz", Trace.NAME),
        ("lo organiza juan perez", Trace.NAME),
        ("LO ORGANIZA JUAN PÉREZ", Trace.NAME),
        ("El guía es don Fulano Mengánez", Trace.NAME),
        ("Fue Xiomara Zelaya de Tal", Trace.NAME),
        ("Juan Zzz los lleva", Trace.NAME),
    ],
)
def test_what_leads_to_a_person_is_found(text, trace):
    assert trace_in(text, known=KNOWN) == trace


@pytest.mark.parametrize(
    "text",
    [
        "Dicen que el 15 sale gente de San Pedro Sula hacia Agua Caliente",
        "Salen el 2021-01-15 a las 05:00; unas 4,000 a 9,000 personas",
        "La Secretaría de Salud y la Cruz Roja ya están",
        "SE ABRE LA FRONTERA EN AGUA CALIENTE",
        "De Santa Rosa de Copán a Pedro de Alvarado",
        "Hay gente de Estados Unidos y El Salvador",
        "La PNC y el SEM llegaron. Nadie sabe más",
        "san jose morales lo anuncia",
        "Llame al 911 o al 132",
        "Quien ofrece es «Alguien»",
        "Cumplió 15 años en Agua Caliente",
        "",
    ],
)
def test_what_a_network_says_passes(text):
    assert trace_in(text, known=KNOWN) is None


@pytest.mark.parametrize(
    ("text", "trace"),
    [
        ("Secretaría de Salud (Región Sur) lo pide", None),
        ("Secretaría de Salud Región Sur lo pide", None),
        ("SECRETARIA DE SALUD Región Sur lo pide", None),
        ("Secretaría de Salud Fulano Mengánez", Trace.NAME),
        ("Pedro de Alvarado Fulano Mengánez", Trace.NAME),
        ("Secretaría de Salud. Juan Mengánez lo dice", Trace.NAME),
        ("Guatemala declaró Estado de Prevención por la Ley de Orden Público", None),
    ],
)
def test_a_known_name_is_known_where_a_sentence_begins(text, trace):
    assert trace_in(text, known={*KNOWN, "Secretaría de Salud (Región Sur)"}) == trace


def test_place_that_is_not_known_looks_like_a_name():
    assert trace_in("Se juntan en Agua Caliente") == Trace.NAME
    assert trace_in("Se juntan en Agua Caliente", known=KNOWN) is None


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("El mensaje es falso", "falso"),
        ("This is FAKE news", "FAKE"),
        ("una olea" + "da de personas", "olea" + "da"),
        ("personas ile" + "gales", "ile" + "gales"),
        ("la caravana llega", "caravana"),
        ("Circula el mensaje de que sale una «caravana». Nadie lo anunció.", ""),
        ("The message says “caravan”.", ""),
        ("La red comprobó que el puesto está cerrado", ""),
    ],
)
def test_words_that_wound_are_found_outside_of_quotations(text, word):
    assert wounding_word(text) == word


@pytest.mark.parametrize(
    ("text", "trace"),
    [
        ("https://www.laprensa.hn/honduras/1250512-410/otros-700", None),
        ("Radio local ; http://a.test/x?p=1 ; https://b.test/@nadie", None),
        ("Diario El Heraldo; https://www.laprensa.hn/honduras/1250512-410/otros-700", None),
        ("Juan Pérez, https://a.test/x", Trace.NAME),
        ("https://a.test/x 9999-0000", Trace.PHONE),
        ("https://wa.me/50499990000", Trace.LINK),
        ("http://t.me/salida", Trace.LINK),
        ("chat.whatsapp.com/AbC", Trace.LINK),
    ],
)
def test_a_source_may_be_a_page_and_no_person(text, trace):
    assert trace_in_source(text, known=KNOWN) == trace


@pytest.mark.parametrize(
    ("text", "trace"),
    [
        ("Juan Pérez Martínez, 9999-8888", Trace.PHONE),
        ("Juan Pérez Martínez", Trace.NAME),
        ("Caso de Wilmer Zzz", Trace.NAME),
        ("Familia Zzz Pineda", Trace.NAME),
        ("Zzz Www Pineda", Trace.NAME),
        ("Tormenta Tropical Sara", None),
        ("Tropical Storm Sara Warning", None),
        ("Tormentas Eta e Iota", None),
        ("Flash Flood Warning", None),
        ("Médicos Sin Fronteras", None),
        ("Desbordamiento del Río Zzz", None),
        ("Erupción del Volcán de Fuego", None),
        ("Llame al 911", None),
    ],
)
def test_a_title_has_capitals_and_no_person(text, trace):
    assert trace_in_title(text, known=KNOWN) == trace


@pytest.mark.parametrize(
    ("text", "trace"),
    [
        ("Casa de Juan Pérez Martínez", Trace.NAME),
        ("Escuela Juan Ramón Zzz, preguntar por Juan Pérez", Trace.NAME),
        ("Escuela Juan Ramón Zzz, 9999-8888", Trace.PHONE),
        ("La escuela, pregunte ahí con Juan Pérez", Trace.NAME),
        ("Escuela Juan Ramón Zzz", None),
        ("la escuela primaria mixta Francisco Zzz, frente al parque", None),
        ("Casa de la Cultura Juan Zzz", None),
        ("Salón Comunal Las Flores, Barrio Abajo", None),
        ("Estadio, km 42", None),
    ],
)
def test_a_place_may_be_named_after_somebody(text, trace):
    assert trace_in_place(text, known=KNOWN) == trace


@pytest.mark.parametrize(
    ("text", "trace"),
    [
        ("Protección Civil: 2200-0000, avisos@salud.test", None),
        ("Línea 112", None),
        ("Juan Pérez al 9999-8888", Trace.NAME),
        ("t.me/salida", Trace.LINK),
    ],
)
def test_an_institution_has_a_number_and_a_person_none(text, trace):
    assert trace_in_contact(text, known=KNOWN) == trace


@pytest.mark.parametrize(
    "text",
    [
        "Nearly 100,000, most of them in the Sula Valley.",
        "El Río Ulúa está por desbordarse; la Tormenta Tropical Sara llega a las 18:00",
    ],
)
def test_storms_and_rivers_are_nobody(text):
    assert trace_in(text, known=KNOWN) is None


def test_lists_of_names_are_folded():
    assert all(name == name.lower() and name.isascii() for name in GIVEN | SURNAMES)
