"""Wrong, missing, oversize and hostile values for every field of every form.

The fields come from the forms themselves: every form of the pages is found, and one that has no
line in the table below fails its test. What is refused is refused with a sentence and leaves every
table as it was; nothing is ever a failure of the server.
"""

import importlib
import pkgutil
import re
from copy import deepcopy
from pathlib import Path
from uuid import uuid4

import pytest
from django import forms
from django.apps import apps
from django.db import connection, transaction
from django.http import QueryDict
from django.test import Client
from tests.factories.desk import ALL_GOES, LA_UNION, MOTHER, NACAOME, offer, open_case, route_shown
from tests.factories.pages import BACKEND, FREE, said, words
from tests.web.filled import Filled, more_of, signed_in_as

import relevo.web
from relevo.accounts import actions as accounts
from relevo.accounts.models import User
from relevo.audit.models import Chain, Event
from relevo.cases import actions
from relevo.cases.rules.facts import Person
from relevo.demo.story import STARTS_AT, actor_of
from relevo.directory.models import Service
from relevo.kernel.actor import SYSTEM
from relevo.places.models import Crossing
from relevo.plumbing import clock
from relevo.web.days import MomentField
from relevo.web.desk import cases as case_pages
from relevo.web.desk import (
    consents,
    crossing_forms,
    entries,
    intake,
    left_out,
    plans,
    quick,
    referrals,
    sent_once,
    signin,
)
from relevo.web.desk.emergencies import forms as emergency_forms
from relevo.web.desk.loop import agreeing, asking
from relevo.web.desk.movements import forms as movement_forms
from relevo.web.desk.signals import forms as signal_forms
from relevo.web.gallery import SampleForm
from relevo.web.public.asked_form import AskedForm
from relevo.web.public.urls import urlpatterns
from relevo.web.service_choice import ServiceForm, Shelf
from relevo.wording.reasons import ToldReason

PASSWORD = "cuatro palabras bien sueltas"
HOUSE = "DEMO-SP-ALBERGUE"
AMATILLO = "/es/mesa/fronteras/HNSV-AMA/"
READ_IS_RECORDED = {
    *("case.read", "referral.read", "disclosure.refused", "glass.refused"),
    *("complaint.read", "rights.read", "rights.request_read", "incident.read", "legal.read"),
    *("case.listed", "referral.listed", "caseload.listed", "caseload.read"),
}
"""Opening a case is written down whatever comes of it, and whose lines a list showed."""

HOSTILE = (
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "{{ request.user }}{% now 'Y' %}",
    "%(name)s %s {0}",
    "../../../../etc/passwd",
    "\u202e\u200b\ufeffodio",
    "😀" * 20,
    "-1",
    "null",
    "${jndi:ldap://x}",
)


def to_intake():
    return Filled(signed_in_as(NACAOME), "/es/mesa/casos/nuevo/", dict(MOTHER))


def to_close_case():
    return Filled(
        signed_in_as(NACAOME), f"/es/mesa/casos/{open_case().pk}/cerrar/", {"reason": "helped"}
    )


def to_choose_order():
    case = open_case()
    client = signed_in_as(NACAOME)
    address = f"/es/mesa/casos/{case.pk}/plan/"
    keys = [stop.key for stop in client.get(address).context["options"][0].stops]
    order = {f"position-{key}": str(number) for number, key in enumerate(keys, start=1)}
    return Filled(
        client,
        address,
        {**route_shown(client, case), "reorder": "1", "reason": "Cierra antes", **order},
    )


def to_offer():
    """A girl without her parents, to a house that takes none alone: the form asks most then."""
    girl = {"people": (Person("12-17", "f"),), "nationality": "HN", "heads_for": ""}
    client, case = signed_in_as(NACAOME), open_case(**girl)
    address = f"/es/mesa/casos/{case.pk}/oferta/{HOUSE}/"
    digest = client.get(address).context["text"].digest
    values = {
        "takes_all_the_same": "on",
        "form": "assent",
        "said_yes": "on",
        "digest": digest,
        "needed_by": "2020-11-21T08:00",
    } | ALL_GOES
    answers = {"responsible": "grandparent", "known_how": "family_said"}
    return Filled(client, address, values | answers)


