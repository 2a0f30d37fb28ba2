"""A network's own list: taken in, mapped, corrected, decided row by row, then written at once."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from relevo.audit import actions as audit
from relevo.directory.enums import Visibility
from relevo.formats.hsds.v3 import is_package, read_package
from relevo.formats.tables import Note, SourceRow, TableFile, read_pasted, read_table
from relevo.kernel.actor import Actor
from relevo.kernel.countries import REGION
from relevo.networks import access
from relevo.networks.actions.uploads_written import seat_listed, write_row
from relevo.networks.enums import RowDecision, UploadState
from relevo.networks.errors import (
    UploadRefused,
    UploadRowNotReady,
    UploadSettled,
    UploadStillOpen,
    UploadUnknown,
)
from relevo.networks.models import DirectoryUpload, Network, UploadRow
from relevo.networks.queries import uploads as queries
from relevo.networks.rules import uploads as rules
from relevo.outbox import actions as outbox

LONGEST_NAME = 120
LONGEST_PLACE = 80
SURE = 90
OF_FILE = "file"
ROWS_AT_A_TIME = 500


@transaction.atomic
def start_upload(
    *,
    network_key: str,
    country: str,
    by: Actor,
    at: datetime,
    content: bytes = b"",
    text: str = "",
    name: str = "",
) -> DirectoryUpload:
    """Take in a list as it is; nothing of it is in the directory before it is written.

    ``country`` is that of rows that name none. Columns are mapped by their headings as a proposal.
    Raises NetworkUnknown, NotKeeper, FileUnreadable, UploadRefused.
    """
    network = access.network_to_keep(by, key=network_key)
    if country and country not in REGION:
        raise UploadRefused(field="country", problem="unknown")
    if bool(content) == bool(text.strip()):
        raise UploadRefused(field="content", problem="both" if content else "missing")
    file = _read(content, text=text, name=name)
    columns = list(file.columns)
    upload = DirectoryUpload.objects.create(
        network=network,
        kind=file.kind,
        name=_plain_name(name),
        state=UploadState.MAPPING,
        columns=columns,
        mapping=rules.guess_mapping(columns, [row.cells for row in file.rows]),
        notes=[_note(note) for note in file.notes],
        country=country,
        uploaded_by=by.id,
        uploaded_at=at,
    )
    UploadRow.objects.bulk_create(
        (_row(upload, row) for row in file.rows), batch_size=ROWS_AT_A_TIME
    )
    _tell("upload.started", upload, by=by, at=at, rows=len(file.rows))
    return upload


def _read(content: bytes, *, text: str, name: str) -> TableFile:
    if not content:
        return read_pasted(text)
    return read_package(content) if is_package(content) else read_table(content, name=name)


def _plain_name(name: str) -> str:
    """The last part of a name, to know it by; nothing is ever stored under it."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in last if letter.isprintable())[:LONGEST_NAME]


def _note(note: Note) -> dict[str, str]:
    return {
        "code": note.code,
        "place": note.place[:LONGEST_PLACE],
        "read": note.read[:200],
        "accepted": note.accepted[:200],
    }


def _row(upload: DirectoryUpload, row: SourceRow) -> UploadRow:
    problems = [
        {"code": note.code, "field": "", "read": note.read[:200], "accepted": [note.accepted[:200]]}
        | {"of": OF_FILE}
        for note in row.notes
    ]
    return UploadRow(
        upload=upload,
        number=row.number,
        place=row.place[:LONGEST_PLACE],
        cells=list(row.cells),
        problems=problems,
    )


@transaction.atomic
def map_columns(
    *, network_key: str, upload_id: UUID, mapping: Mapping[str, str], by: Actor, at: datetime
) -> DirectoryUpload:
    """Say once what each column is; every row is then looked at.

    It may be said again as long as nothing is written; corrections stay.
    Raises NetworkUnknown, NotKeeper, UploadUnknown, UploadSettled, UploadRefused.
    """
    upload = _upload_locked(by, network_key=network_key, upload_id=upload_id)
    problem = rules.check_mapping(mapping, columns=len(upload.columns))
    if problem:
        raise UploadRefused(field="mapping", problem=problem)
    upload.mapping = {key: field for key, field in mapping.items() if field}
    upload.state = UploadState.CHECKING
    upload.save(update_fields=["mapping", "state"])
    rows = list(UploadRow.objects.filter(upload=upload).order_by("number"))
    _look_again(upload, rows, among=rows, at=at)
    _tell("upload.mapped", upload, by=by, at=at, rows=len(rows))
    return upload


