"""What pages say at three instants of each large movement, against the table of events."""

import pytest
from tests.demo.replay.reading import (
    crossing,
    movement,
    reconciliation,
    section,
    sheet,
    state,
)

pytestmark = pytest.mark.usefixtures("drill", "db")


def test_october_2018_on_the_morning_of_the_12th_nobody_knows_of_it():
    assert movement("2018-10-12", "2018-10-12T11:00") is None
    assert "San Pedro Sula" in section("senales", "2018-10-12T13:00")


def test_october_2018_on_the_16th_it_is_in_chiquimula():
    seen = movement("2018-10-12", "2018-10-16T12:00")
    assert "Chiquimula, 16 oct 2018" in seen
    assert "2000 Estimación a simple vista" in seen
    assert "3000" not in seen  # Tecún Umán comes three days later
    assert state("GTHN-AGC", "GT", "in", "2018-10-16T12:00") == ("not_confirmed", "")


def test_october_2018_on_the_22nd_the_crossing_was_closed_and_figures_differ():
    assert state("GTHN-AGC", "HN", "in", "2018-10-20T12:00") == ("closed", "announced")
    assert state("GTHN-AGC", "GT", "out", "2018-10-20T12:00") == ("closed", "announced")
    assert "4000 – 4000 – 10000" in movement("2018-10-12", "2018-10-22T12:00")
    counts = section("cifras", "2018-10-23T12:00")
    assert " 945 ·" in counts
    assert " 943 ·" in counts
    assert " 860 ·" in counts
    assert "164" in section("emergencias/movilizacion-numerosa-de-octubre-de", "2018-10-22T12:00")


def test_january_2019_before_during_and_after():
    assert movement("2019-01-14", "2019-01-14T20:00") is None
    assert "500 – 500 – 1000" in movement("2019-01-14", "2019-01-14T22:00")
    assert state("GTHN-AGC", "GT", "in", "2019-01-16T12:00") == ("restricted", "observed")
    on_16th = section("cifras", "2019-01-17T12:00")
    assert " 709 ·" in on_16th
    assert " 359 ·" in on_16th
    assert " 13200 ·" in section("cifras", "2019-03-02T12:00")
    assert "Pedro de Alvarado" in section("emergencias", "2019-01-19T12:00")


def test_january_2020_before_during_and_after():
    assert movement("2020-01-15", "2020-01-14T20:00") is None
    assert "1000 Estimación a simple vista" in movement("2020-01-15", "2020-01-15T12:00")
    assert state("GTHN-AGC", "HN", "out", "2020-01-16T12:00") == ("open", "observed")
    counts = section("cifras", "2020-01-17T12:00")
    assert all(f" {number} ·" in counts for number in (800, 394, 135))


def test_october_2020_at_the_departure_a_window_tells_when_it_may_reach_corinto():
    seen = movement("2020-09-30", "2020-09-30T22:30")
    assert "3000" in seen
    row = seen[seen.index("Corinto mié") :]
    assert row.startswith("Corinto mié 30 sep 2020, 18:00 vie 2 oct 2020, 06:00")
    assert "San Pedro Sula" in section("emergencias", "2020-09-30T12:00")  # the temporary point


def test_october_2020_on_the_1st_at_noon_it_has_crossed_and_nothing_is_restricted_yet():
    seen = movement("2020-09-30", "2020-10-01T12:00")
    assert "Puerto Barrios, 1 oct 2020" in seen
    assert "2 oct 2020, 00:00" not in seen[seen.index("Puerto Barrios, 1 oct 2020") :][:60]
    assert "Jutiapa" not in section("restricciones", "2020-10-01T12:00")
    assert "3000" in sheet("2020-10-01T12:00")
    assert "1310" in section(
        "emergencias/movilizacion-numerosa-de-octubre-de-2", "2020-10-01T12:00"
    )


def test_october_2020_on_the_2nd_six_departments_are_in_a_state_of_prevention():
    told = section("restricciones", "2020-10-02T12:00")
    assert "Chiquimula, El Progreso, Izabal, Jutiapa, Petén y Zacapa" in told
    assert "vie 16 oct 2020, 20:00" in told
    assert state("GTHN-COR", "GT", "in", "2020-10-02T12:00") == ("restricted", "announced")
    assert state("GTHN-COR", "HN", "in", "2020-10-02T12:00") == ("restricted", "observed")
    assert "2 de octubre de 2020" in crossing("GTHN-COR", "2020-10-02T12:00")
    later = section("cifras", "2020-10-05T12:00")
    assert " 2159 ·" in later
    assert "3000 Estimación a simple vista" in movement("2020-09-30", "2020-10-04T12:00")