def to_choose_blocked():
    service = Service.objects.filter(institution__kind="gov_foreign").order_by("key").first()
    facts = {"needs": ("return_reception", "information"), "urgent_needs": frozenset()}
    case = open_case(**facts, protection_sensitive=True)
    return Filled(
        signed_in_as(NACAOME), f"/es/mesa/casos/{case.pk}/oferta/{service.key}/", {"chosen": "on"}
    )


def to_decline():
    return Filled(
        signed_in_as(LA_UNION),
        f"/es/mesa/referencias/{offer(open_case()).pk}/declined/",
        {"code": "other", "service": "SP-059", "service_words": ""},
    )


def to_close_referral():
    referral = offer(open_case())
    actions.withdraw(referral_id=referral.pk, by=actor_of(NACAOME), at=STARTS_AT)
    return Filled(
        signed_in_as(NACAOME),
        f"/es/mesa/referencias/{referral.pk}/closed/",
        {"reason": "person_left"},
    )


def to_note():
    values = {"asked": "shelter", "told": "place", "language": "es", "sex": "f", "age_band": "60+"}
    return Filled(signed_in_as(NACAOME), "/es/mesa/atencion-rapida/", values)


def to_report():
    values = {
        "state": "closed",
        "basis": "observed",
        "country": "HN",
        "direction": "in",
        "mode": "people",
        "until_at": "2020-11-21T08:00",
        "opening_hours": "06:00-18:00",
        "text": "Cerrado.",
    }
    return Filled(signed_in_as("demo-monitor"), AMATILLO, values)


def to_verify():
    return Filled(
        signed_in_as("demo-albergue"),
        "/es/mesa/directorio/DEMO-SP-ALBERGUE/confirmar/",
        {"method": "own", "outcome": "confirmed"},
    )


def to_tell_places():
    return Filled(
        signed_in_as("demo-albergue"),
        "/es/mesa/directorio/DEMO-SP-ALBERGUE/lugares/",
        {"available": "3"},
    )


def to_second_factor():
    user = User.objects.get(username=NACAOME)
    code = accounts.issue_card(user=user, by=SYSTEM, at=clock.real_now())[0]
    client = Client()
    client.force_login(user, backend=BACKEND)
    return Filled(client, "/es/entrar/segundo-factor/", {"code": code})


def to_set_password():
    user = User.objects.get(username=NACAOME)
    token = accounts.create_setup_link(user=user, by=SYSTEM, at=clock.real_now())
    values = {"password": PASSWORD, "again": PASSWORD}
    return Filled(Client(), f"/es/entrar/enlace/{token}/", values)


FORMS = {
    intake.IntakeForm: to_intake,
    case_pages.CloseForm: to_close_case,
    plans.ReasonForm: to_choose_order,
    consents.OfferForm: to_offer,
    agreeing.ChosenForm: to_choose_blocked,
    referrals.DeclineForm: to_decline,
    referrals.CloseForm: to_close_referral,
    quick.QuickForm: to_note,
    crossing_forms.ReportForm: to_report,
    entries.VerifyForm: to_verify,
    entries.PlacesForm: to_tell_places,
    signin.CardForm: to_second_factor,
    signin.PasswordForm: to_set_password,
    **more_of("FORMS"),
}
NOT_SENT = {
    crossing_forms.StateForm,  # the base of two forms of a crossing
    AskedForm,  # stands in an address and writes nothing; its page has tests of its own
    signal_forms.PlacedForm,  # bases of the forms of signals and movements
    emergency_forms.PlacedForm,
    sent_once.OnceForm,
    asking.YesForm,  # bases of the forms of an offer
    asking.NeededByForm,
    agreeing.AgreedForm,
    left_out.AllTheSame,
    ServiceForm,
    movement_forms.PlaceForm,
    movement_forms.NumbersForm,
    SampleForm,  # the gallery shows it and takes nothing
    intake.SituationFields,  # two forms of the table are made from it
}
MORE_FIELDS = {
    plans.ReasonForm: {
        "itinerary": ["", "99", "-1", "x", "1.5", "9" * 5000, "\0", "²"],
        "digest": ["", "x", "\0"],
    },
    **more_of("MORE_FIELDS"),
}
"""What a page reads beside its form."""