@transaction.atomic
def correct_row(
    *,
    network_key: str,
    upload_id: UUID,
    number: int,
    corrections: Mapping[str, str],
    by: Actor,
    at: datetime,
    everywhere: bool = False,
) -> UploadRow:
    """Write what a row shall say, or how a danger of it is settled; the row is looked at again.

    ``corrections``: fields to texts, and the keys of ``rules.SETTLING`` to "yes". ``everywhere``:
    the same for every row that says the same wrong thing in that field.
    Raises UploadUnknown, UploadSettled, UploadRowUnknown, UploadRefused.
    """
    upload = _upload_locked(by, network_key=network_key, upload_id=upload_id, checking=True)
    row = queries.get_row(upload, number=number)
    before = queries.values_of(row, upload=upload)
    told = _checked(corrections, before)
    rows = list(UploadRow.objects.filter(upload=upload).order_by("number"))
    changed = []
    for other in rows:
        if other.number == number:
            other.corrected = other.corrected | told
            changed.append(other)
        elif everywhere:
            values = queries.values_of(other, upload=upload)
            same = {
                field: text
                for field, text in told.items()
                if field in before and before[field] and values[field] == before[field]
            }
            if same:
                other.corrected = other.corrected | same
                changed.append(other)
    _look_again(upload, changed, among=rows, at=at)
    _tell("upload.corrected", upload, by=by, at=at, rows=len(changed))
    return next(other for other in changed if other.number == number)


def _checked(corrections: Mapping[str, str], before: Mapping[str, str]) -> dict[str, str]:
    """What of the corrections changes anything. What is too long or no text is refused."""
    told: dict[str, str] = {}
    for field, text in corrections.items():
        if field in rules.SETTLING:
            told[field] = "yes" if text else ""
            continue
        if field not in rules.LONGEST:
            raise UploadRefused(field="corrections", problem="unknown_field")
        if "\0" in text:
            raise UploadRefused(field=field, problem="unreadable")
        if len(text) > rules.LONGEST[field]:
            raise UploadRefused(field=field, problem="too_long")
        if text.strip() != before[field]:
            told[field] = text.strip()
    return told


@transaction.atomic
def decide_row(
    *,
    network_key: str,
    upload_id: UUID,
    number: int,
    decision: str,
    by: Actor,
    at: datetime,
    other_service: bool = False,
) -> UploadRow:
    """Say what becomes of a row: new, merged with the entry it is like, or left out.

    ``other_service``: it is another service of the same institution. A row with something to
    settle can only be left out. Raises UploadUnknown, UploadSettled, UploadRowUnknown,
    UploadRefused, UploadRowNotReady.
    """
    upload = _upload_locked(by, network_key=network_key, upload_id=upload_id, checking=True)
    row = queries.get_row(upload, number=number)
    if decision not in RowDecision.values:
        raise UploadRefused(field="decision", problem="unknown")
    if decision == RowDecision.MERGE and row.same_institution_id is None:
        raise UploadRefused(field="decision", problem="nothing_to_merge")
    stops = _stops(row)
    if stops and decision in {RowDecision.NEW, RowDecision.MERGE}:
        raise UploadRowNotReady(number, codes=stops)
    row.decision = decision
    if decision == RowDecision.MERGE and other_service:
        row.same_service = None
    row.save(update_fields=["decision", "same_service"])
    if decision == RowDecision.UNDECIDED:
        rows = list(UploadRow.objects.filter(upload=upload).order_by("number"))
        _look_again(upload, [r for r in rows if r.number == number], among=rows, at=at)
    _tell("upload.decided", upload, by=by, at=at, rows=1)
    return row


@transaction.atomic
def accept_likely(*, network_key: str, upload_id: UUID, by: Actor, at: datetime) -> int:
    """Take the proposal for every open row without anything to settle; how many there were.

    A row that is nearly certainly an entry that exists is merged with it, one that repeats an
    earlier row is left out. The others wait for a person.
    """
    upload = _upload_locked(by, network_key=network_key, upload_id=upload_id, checking=True)
    taken = 0
    for row in UploadRow.objects.filter(upload=upload, decision=RowDecision.UNDECIDED):
        if _stops(row):
            continue
        if _repeats(row) >= SURE:
            row.decision = RowDecision.SKIP
        elif row.likeness >= SURE and not _repeats(row):
            row.decision = RowDecision.MERGE
        else:
            continue
        row.save(update_fields=["decision"])
        taken += 1
    if taken:
        _tell("upload.decided", upload, by=by, at=at, rows=taken)
    return taken


