"""A list on its way in: say what its columns are, settle what is flagged, write it."""

from collections import Counter
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST, require_safe

from relevo.directory.models import Term
from relevo.directory.queries import localized_name, name_for
from relevo.networks.actions import uploads as actions
from relevo.networks.enums import RowDecision, UploadState
from relevo.networks.errors import (
    UploadRefused,
    UploadRowNotReady,
    UploadRowUnknown,
    UploadSettled,
    UploadStillOpen,
)
from relevo.networks.models import DirectoryUpload, Network, UploadRow
from relevo.networks.queries import uploads as queries
from relevo.networks.rules import uploads as rules
from relevo.plumbing import clock
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.networks.context import address_of, network_context
from relevo.web.desk.uploads.door import upload_to_keep
from relevo.web.desk.uploads.rows import (
    SETTLE_KEYS,
    DecideForm,
    MapForm,
    RowForm,
    shown_row,
)
from relevo.web.desk.uploads.words import (
    NOT_READY,
    SETTLED,
    open_sentence,
    place_words,
    refusal_sentence,
    told,
)
from relevo.web.network_phrases import UPLOAD_FIELDS
from relevo.web.paging import page_links, page_of

PAGE_SIZE = 25
SHOW = ("open", "decided", "all")


@require_safe
def upload(request: DeskRequest, key: str, upload_id: UUID) -> HttpResponse:
    """The list where it stands: its columns, its rows, or what came of it."""
    network, found = upload_to_keep(request, key, upload_id)
    if found.state == UploadState.MAPPING or (
        found.state == UploadState.CHECKING and "columns" in request.GET
    ):
        return _mapping_page(request, network, found)
    if found.state == UploadState.CHECKING:
        return _checking_page(request, network, found)
    return _done_page(request, network, found)


def _mapping_page(
    request: DeskRequest, network: Network, found: DirectoryUpload, form: MapForm | None = None
) -> HttpResponse:
    form = form or MapForm(columns=found.columns, mapping=found.mapping)
    samples = queries.samples(found)
    columns = [(form[f"column-{index}"], samples[index]) for index in range(len(found.columns))]
    names: dict[str, str] = {}
    return render(
        request,
        "desk/upload_columns.html",
        network_context(request, network)
        | {
            "upload": found,
            "form": form,
            "columns": columns,
            "row_count": UploadRow.objects.filter(upload=found).count(),
            "notes": [
                (place_words(note["place"]) if note["place"] else "", told(note, names=names))
                for note in found.notes[:20]
            ],
        },
        status=422 if form.errors else 200,
    )


@require_POST
def map_columns(request: DeskRequest, key: str, upload_id: UUID) -> HttpResponse:
    """Say what each column is; every row is then looked at."""
    network, found = upload_to_keep(request, key, upload_id)
    if found.state not in {UploadState.MAPPING, UploadState.CHECKING}:
        messages.error(request, SETTLED)
        return redirect("desk:upload", key=key, upload_id=upload_id)
    form = MapForm(request.POST, columns=found.columns, mapping=found.mapping)
    if form.is_valid():
        mapping = {name.removeprefix("column-"): field for name, field in form.cleaned_data.items()}
        try:
            actions.map_columns(
                network_key=key,
                upload_id=upload_id,
                mapping=mapping,
                by=request.actor,
                at=clock.now(),
            )
        except UploadRefused as refusal:
            form.add_error(None, refusal_sentence(refusal.field, refusal.problem))
        else:
            return redirect("desk:upload", key=key, upload_id=upload_id)
    return _mapping_page(request, network, found, form)