def found_forms():
    """Every form that a module of the pages defines."""
    for module in pkgutil.walk_packages(relevo.web.__path__, "relevo.web."):
        importlib.import_module(module.name)
    waiting, found = [forms.Form], set()
    while waiting:
        for form in waiting.pop().__subclasses__():
            waiting.append(form)
            if form.__module__.startswith("relevo.web."):
                found.add(form)
    return found


def test_every_form_is_in_the_table():
    assert found_forms() == set(FORMS) | NOT_SENT


def wrong_values(field):  # noqa: PLR0911 -- one a kind of field
    """What a field must refuse, by its kind."""
    wrong = [None, ""] if field.required else []
    if isinstance(field, forms.BooleanField | forms.FileField):
        return wrong
    if isinstance(field, forms.MultipleChoiceField):
        known = str(field.choices[0][0])
        return [
            *wrong,
            ["no_such_code"],
            [known, "no_such_code"],
            list(HOSTILE),
            ["x" * 5000],
            ["\0"],
        ]
    if isinstance(field, forms.ChoiceField):
        return [*wrong, "no_such_code", "x" * 5000, "\0", *HOSTILE]
    if isinstance(field, forms.IntegerField):
        return [*wrong, "x", "1.5", "-1", "9" * 5000, "1e5", "\0", *HOSTILE]
    if isinstance(field, MomentField):  # what was seen or told: a minute ago is right
        return [*wrong, *(time for time in NO_TIMES if time != A_MINUTE_AGO), *HOSTILE]
    if isinstance(field, forms.DateTimeField):
        return [*wrong, *NO_TIMES, *HOSTILE]
    if isinstance(field, forms.DateField):
        return [*wrong, *NO_DAYS, *HOSTILE]
    if isinstance(field, forms.TimeField):
        return [*wrong, "25:00", "mañana", "-1", "9" * 5000, "\0", *HOSTILE]
    if isinstance(field, forms.UUIDField):
        return [*wrong, "x", "0" * 33, "9" * 5000, "\0", *HOSTILE]
    texts = ["x" * (field.max_length + 1), "x" * 100_000, "a\0b"]
    return [*wrong, *texts, "   "] if field.required and field.strip else [*wrong, *texts]


NO_DAYS = ("mañana", "2020-02-30", "20/11/2020", "0001-01-01", "9999-12-31", "9" * 5000, "\0")
A_MINUTE_AGO = "2020-11-20T15:39"
NO_TIMES = (
    "mañana",
    "2020-02-30T10:00",
    "0001-01-01T00:00",
    "9999-12-31T23:59",
    A_MINUTE_AGO,
    "9" * 5000,
)


def bound(form, values):
    """The form as its page makes it."""
    more = {
        intake.IntakeForm: lambda: {"on": STARTS_AT.date()},
        consents.OfferForm: lambda: {
            "without_adult": True,
            "against": [ToldReason("age", "", "")],
            "at": STARTS_AT,
        },
        crossing_forms.ReportForm: lambda: {
            "crossing": Crossing.objects.get(key="HNSV-AMA"),
            "at": STARTS_AT,
        },
        referrals.DeclineForm: lambda: {"shelf": Shelf(viewer=None, at=STARTS_AT)},
        **more_of("BOUND"),
    }
    data = None if values is None else QueryDict(mutable=True)
    for name, value in (values or {}).items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return form(data, **more.get(form, dict)())


def empty(form):
    return bound(form, None)


def names(form):
    """The fields that it always has; those made from what is stored are tried beside it."""
    declared = list(form.base_fields)
    if form is intake.IntakeForm:
        numbers = range(intake.MOST_PEOPLE)
        declared += [f"{name}_{number}" for number in numbers for name in ("age", "sex")]
    return declared


def each_field(form):
    """The form filled in rightly once, and each of its fields: what one does, no other sees."""
    if not names(form):
        return
    filled = FORMS[form]()
    cookies = deepcopy(filled.client.cookies)
    fields = empty(form).fields
    for name in names(form):
        before = transaction.savepoint()  # no atomic(): some pages insist on being the outermost
        yield filled, name, fields[name]
        transaction.savepoint_rollback(before)
        filled.client.cookies = deepcopy(cookies)