def test_december_2020_before_during_and_after():
    assert movement("2020-12-09", "2020-12-09T19:00") is None
    assert "250 – 500 – 500" in movement("2020-12-09", "2020-12-09T21:00")
    after = movement("2020-12-09", "2020-12-10T12:00")
    assert "250 – 300 – 350" in after
    assert state("GTHN-AGC", "HN", "out", "2020-12-10T12:00") == ("restricted", "observed")


def test_january_2021_on_the_15th_the_main_group_has_left():
    seen = movement("2021-01-15", "2021-01-15T12:00")
    assert "4000 Estimación a simple vista" in seen
    assert "Cruz Roja · contrareplicaveracruz" in seen  # whose estimate, and who told it
    assert "250 Cifra de la prensa" in movement("2021-01-13", "2021-01-15T12:00")
    told = section("restricciones", "2021-01-15T12:00")
    assert "Chiquimula, El Progreso, Izabal, Jutiapa, Petén, Santa Rosa y Zacapa" in told
    assert state("GTHN-FLO", "GT", "in", "2021-01-15T12:00") == ("restricted", "announced")
    assert "2731" not in section("cifras", "2021-01-15T12:00")


def test_january_2021_on_the_16th_it_is_held_up_at_vado_hondo():
    seen = movement("2021-01-15", "2021-01-16T21:00")
    assert "7000 – 9000 – 9000" in seen
    assert "Camotán, 15 ene 2021" in seen
    assert "Chiquimula – Vado Hondo" in section("caminos", "2021-01-16T21:00")
    assert "Vado Hondo" not in section("caminos", "2021-01-16T19:00")


def test_january_2021_on_the_19th_both_sides_stand_with_their_gap():
    counts = section("cifras", "2021-01-19T21:30")
    assert " 2731 ·" in counts
    assert " 1761 ·" in counts
    assert "2731" not in section("cifras", "2021-01-19T20:30")
    pair = section("cifras/conciliaciones", "2021-01-19T21:30")
    assert "Guatemala 2631 · Honduras 1761" in pair
    assert "Guatemala 30 · Honduras 25" in pair
    assert state("GTMX-TU1", "GT", "in", "2021-01-20T10:00") == ("open", "observed")


def test_january_2021_on_the_20th_it_has_dispersed_and_nobody_is_expected_anywhere():
    seen = movement("2021-01-15", "2021-01-20T10:00")
    assert "Terminada" in seen
    assert "no se dice ninguna ventana" in seen
    assert "En camino" not in seen


def test_the_gap_of_january_2021_is_870_and_guatemala_s_parts_add_up_to_2732():
    detail = reconciliation("2021-01-19T21:30")
    assert "870" in detail
    assert "2732" in detail


def test_march_2021_a_call_is_refuted_and_answered():
    assert "30 de marzo" not in section("senales", "2021-03-29T20:00")
    told = section("senales", "2021-03-29T22:00")
    assert "«Convocatoria para salir de San Pedro Sula el 30 de marzo.» Aún no está claro" in told
    after = section("senales", "2021-03-30T12:00")
    assert "el 30 de marzo.» Ninguna autoridad lo ha anunciado" in after
    assert "Hoy no hay salida numerosa" in crossing("GTHN-COR", "2021-03-30T12:00") + after
    assert "Chiquimula, El Progreso, Izabal, Petén y Zacapa" in section(
        "restricciones", "2021-03-30T12:00"
    )


def test_january_2022_before_and_after():
    assert movement("2022-01-15", "2022-01-14T23:00") is None
    assert "700 Cifra de la prensa" in movement("2022-01-15", "2022-01-15T12:00")
    assert state("GTHN-COR", "GT", "in", "2022-01-15T12:00") == ("restricted", "observed")
    assert state("GTHN-COR", "GT", "in", "2022-01-18T12:00")[0] == "not_confirmed"
