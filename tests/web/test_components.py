"""Every component renders, escapes what is hostile and refuses to be used wrongly."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory

import relevo.web
from relevo.web.templatetags.relevo_web import (
    ComponentInputMissing,
    ComponentInputUnknown,
    WordUnknown,
)

COMPONENTS = Path(relevo.web.__file__).parent / "templates" / "cotton"
HOSTILE = "<script>alert('x')</script>\"'&{{ 7 }}"
AT = datetime(2020, 11, 20, 21, 40, tzinfo=UTC)


class Sample(forms.Form):
    text = forms.CharField(label=HOSTILE, help_text=HOSTILE, required=False)
    box = forms.BooleanField(label=HOSTILE, required=False)
    radio = forms.ChoiceField(label=HOSTILE, choices=[("a", HOSTILE)], widget=forms.RadioSelect)
    hidden = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_text(self):
        raise forms.ValidationError(HOSTILE)


# For each component: its required inputs, then the others. ``slot`` stands between the tags.
USES = {
    "icon": ({"name": "shelter"}, {"label": HOSTILE, "size": "large"}),
    "page-header": ({"title": HOSTILE}, {"kicker": HOSTILE, "icon": "border", "slot": HOSTILE}),
    "breadcrumbs": ({"items": [(HOSTILE, "/es/"), (HOSTILE, "")]}, {}),
    "state-badge": ({"state": "closed"}, {"large": True, "prefix": HOSTILE}),
    "urgency": ({"level": "urgent"}, {}),
    "deadline": ({"due": AT + timedelta(hours=1), "at": AT}, {"label": HOSTILE}),
    "confidence-meter": ({"level": "medium"}, {}),
    "source": ({"label": HOSTILE}, {"url": "https://example.org/?a=1&b=<", "date": AT}),
    "fact-line": (
        {"text": HOSTILE},
        {
            "as_of": AT,
            "source": HOSTILE,
            "source_url": "https://example.org/",
            "source_date": AT.date(),
            "confidence": "low",
            "kind": "announced",
        },
    ),
    "as-of": ({"at": AT}, {}),
    "card": ({}, {"title": HOSTILE, "href": "/x/", "icon": "border", "tone": "teal"}),
    "notice": ({"kind": "danger", "slot": HOSTILE}, {"title": HOSTILE, "live": True}),
    "error-summary": ({"form": Sample({"text": "x"})}, {}),
    "field": ({"field": Sample({"text": "x"})["text"]}, {"optional": True}),
    "field-notes": ({"field": Sample({"text": "x"})["text"]}, {"hint": HOSTILE}),
    "choice-tiles": ({"field": Sample({})["radio"]}, {"pictograms": {"a": "food"}, "small": True}),
    "button": (
        {"slot": HOSTILE},
        {"kind": "danger", "icon": "plus", "name": "act", "value": HOSTILE, "wide": True},
    ),
    "button-link": ({"href": "/x/?a=1&b=2", "slot": HOSTILE}, {"icon": "plus", "wide": True}),
    "plan": ({"confirmed": 1, "total": 2, "slot": HOSTILE}, {"label": HOSTILE}),
    "plan-step": (
        {"pictogram": "shelter", "service": HOSTILE, "status": "confirm_first"},
        {
            "number": 1,
            "place": HOSTILE,
            "side": "HN",
            "institution": HOSTILE,
            "times": HOSTILE,
            "line": "2200-0000",
            "line_country": "HN",
            "why": HOSTILE,
            "documents": [HOSTILE],
            "holds_until": AT,
            "href": "/x/",
        },
    ),
    "excluded": (
        {"service": HOSTILE, "rule": HOSTILE},
        {"remedy": HOSTILE, "place": HOSTILE, "source": HOSTILE},
    ),
    "inbox-row": (
        {"href": "/x/", "title": HOSTILE, "urgency": "normal"},
        {
            "needs": [("food", HOSTILE)],
            "age_band": HOSTILE,
            "size": HOSTILE,
            "language": HOSTILE,
            "arrival": HOSTILE,
            "sender": HOSTILE,
            "state": HOSTILE,
            "due": AT,
            "at": AT,
            "code": "0123456789AB*",
        },
    ),
    "needs": ({"items": [("food", HOSTILE)]}, {"label": HOSTILE}),
    "tag": ({"text": HOSTILE}, {"tone": "teal", "icon": "check"}),
    "table": (
        {"caption": HOSTILE, "headers": [HOSTILE, "B"]},
        {"rows": [[HOSTILE, HOSTILE]], "numeric": [1], "id": "t", "hide_caption": True},
    ),
    "tabs": (
        {
            "items": [
                {"label": HOSTILE, "url": "/x/", "current": True, "count": 0},
                {"label": "B", "url": "/y/", "current": False, "count": ""},
            ],
            "label": HOSTILE,
        },
        {},
    ),
    "pagination": ({"page": Paginator(range(30), 10).page(2)}, {}),
    "filter-bar": ({"label": HOSTILE, "slot": HOSTILE}, {"action": "/x/", "submit": HOSTILE}),
    "filter-list": ({"list": "t"}, {"label": HOSTILE}),
    "empty-state": ({"title": HOSTILE}, {"slot": HOSTILE, "icon": "search"}),
    "phone-line": ({"number": "132"}, {"country": "SV", "label": HOSTILE}),
    "summary-list": (
        {},
        {"items": [{"term": HOSTILE, "text": HOSTILE, "url": "/x/", "change": HOSTILE}]},
    ),
    "qr": ({"text": HOSTILE}, {"label": HOSTILE}),
    "slip": (
        {"code": "0123456789AB*"},
        {
            "service": HOSTILE,
            "place": HOSTILE,
            "how": HOSTILE,
            "line": "132",
            "line_country": "SV",
            "valid_until": AT,
            "demo": True,
            "slot": HOSTILE,
        },
    ),
    "chat-text": ({"text": HOSTILE, "id": "chat"}, {"label": HOSTILE, "rows": "3"}),
    "print-button": ({}, {"label": HOSTILE}),
}
REQUIRED = [(name, missing) for name, (needed, _) in USES.items() for missing in needed]


def use(component, /, **values):
    """Render a component as a page does: objects are passed as they are, the slot in between."""
    attributes = " ".join(f':{key}="given_{key}"' for key in values if key != "slot")
    slot = "{{ given_slot }}" if "slot" in values else ""
    template = engines["django"].from_string(
        f"{{% cotton {component} {attributes} %}}{slot}{{% endcotton %}}"
    )
    context = {f"given_{key}": value for key, value in values.items()}
    return template.render(context, RequestFactory().get("/es/", {"q": HOSTILE}))


@pytest.fixture(autouse=True)
def _database(db):
    """The context of every template asks what kind of instance this is."""


def test_every_component_is_used_here():
    names = {path.stem.replace("_", "-") for path in COMPONENTS.glob("*.html")}
    assert names == set(USES)


@pytest.mark.parametrize("name", USES)
def test_component_with_hostile_values_writes_them_as_text(name):
    needed, others = USES[name]

    for values in (needed, needed | others):
        page = use(name, **values)
        assert page.strip()
        assert "<script" not in page
        assert "alert('x')" not in page
        assert "style=" not in page
        assert not re.search(r"\son\w+=", page)


@pytest.mark.parametrize(("name", "missing"), REQUIRED)
def test_component_without_a_required_input_is_refused(name, missing):
    values = {key: value for key, value in USES[name][0].items() if key != missing}

    with pytest.raises(ComponentInputMissing) as refused:
        use(name, **values)

    assert refused.value.name == missing


@pytest.mark.parametrize("name", USES)
def test_component_with_a_misspelled_input_is_refused(name):
    with pytest.raises(ComponentInputUnknown) as refused:
        use(name, **USES[name][0], titel="x")

    assert refused.value.name == "titel"


@pytest.mark.parametrize("empty", ["", "  ", None, True])
def test_empty_required_input_is_as_good_as_none(empty):
    with pytest.raises(ComponentInputMissing):
        use("tag", text=empty)


def test_button_passes_on_what_htmx_needs_and_escapes_it():
    template = engines["django"].from_string(
        '{% cotton button hx-get="/x/" :data-name="hostile" disabled %}Go{% endcotton %}'
    )

    page = template.render({"hostile": HOSTILE}, RequestFactory().get("/"))

    assert ' hx-get="/x/"' in page
    assert ' disabled=""' in page
    assert 'data-name="&lt;script&gt;' in page


def test_button_refuses_a_script_handler():
    with pytest.raises(ComponentInputUnknown):
        use("button", slot="Go", onclick="alert(1)")


@pytest.mark.parametrize(
    ("state", "word"),
    [
        ("open", "Abierto"),
        ("restricted", "Restringido"),
        ("closed", "Cerrado"),
        ("not_confirmed", "No confirmado"),
    ],
)
def test_state_is_told_by_word_and_by_shape(state, word):
    page = use("state-badge", state=state)
    assert f"<strong>{word}</strong>" in page
    assert f"pictograms.svg#{state}" in page


def test_state_without_words_is_refused():
    with pytest.raises(WordUnknown):
        use("state-badge", state="ajar")


def test_protected_step_never_shows_its_place():
    needed = USES["plan-step"][0]
    page = use("plan-step", **needed, place="Calle Secreta 5", side="SV", protected=True)
    assert "Calle Secreta" not in page
    assert "Albergue protegido" in page


def test_a_code_is_drawn_as_one_picture_without_inline_style():
    drawn = use("qr", text="0123456789AB*")
    assert drawn.count("<path") == 2
    assert 'aria-label="Código en imagen"' in drawn
    assert "style=" not in drawn
    other = use("qr", text="0123456789AC=")
    assert drawn != other


def test_protected_slip_never_shows_its_place():
    page = use("slip", code="0123456789AB*", place="Calle Secreta 5", protected=True)
    assert "Calle Secreta" not in page


def test_step_to_confirm_names_its_line_or_says_that_there_is_none():
    needed = USES["plan-step"][0]
    assert "tel:+50422000000" in use("plan-step", **needed, line="2200-0000", line_country="HN")
    assert "No se conoce un teléfono: pregunte a la red." in use("plan-step", **needed)
    confirmed = use("plan-step", **(needed | {"status": "confirmed"}))
    assert "teléfono" not in confirmed


def test_way_between_two_places_has_no_number():
    needed = USES["plan-step"][0]
    assert "Paso 1" in use("plan-step", **needed, number=1)
    assert "Paso" not in use("plan-step", **needed)


def test_step_shows_the_side_alone_when_the_place_is_not_known():
    page = use("plan-step", **USES["plan-step"][0], side="SV")
    assert "lado salvadoreño" in page


def test_slip_says_that_help_is_free_and_carries_no_mark_on_a_real_instance():
    real = use("slip", code="0123456789AB*")
    assert "Toda ayuda es gratuita." in real
    assert "DEMOSTRACIÓN" not in real
    assert "DEMOSTRACIÓN" in use("slip", code="0123456789AB*", demo=True)


def test_field_ties_hint_and_error_to_its_control():
    page = use("field", field=Sample({"text": "x"})["text"])
    assert 'aria-describedby="id_text_helptext id_text_error"' in page
    assert 'id="id_text_helptext"' in page
    assert 'id="id_text_error"' in page
    assert 'aria-invalid="true"' in page


def test_field_draws_each_kind_of_control():
    form = Sample({"text": "x"})
    assert use("field", field=form["hidden"]).strip() == str(form["hidden"])
    assert "<fieldset" in use("field", field=form["radio"])
    assert 'type="checkbox"' in use("field", field=form["box"])


def test_error_summary_of_a_form_without_errors_shows_nothing():
    class Empty(forms.Form):
        pass

    assert use("error-summary", form=Empty({})).strip() == ""


def test_pagination_of_a_single_page_shows_nothing():
    assert use("pagination", page=Paginator(range(3), 10).page(1)).strip() == ""


class BothForm(forms.Form):
    text_es = forms.CharField()
    text_en = forms.CharField(widget=forms.Textarea)
    pen = forms.CharField()


def test_box_for_a_text_in_one_language_says_which():
    form = BothForm()
    told = {name: use("field", field=form[name]) for name in form.fields}
    assert ['lang="es"' in told["text_es"], 'lang="en"' in told["text_en"]] == [True, True]
    assert "lang=" not in told["pen"]


def test_pagination_at_both_ends_offers_only_one_way():
    first, last = (use("pagination", page=Paginator(range(30), 10).page(n)) for n in (1, 3))
    assert ('rel="prev"' in first, 'rel="next"' in first) == (False, True)
    assert ('rel="prev"' in last, 'rel="next"' in last) == (True, False)


def test_phone_line_says_which_country_a_short_number_belongs_to():
    assert "solo desde El Salvador" in use("phone-line", number="132", country="SV")
    assert "solo desde" not in use("phone-line", number="2200-0000", country="HN")


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("404.html", "Esta página no existe"),
        ("403.html", "Su función no da acceso a esta página"),
        ("403_csrf.html", "El formulario estuvo abierto demasiado tiempo"),
        ("500.html", "Algo falló de nuestro lado"),
    ],
)
@pytest.mark.urls("tests.web.sample_urls")
def test_error_pages_need_no_context(template, told):
    page = render_to_string(template)
    assert told in page
    assert "Toda ayuda es gratuita." in page


@pytest.mark.urls("tests.web.sample_urls")
def test_failure_page_shows_its_reference_as_text():
    assert "&lt;b&gt;" in render_to_string("500.html", {"reference": "<b>"})