def counts():
    """Rows of every table, but for the record that a case was opened to look at it."""
    ours = sorted(
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("relevo.") and model not in {Event, Chain}
    )
    with connection.cursor() as cursor:
        each = (f"SELECT '{name}', COUNT(*) FROM {name}" for name in ours)  # noqa: S608 -- our tables
        cursor.execute(" UNION ALL ".join(each))
        found = dict(cursor.fetchall())
    return found | {"acts": Event.objects.exclude(verb__in=READ_IS_RECORDED).count()}


def changed(values, name, value):
    """The same but for one field; None: as if the browser had never sent it."""
    others = {key: told for key, told in values.items() if key != name}
    return others if value is None else others | {name: value}


def send(filled, name, value):
    return filled.client.post(filled.address, changed(filled.values, name, value))


def is_refused(response, client):
    """A sentence at the form, or a message on the page that one is led to."""
    if response.status_code == 302:
        response = client.get(response.headers["Location"])
        return any(message.level_tag == "error" for message in response.context["messages"])
    if response.status_code != 422:
        return False
    if "form" in response.context and response.context["form"].errors:
        return all(len(str(error)) > 5 for error in response.context["form"].errors.values())
    return bool(list(response.context["messages"])) or b"notice-danger" in response.content


@pytest.mark.parametrize("form", list(FORMS))
def test_what_is_filled_in_rightly_is_taken(instance, form):
    filled = FORMS[form]()
    response = filled.client.post(filled.address, filled.values)
    assert response.status_code in {200, 302}
    assert not is_refused(response, filled.client)


@pytest.mark.no_cover  # no line that other tests do not reach
@pytest.mark.one_database
@pytest.mark.parametrize("form", list(FORMS))
def test_every_wrong_value_is_an_error_of_its_field(instance, form):
    taken = [
        (name, value)
        for filled, name, field in each_field(form)
        for value in wrong_values(field)
        if name not in bound(form, changed(filled.values, name, value)).errors
    ]
    assert taken == []


@pytest.mark.no_cover  # each form has refusals of its own elsewhere
@pytest.mark.one_database
@pytest.mark.parametrize("form", list(FORMS))
def test_wrong_value_is_refused_with_a_sentence_and_nothing_is_written(instance, form, is_full):
    taken, before = [], None
    for filled, name, field in each_field(form):
        before = before or counts()  # each field begins with the same rows
        for value in worst(field, is_full=is_full):
            response = send(filled, name, value)
            if not is_refused(response, filled.client):
                taken.append((name, value))
        if counts() != before:
            taken.append((name, "written"))
    assert taken == []


@pytest.fixture
def is_full(request):
    return request.config.getoption("--full")


def worst(field, *, is_full):
    """What to send of the wrong values: none and the last; of a text, two with ``--full``."""
    wrong = wrong_values(field)
    several = 2 if is_full and type(field) is forms.CharField else 1
    return list({str(value): value for value in (*wrong[:1], *wrong[-several:])}.values())


@pytest.mark.no_cover  # the same lines as the wrong values, and counting them doubles its time
@pytest.mark.one_database
@pytest.mark.parametrize("form", list(FORMS))
def test_hostile_text_is_never_a_failure_and_never_markup(instance, form, is_full):
    texts = HOSTILE[: 3 if is_full else 1]
    for filled, name, field in each_field(form):
        if type(field) is not forms.CharField:
            continue  # only a text can hold anything
        for text in reversed(texts):  # the markup last: the page is opened with all of them
            response = send(filled, name, text[: field.max_length])
            assert response.status_code in {200, 302, 422}, (name, text)
            assert b"<script>alert" not in response.content, (name, text)
        assert b"<script>alert" not in filled.client.get(filled.address).content, name


@pytest.mark.one_database
@pytest.mark.parametrize("form", list(MORE_FIELDS))
def test_what_is_read_beside_a_form_is_refused_too(instance, form):
    filled = FORMS[form]()
    before = counts()
    taken = [
        (name, value)
        for name, values in MORE_FIELDS[form].items()
        for value in values
        if not is_refused(send(filled, name, value), filled.client) or counts() != before
    ]
    assert taken == []