def _checking_page(
    request: DeskRequest,
    network: Network,
    found: DirectoryUpload,
    bound: tuple[int, RowForm] | None = None,
) -> HttpResponse:
    every = list(
        UploadRow.objects.filter(upload=found)
        .order_by("number")
        .values_list("number", "decision", "problems")
    )
    counts = Counter(decision for _number, decision, _problems in every)
    show = request.GET.get("show", "open")
    show = show if show in SHOW else "open"
    if bound is not None:
        show = "all"
    numbers = [
        number
        for number, decision, _problems in every
        if show == "all" or (decision == RowDecision.UNDECIDED) == (show == "open")
    ]
    page = page_of(request)
    here = [bound[0]] if bound else numbers[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    same = Counter(
        (p["field"], p["read"]) for _n, _d, problems in every for p in problems if p["read"]
    )
    rows = queries.list_rows(found, numbers=here)
    checker = queries.checker(on=clock.now().date())
    names = {term.code: localized_name(term) for term in Term.objects.order_by("code")}
    shown = [
        shown_row(row, found, names=names, same=same, checker=checker, bound=bound) for row in rows
    ]
    waiting = counts[RowDecision.UNDECIDED]
    return render(
        request,
        "desk/upload_rows.html",
        network_context(request, network)
        | {
            "upload": found,
            "rows": shown,
            "form": bound[1] if bound else None,
            "show": show,
            "tabs": _tabs(network, found, show, waiting=waiting, total=len(every)),
            "page": page_links(len(numbers), number=page, size=PAGE_SIZE),
            "total": len(every),
            "waiting": waiting,
            "decided": len(every) - waiting,
            "counts": {code: counts[code] for code in ("new", "merge", "skip")},
            "likely": _likely(every, found),
        },
        status=422 if bound else 200,
    )


def _likely(every: list[tuple[int, str, list[dict[str, str]]]], found: DirectoryUpload) -> int:
    """How many open rows have a proposal that one touch accepts."""
    sure = set(
        UploadRow.objects.filter(upload=found, likeness__gte=actions.SURE).values_list(
            "number", flat=True
        )
    )
    return sum(
        1
        for number, decision, problems in every
        if decision == RowDecision.UNDECIDED
        and all(p["code"] in rules.NOTES for p in problems)
        and (
            number in sure
            or any(p["code"] == "same_as_row" and int(p["read"]) >= actions.SURE for p in problems)
        )
    )


def _tabs(
    network: Network, found: DirectoryUpload, show: str, *, waiting: int, total: int
) -> list[dict[str, object]]:
    address = reverse("desk:upload", args=[network.key, found.pk])
    labels = {
        "open": (gettext("To settle"), waiting),
        "decided": (gettext("Decided"), total - waiting),
        "all": (gettext("All rows"), total),
    }
    return [
        {"label": label, "url": f"{address}?show={code}", "current": code == show, "count": count}
        for code, (label, count) in labels.items()
    ]


@require_POST
def correct(request: DeskRequest, key: str, upload_id: UUID, number: int) -> HttpResponse:
    """Write what a row shall say, or how a danger of it is settled."""
    network, found = upload_to_keep(request, key, upload_id)
    form = RowForm(request.POST, auto_id=f"r{number}-%s")
    if not form.is_valid():
        if found.state != UploadState.CHECKING:
            messages.error(request, SETTLED)
            return redirect("desk:upload", key=key, upload_id=upload_id)
        return _checking_page(request, network, found, (number, form))
    corrections = {name: form.cleaned_data[name] for name in UPLOAD_FIELDS if name in request.POST}
    settle = form.cleaned_data["settle"]
    if settle:
        corrections[SETTLE_KEYS[settle]] = "yes"
    try:
        actions.correct_row(
            network_key=key,
            upload_id=upload_id,
            number=number,
            corrections=corrections,
            everywhere=form.cleaned_data["everywhere"],
            by=request.actor,
            at=clock.now(),
        )
    except UploadRowUnknown as unknown:
        raise Http404 from unknown
    except UploadSettled:
        messages.error(request, SETTLED)
    except UploadRefused as refusal:
        messages.error(request, refusal_sentence(refusal.field, refusal.problem))
    return _back(request, key, upload_id, number)


def _back(request: DeskRequest, key: str, upload_id: UUID, number: int) -> HttpResponse:
    """To the rows, at the one that comes next where it stood before."""
    address = reverse("desk:upload", args=[key, upload_id])
    show = request.POST.get("show", "open")
    asked = f"?show={show}" if show in SHOW[1:] else ""
    anchor = f"#row-{number}" if asked else "#rows"
    return redirect(f"{address}{asked}{anchor}")


@require_POST
def decide(request: DeskRequest, key: str, upload_id: UUID, number: int) -> HttpResponse:
    """Say what becomes of a row."""
    upload_to_keep(request, key, upload_id)
    form = DecideForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Choose what becomes of the row."))
        return _back(request, key, upload_id, number)
    decision = form.cleaned_data["decision"]
    try:
        actions.decide_row(
            network_key=key,
            upload_id=upload_id,
            number=number,
            decision="merge" if decision == "merge_other" else decision,
            other_service=decision == "merge_other",
            by=request.actor,
            at=clock.now(),
        )
    except UploadRowUnknown as unknown:
        raise Http404 from unknown
    except UploadSettled:
        messages.error(request, SETTLED)
    except UploadRowNotReady:
        messages.error(request, NOT_READY)
    except UploadRefused as refusal:
        messages.error(request, refusal_sentence(refusal.field, refusal.problem))
    return _back(request, key, upload_id, number)


@require_POST
def accept(request: DeskRequest, key: str, upload_id: UUID) -> HttpResponse:
    """Take every proposal that is nearly certain."""
    upload_to_keep(request, key, upload_id)
    try:
        taken = actions.accept_likely(
            network_key=key, upload_id=upload_id, by=request.actor, at=clock.now()
        )
    except UploadSettled:
        messages.error(request, SETTLED)
    else:
        messages.success(
            request,
            ngettext("%(count)s row decided.", "%(count)s rows decided.", taken) % {"count": taken},
        )
    return redirect("desk:upload", key=key, upload_id=upload_id)


@require_POST
def write(request: DeskRequest, key: str, upload_id: UUID) -> HttpResponse:
    """Write all that was decided, or nothing."""
    upload_to_keep(request, key, upload_id)
    try:
        actions.write_upload(network_key=key, upload_id=upload_id, by=request.actor, at=clock.now())
    except UploadSettled:
        messages.error(request, SETTLED)
    except UploadStillOpen as refusal:
        messages.error(request, open_sentence(refusal.numbers))
    return redirect("desk:upload", key=key, upload_id=upload_id)


@require_POST
def drop(request: DeskRequest, key: str, upload_id: UUID) -> HttpResponse:
    """Give the list up; what was read of it is deleted."""
    upload_to_keep(request, key, upload_id)
    try:
        actions.drop_upload(network_key=key, upload_id=upload_id, by=request.actor, at=clock.now())
    except UploadSettled:
        messages.error(request, SETTLED)
    else:
        messages.success(request, gettext("Given up. What was read of the list is deleted."))
    return redirect("desk:network-directory", key=key)


def _done_page(request: DeskRequest, network: Network, found: DirectoryUpload) -> HttpResponse:
    rows = list(
        UploadRow.objects.filter(upload=found)
        .select_related("written_service__institution")
        .order_by("number")
    )
    counts = Counter(row.decision for row in rows)
    return render(
        request,
        "desk/upload_done.html",
        network_context(request, network)
        | {
            "upload": found,
            "rows": [
                (
                    row.decision,
                    row.written_service,
                    name_for(row.written_service, institution_id=request.actor.institution_id),
                )
                for row in rows
                if row.written_service is not None
            ],
            "counts": {code: counts[code] for code in ("new", "merge", "skip")},
            "rounds_url": address_of("network-rounds", network.key),
        },
    )
