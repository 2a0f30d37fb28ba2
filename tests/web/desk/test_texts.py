"""Texts in the languages of the people, and recordings of them."""

from dataclasses import replace

import pytest
from tests.factories.desk import ALL_GOES, WINDOW, offer, open_case
from tests.factories.pages import main_words, said, words
from tests.web.filled import texts as filled

from relevo.cases import access, actions
from relevo.demo.story import STARTS_AT, actor_of
from relevo.texts import actions as texts
from relevo.texts.errors import NotYoursToWrite, TextRefused
from relevo.texts.models import Recording, TextVersion
from relevo.texts.rules import LARGEST_RECORDING

pytestmark = pytest.mark.django_db


def page(case):
    return f"/es/mesa/casos/{case.pk}/oferta/{WINDOW}/"


def send(filling, **changes):
    return filling.client.post(filling.address, filling.values | changes)


def test_empty_slots_are_shown_and_nothing_is_translated(nacaome, instance):
    shown = main_words(nacaome.get("/es/mesa/textos/"))
    for language in ("Q’eqchi’", "Ch’orti’", "Miskito", "Francés", "Portugués"):
        assert language.casefold() in shown.casefold()
    assert "Portugués: todavía no hay texto; busque intérprete." in shown
    asked = nacaome.get(page(open_case(language="kek")))
    assert asked.context["text"].language == "es"
    assert "Q’eqchi’" in main_words(asked)
    assert nacaome.get("/es/mesa/textos/consent/kek/nuevo/").status_code == 404


def test_text_that_somebody_wrote_and_another_checked_is_read_out(nacaome, instance):
    assert send(filled.to_write()).status_code == 302
    case = open_case(language="kek")
    asked = nacaome.get(page(case))
    text = asked.context["text"]
    assert (text.language, text.version) == ("kek", "kek-1")
    assert "Naq" in text.paragraphs[0]
    assert text.goes[0].startswith("kek needs: ")
    nacaome.post(
        page(case),
        {"form": "oral", "said_yes": "on", "digest": text.digest} | ALL_GOES,
        follow=True,
    )
    given = case.consents.get()
    assert (given.language, given.text_version, given.text_digest) == (
        "kek",
        "kek-1",
        text.digest,
    )
    assert send(filled.to_write()).status_code == 302
    assert TextVersion.objects.count() == 2
    again = access.consent_text(
        actor_of("demo-nacaome"),
        case_id=case.pk,
        service_id=given.service_id,
        field_groups=given.field_groups,
        form="oral",
        language="kek",
        at=STARTS_AT,
    )
    assert again.version == "kek-2"
    actions.withdraw_consent(consent_id=given.pk, by=actor_of("demo-nacaome"), at=STARTS_AT)


def test_a_text_for_one_purpose_is_never_read_out_for_another(nacaome, instance):
    assert send(filled.to_write()).status_code == 302
    referral = offer(open_case(language="kek"))
    address = f"/es/mesa/referencias/{referral.pk}/registro-propio/"
    asked = nacaome.get(address)
    assert asked.context["text"].language == "es"
    assert "Q’eqchi’" in main_words(asked)
    filling = filled.to_write()
    written = filling.client.post(
        "/es/mesa/textos/own_record/kek/nuevo/", filling.values | {"paragraphs": filled.OWN}
    )
    assert written.status_code == 302
    text = nacaome.get(address).context["text"]
    assert (text.language, text.version) == ("kek", "kek-1")
    assert "Naq ajcui" in text.paragraphs[0]
    assert text.goes[0].startswith("kek needs: ")
    sent = nacaome.get(page(open_case(language="kek"))).context["text"]
    assert "Naq ajcui" not in sent.paragraphs[0]
    assert said("Consent to a record of the recipient's own", context="text") in main_words(
        nacaome.get("/es/mesa/textos/")
    )