@transaction.atomic
def write_upload(*, network_key: str, upload_id: UUID, by: Actor, at: datetime) -> DirectoryUpload:
    """Write all that was decided, in one act: either every row or none.

    New entries are for the network only, of low confidence, with the list as their source; what
    differs from an entry that exists becomes a change request for its owner. What was read is
    then deleted: it may have held private persons' contacts.
    Raises UploadUnknown, UploadSettled, UploadStillOpen.
    """
    upload = _upload_locked(by, network_key=network_key, upload_id=upload_id, checking=True)
    rows = list(queries.list_rows(upload))
    checker = queries.checker(on=at.date())
    open_rows = []
    ready = []
    for row in rows:
        if row.decision == RowDecision.SKIP:
            continue
        values = queries.values_of(row, upload=upload)
        checked = checker.check(values, corrected=row.corrected)
        stops = any(problem.stops for problem in checked.problems)
        lost = row.decision == RowDecision.MERGE and row.same_institution_id is None
        if stops or lost or row.decision == RowDecision.UNDECIDED:
            open_rows.append(row.number)
        ready.append((row, checked))
    if open_rows:
        raise UploadStillOpen(open_rows)
    written: dict[tuple[str, str, str], UUID] = {}
    for row, checked in ready:
        service = write_row(upload, row, checked, written=written, by=by, at=at)
        row.written_service = service
        if service.visibility != Visibility.RESTRICTED:
            seat_listed(upload.network, service.institution, at=at)
    for row in rows:
        row.cells, row.corrected, row.problems = [], {}, []
    UploadRow.objects.bulk_update(
        rows,
        ["cells", "corrected", "problems", "written_service"],
        batch_size=ROWS_AT_A_TIME,
    )
    upload.state, upload.done_at = UploadState.DONE, at
    upload.save(update_fields=["state", "done_at"])
    _tell("upload.written", upload, by=by, at=at, rows=len(ready))
    return upload


@transaction.atomic
def drop_upload(*, network_key: str, upload_id: UUID, by: Actor, at: datetime) -> None:
    """Give a list up: what was read of it is deleted.

    Raises UploadUnknown, UploadSettled.
    """
    upload = _upload_locked(by, network_key=network_key, upload_id=upload_id)
    count, _by_table = UploadRow.objects.filter(upload=upload).delete()
    upload.state, upload.done_at = UploadState.DROPPED, at
    upload.columns, upload.mapping, upload.notes = [], {}, []
    upload.save()
    _tell("upload.dropped", upload, by=by, at=at, rows=count)


def _upload_locked(
    by: Actor, *, network_key: str, upload_id: UUID, checking: bool = False
) -> DirectoryUpload:
    """The list, locked until the end of the act, for who keeps its network."""
    network: Network = access.network_to_keep(by, key=network_key)
    upload = (
        DirectoryUpload.objects.select_for_update(of=("self",), no_key=True)
        .select_related("network")
        .filter(network=network, pk=upload_id)
        .first()
    )
    if upload is None:
        raise UploadUnknown(str(upload_id))
    allowed = {UploadState.CHECKING} if checking else {UploadState.MAPPING, UploadState.CHECKING}
    if upload.state not in allowed:
        raise UploadSettled(state=upload.state)
    return upload


def _look_again(
    upload: DirectoryUpload, rows: Iterable[UploadRow], *, among: list[UploadRow], at: datetime
) -> None:
    """Check rows anew, each also against the others of the list."""
    checker = queries.checker(on=at.date())
    same = queries.same_rows(
        (row.number, queries.values_of(row, upload=upload))
        for row in among
        if row.decision != RowDecision.SKIP
    )
    changed = list(rows)
    for row in changed:
        values = queries.values_of(row, upload=upload)
        checked = checker.check(values, corrected=row.corrected)
        other, percent = same.get(row.number, (0, 0))
        kept: list[dict[str, object]] = [p for p in row.problems if p.get("of") == OF_FILE]
        found = [problem.as_row() for problem in checked.problems]
        if other:
            found.append(rules.Problem("same_as_row", "", str(percent), (str(other),)).as_row())
        match = checked.match
        before = (row.same_institution_id, row.same_service_id, _repeats(row))
        row.problems = [*found, *kept]
        row.same_institution_id, row.same_service_id = match.institution_id, match.service_id
        row.likeness = match.likeness
        row.decision = rules.settled_decision(
            row.decision,
            stops=any(problem.stops for problem in checked.problems),
            has_likeness=match.institution_id is not None or bool(other),
            is_same_match=before == (match.institution_id, match.service_id, percent),
        )
    UploadRow.objects.bulk_update(
        changed,
        ["corrected", "problems", "same_institution", "same_service", "likeness", "decision"],
        batch_size=ROWS_AT_A_TIME,
    )


def _stops(row: UploadRow) -> list[str]:
    """Codes of what a person has to settle in a row."""
    return [str(p["code"]) for p in row.problems if p["code"] not in rules.NOTES]


def _repeats(row: UploadRow) -> int:
    """How like an earlier row of the same list it is, in percent."""
    return next((int(p["read"]) for p in row.problems if p["code"] == "same_as_row"), 0)


def _tell(verb: str, upload: DirectoryUpload, *, by: Actor, at: datetime, rows: int) -> None:
    facts: dict[str, object] = {"upload": str(upload.pk), "kind": str(upload.kind), "rows": rows}
    subject = str(upload.network_id)
    outbox.queue(verb, subject_id=subject, at=at, facts=facts)
    audit.record(verb, subject=subject, actor=by, at=at, facts=facts)
