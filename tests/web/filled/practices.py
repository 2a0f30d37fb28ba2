"""The forms of good practices."""

from tests.web.filled import Filled, signed_in_as

from relevo.exchange.models import Practice
from relevo.web.desk.practices import forms
from relevo.web.desk.practices.choices import tag_choices

HERE = "/es/mesa/practicas/"
FILLED = {
    "base": "",
    "title_es": "Puente de mensajes",
    "title_en": "Bridge of messages",
    **{
        f"{part}_{language}": f"{part} {language}"
        for part in forms.PARTS
        for language in ("es", "en")
    },
    "emergency": ["storm"],
    "need": ["shelter"],
    "profile": ["family"],
    "sector": ["2"],
    "country": ["HN", "SV"],
}


def shared():
    return Practice.objects.get(title_es__startswith="DEMO: una sola lista")


def to_adopt():
    values = {
        "adopted_on": "2020-11-10",
        "result": "worked",
        "story_es": "Sirvió",
        "story_en": "It worked",
    }
    return Filled(signed_in_as("demo-albergue"), f"{HERE}{shared().pk}/adoptar/", values)


def to_review():
    values = {"revision": "1", "verdict": "strong", "text_es": "Consta", "text_en": "It is there"}
    return Filled(signed_in_as("demo-universidad"), f"{HERE}{shared().pk}/revisar/", values)


FORMS = {
    forms.PracticeForm: lambda: Filled(
        signed_in_as("demo-albergue"), f"{HERE}nueva/", dict(FILLED)
    ),
    forms.AdoptionForm: to_adopt,
    forms.ReviewForm: to_review,
}
BOUND = {forms.PracticeForm: lambda: {"choices": tag_choices()}}