def test_recording_of_one_purpose_is_not_played_for_another(nacaome, instance):
    referral = offer(open_case())
    filling = filled.to_record()
    address = "/es/mesa/textos/own_record/es/grabar/"
    assert filling.client.post(address, filling.values).status_code == 302
    played = f"/es/mesa/textos/{Recording.objects.get().pk}/audio/"
    own = nacaome.get(f"/es/mesa/referencias/{referral.pk}/registro-propio/")
    assert played in own.content.decode()
    assert played not in nacaome.get(page(open_case())).content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"paragraphs": "Sin lugares"}, "paragraphs"),
        ({"paragraphs": filled.TEXT + "{recipient.__class__}"}, "paragraphs"),
        ({"paragraphs": filled.TEXT + "{"}, "paragraphs"),
        ({"paragraphs": "x\n" * 30 + filled.TEXT}, "paragraphs"),
        ({"paragraphs": "x" * 1201 + filled.TEXT}, "paragraphs"),
        ({"reviewer": "Ana Traductora"}, "reviewer"),
        ({"on": "2031-01-01"}, "on"),
    ],
)
def test_what_is_no_text_is_refused(instance, changes, field):
    response = send(filled.to_write(), **changes)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert TextVersion.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "medium"),
    [
        (filled.OPUS, "audio/ogg"),
        (b"ID3" + bytes(60), "audio/mpeg"),
        (b"\xff\xfb" + bytes(60), "audio/mpeg"),
        (b"RIFF" + bytes(4) + b"WAVE" + bytes(60), "audio/wav"),
        (b"OggS" + bytes(60), None),  # Ogg, and no Opus in it
        (b"<html>" + filled.OPUS, None),
        (b"\xff", None),
        (filled.OPUS + bytes(LARGEST_RECORDING), None),
    ],
)
def test_recording_is_known_by_its_bytes_and_played_as_it_came(nacaome, instance, content, medium):
    response = send(filled.to_record(), content=filled.recording(content))
    if medium is None:
        assert response.status_code == 422
        assert Recording.objects.count() == 0
        return
    assert response.status_code == 302
    (row,) = Recording.objects.all()
    address = f"/es/mesa/textos/{row.pk}/audio/"
    played = nacaome.get(address)
    assert (played["Content-Type"], played.content) == (medium, content)
    assert address in nacaome.get(page(open_case())).content.decode()
    assert address in nacaome.get("/es/mesa/textos/").content.decode()


def test_recording_of_tomorrow_or_of_nothing_is_refused(nacaome, instance):
    assert send(filled.to_record(), on="2031-01-01").status_code == 422
    writer = filled.writer()
    new = writer.get("/es/mesa/textos/consent/kek/nuevo/")
    assert said("Who checked it", context="text") in words(new)
    assert writer.get("/es/mesa/textos/consent/kek/grabar/").status_code == 404  # no text yet
    for address in ("consent/kek/grabar", "consent/zz/nuevo", "song/es/nuevo"):
        assert writer.get(f"/es/mesa/textos/{address}/").status_code == 404
    assert nacaome.get(f"/es/mesa/textos/{open_case().pk}/audio/").status_code == 404
    assert said("Add a recording") in words(writer.get("/es/mesa/textos/consent/es/grabar/"))


def test_other_texts_have_neither_places_nor_words(instance):
    filling = filled.to_write()
    values = {"paragraphs": "Guarde este papel.", "translator": "Ana"} | filled.PEOPLE
    address = "/es/mesa/textos/receipt/cab/nuevo/"
    assert filling.client.post(address, values).status_code == 302
    assert TextVersion.objects.get().paragraphs == ["Guarde este papel."]


def test_only_administrators_write_whatever_page_they_come_by(instance):
    officer = actor_of("demo-nacaome")
    people = {"reviewer": "Berta", "by": officer, "at": STARTS_AT}
    recorded = people | {"speaker": "Ana", "recorded_on": STARTS_AT.date(), "content": b""}
    place = {"kind": "consent", "language": "es", "version": "2026-11"}
    with pytest.raises(NotYoursToWrite):
        texts.add_recording(**place, **recorded)
    admin = replace(officer, roles=frozenset({"institution_admin"}))
    with pytest.raises(TextRefused):
        texts.add_recording(**place | {"kind": "song"}, **recorded | {"by": admin})