def test_forms_take_no_field_that_is_not_theirs(instance):
    filled = to_report()
    filled.client.post(filled.address, filled.values | {"is_demo": "", "reporter_id": uuid4()})
    assert Event.objects.filter(verb="border.reported").last().actor_id == (
        actor_of("demo-monitor").id
    )


@pytest.mark.no_cover  # no form of ours is reached
@pytest.mark.one_database
@pytest.mark.parametrize("form", list(FORMS))
def test_flood_of_fields_is_refused_before_any_form_sees_it(instance, form):
    filled = FORMS[form]()
    before = counts()
    flood = {f"x{number}": "y" for number in range(201)}
    assert filled.client.post(filled.address, filled.values | flood).status_code == 400
    assert counts() == before


# What stands in the address of a page.

PARAMETERS = {
    "find-place": ("lugar/", ["q"]),
    "places": ("lugares/", ["d"]),
    "services": ("ayuda/", ["need", "q", "place", "country", "page"]),
    "asked": ("requisitos/", ["paso"]),
}
DESK_PARAMETERS = ("/es/mesa/directorio/", ["need", "q", "place", "page", "case"])
VALUES = ("", " ", "x" * 5000, "9" * 5000, "-1", "1.5", "²", "\0", "a\0b", "%00", "\n", *HOSTILE)


def test_every_parameter_that_a_page_reads_is_in_the_table():
    folder = Path(relevo.web.__file__).parent
    read = set()
    for path in [*folder.glob("public/*.py"), *folder.glob("desk/*.py"), folder / "paging.py"]:
        source = path.read_text(encoding="utf-8")
        read |= set(re.findall(r"GET(?:\.get|\.getlist)?[(\[]\"(\w+)\"", source))
        read |= set(re.findall(r"param: str = \"(\w+)\"", source))  # of ``page_of``
    known = {name for _address, parameters in PARAMETERS.values() for name in parameters}
    assert read - {"next"} == known | set(DESK_PARAMETERS[1])


@pytest.mark.no_cover  # no line that other tests do not reach
@pytest.mark.parametrize(
    ("page", "name"), [(page, name) for page, (_a, names) in PARAMETERS.items() for name in names]
)
def test_wrong_parameter_of_a_public_page_gets_a_page(visitor, page, name):
    before = counts()
    for number, value in enumerate(VALUES):
        language = ("es", "en")[number % 2]
        asked = {"q": "zzzz"} | {name: value}  # few hits make a short page
        response = visitor.get(f"/{language}/{PARAMETERS[page][0]}", asked)
        assert response.status_code in {200, 302, 404}
        if response.status_code != 302:
            assert said(FREE, language=language) in words(response)
        assert b"<script>alert" not in response.content
        assert ("\0" not in value) or response.status_code == 404
    assert counts() == before


def test_parameters_given_many_times_are_no_failure(visitor):
    asked = {"need": ["shelter"] * 150, "place": ["x", "y"], "page": ["1", "2"]}
    assert visitor.get("/es/ayuda/", asked).status_code == 200


@pytest.mark.no_cover  # no line that other tests do not reach
@pytest.mark.parametrize("name", DESK_PARAMETERS[1])
def test_wrong_parameter_of_a_desk_page_gets_a_page(desk, name):
    client = desk(NACAOME)
    for value in VALUES:
        response = client.get(DESK_PARAMETERS[0], {"q": "zzzz"} | {name: value})
        assert response.status_code in {200, 404}
        assert b"<script>alert" not in response.content


@pytest.mark.parametrize("pattern", [p for p in urlpatterns if p.pattern.converters])
@pytest.mark.parametrize("key", ["x" * 3000, "%00", "%0A", "<b>", "..", "😀", "a%2Fb", "' OR 1=1"])
def test_wrong_key_in_a_public_address_is_a_page_that_does_not_exist(visitor, pattern, key):
    address = str(pattern.pattern).replace("<str:key>", key)
    response = visitor.get(f"/es/{address}")
    assert response.status_code == 404
    assert said(FREE) in words(response)


def test_language_that_is_none_is_a_page_that_does_not_exist(visitor):
    for address in ("/fr/", "/xx/ayuda/", "/es-HN/ayuda/"):
        assert visitor.get(address).status_code in {302, 404}
