"""Choosing a service of the directory in a form, by its name: nobody is asked for a code.

A list of those that give what is needed, the nearest first, and a box to look for another by name.
It works without a script: looking is sent like the form, and only fills the list anew.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from relevo.directory import queries as directory
from relevo.directory.access import visible_services
from relevo.directory.errors import ServiceUnknown
from relevo.directory.models import Service
from relevo.kernel.actor import Actor
from relevo.kernel.geo import Point
from relevo.kernel.text import LocalisedText
from relevo.plumbing.folding import fold
from relevo.web.templatetags.relevo_web import LOCAL, country_name

FIND = "find"
"""The name of the button that looks for a name and sends nothing."""
MOST = 50
NOT_FOR_THIS_CASE = _(
    "This case must not go there, the person said no to it, or it is not in the directory or does "
    "not work now."
)
LONGEST_WORDS = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """From which services one chooses: those that the viewer may see and that work on the day.

    ``viewer`` None: the public ones. ``without``: the very one that is left out. ``barred``: which
    of some must not be offered for a case. Only where the team of the case chooses: for others,
    what is missing would say what they may not know.
    """

    viewer: Actor | None
    at: datetime
    needs: Sequence[str] = ()
    near: Point | None = None
    without: UUID | None = None
    barred: Callable[[Sequence[Service]], Collection[UUID]] | None = None

    def find(self, words: str = "") -> list[Service]:
        """Those that match the words; without words those that give what is needed."""
        if not (words or self.needs) or "\0" in words:
            return []
        found = directory.search_services(
            needs=() if words else self.needs,
            text=words,
            near=self.near,
            on=self.at.astimezone(LOCAL).date(),
            at=self.at,
            viewer=self.viewer,
            limit=MOST,
        )
        services = [hit.service for hit in found.hits if hit.service.pk != self.without]
        typed = self.get(words)
        if typed is not None and typed.pk not in {service.pk for service in services}:
            services.insert(0, typed)
        return services

    def get(self, key: str) -> Service | None:
        """The service of a code, for who knows it by heart or has chosen it."""
        key = key.strip().upper()
        if not key or "\0" in key:
            return None
        try:
            found = directory.get_service(key, viewer=self.viewer)
        except ServiceUnknown:
            return None
        works = visible_services(self.viewer).offered_on(self.at.astimezone(LOCAL).date())
        is_there = found.pk != self.without and works.filter(pk=found.pk).exists()
        return found if is_there else None


def near_institution(institution_id: UUID | None) -> Point | None:
    """Where an institution works, as far as the public may know."""
    if institution_id is None:
        return None
    own = visible_services(None).filter(institution_id=institution_id)
    columns = own.order_by("key").values_list("location__lat", "location__lon")
    points = (Point(lat, lon) for lat, lon in columns if lat is not None and lon is not None)
    return next(points, None)


def service_words(service: Service) -> str:
    """A service as the list names it: its name and where it is."""
    name = LocalisedText(service.name_es, service.name_en).in_language(get_language() or "es")
    places = ", ".join(filter(None, (service.place_name, country_name(service.country))))
    demo = " (DEMO)" if service.is_demo else ""
    return f"{name}{demo} · {places}"


class ServiceField(forms.ChoiceField):
    """The list. That one must be chosen is asked by the form: a name may stand beside it."""

    def validate(self, value: str) -> None:
        """Only what is in the list."""
        if value and not self.valid_value(value):
            raise forms.ValidationError(self.error_messages["invalid_choice"])


def service_field(label: str | Promise, *, required: bool) -> ServiceField:
    """The list of a form; its choices come from the shelf."""
    return ServiceField(
        label=label,  # type: ignore[arg-type]  # words that are translated late
        required=required,
        error_messages={
            "invalid_choice": _("This service is not in the directory, or it does not work now.")
        },
    )


def is_looked_for(data: Mapping[str, Any]) -> bool:
    """Whether the form was sent to look for a service: then nothing else is done with it."""
    return FIND in data


def typed(data: QueryDict, *, lists: Sequence[str] = ()) -> dict[str, Any]:
    """What was filled in so far, as the start of the form that shows what was found."""
    return {name: data.getlist(name) if name in lists else data[name] for name in data}


class ServiceForm(forms.Form):
    """A form that asks for a service of the directory."""

    service = service_field(pgettext_lazy("choose a service", "Service"), required=True)
    service_words = forms.CharField(
        label=pgettext_lazy("choose a service", "Not in the list? Words of its name"),
        max_length=LONGEST_WORDS,
        required=False,
    )

    def __init__(self, *args: Any, shelf: Shelf, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **kwargs)
        told = self.data if self.is_bound else self.initial
        self.words = str(told.get("service_words") or "").strip()[:LONGEST_WORDS]
        found = shelf.find(self.words)
        chosen = shelf.get(str(told.get("service") or ""))
        barred = self._barred(shelf, [*found, *([chosen] if chosen else [])])
        self.found = [service for service in found if service.pk not in barred]
        self.left_out = len(found) - len(self.found)
        chosen = None if chosen is None or chosen.pk in barred else chosen
        self.offered = {service.key: service for service in self.found}
        if self.words and not self.is_bound:
            self._show_what_was_found(chosen)
        if chosen is not None:
            self.offered.setdefault(chosen.key, chosen)
        self.fields["service"].choices = [  # type: ignore[attr-defined]  # a choice field
            ("", "—"),
            *((key, service_words(service)) for key, service in self.offered.items()),
        ]

    def _barred(self, shelf: Shelf, services: Sequence[Service]) -> Collection[UUID]:
        """Those that must not be offered; then it is not said that they are not there."""
        if shelf.barred is None:
            return ()
        self.fields["service"].error_messages["invalid_choice"] = NOT_FOR_THIS_CASE
        return shelf.barred(services)

    def _show_what_was_found(self, chosen: Service | None) -> None:
        """How many there are; one alone is chosen already."""
        number = len(self.found)
        self.fields["service"].help_text = (
            ngettext("%(number)d found.", "%(number)d found: choose one.", number)
            % {"number": number}
            if number
            else self._none()
        )
        if chosen is None or chosen.key not in self.offered:
            self.initial["service"] = self.found[0].key if number == 1 else ""

    def clean(self) -> dict[str, Any]:
        """The service that was chosen, or whose whole name was written."""
        told = super().clean() or {}
        if "service" in self.errors or "service_words" in self.errors:
            return told
        if self.words and told["service"] not in {service.key for service in self.found}:
            told["service"] = self._named()
        if not told["service"] and self.fields["service"].required and not self.errors:
            self.add_error("service", pgettext("choose a service", "Choose a service."))
        return told

    def _named(self) -> str:
        """The code of the one that is meant by what was written."""
        asked = fold(self.words)
        meant = [
            service.key
            for service in self.found
            if asked in {fold(service.key), fold(service.name_es), fold(service.name_en)}
        ]
        if len(meant) == 1:
            return meant[0]
        if self.found:
            self.add_error(
                "service", pgettext("choose a service", "Choose one of those that were found.")
            )
        else:
            self.add_error("service_words", self._none())
        return ""

    def _none(self) -> str:
        if self.left_out:
            return str(NOT_FOR_THIS_CASE)
        return pgettext("choose a service", "None was found: try fewer words.")

    @property
    def chosen(self) -> Service | None:
        """The service, once the form is valid."""
        return self.offered.get(self.cleaned_data["service"])
